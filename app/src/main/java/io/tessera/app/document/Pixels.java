package io.tessera.app.document;

import io.tessera.engine.image.RgbImage;

/** Pictures in other sizes and frames. */
public final class Pixels {
  private Pixels() {}

  /** Scaled by the mean of what every new pixel covers, or by the nearest one where it grows. */
  public static RgbImage scaled(RgbImage image, int width, int height) {
    byte[] out = new byte[width * height * 3];
    for (int y = 0; y < height; y++) {
      int y0 = (int) ((long) y * image.height() / height);
      int y1 = Math.max(y0 + 1, (int) ((long) (y + 1) * image.height() / height));
      for (int x = 0; x < width; x++) {
        int x0 = (int) ((long) x * image.width() / width);
        int x1 = Math.max(x0 + 1, (int) ((long) (x + 1) * image.width() / width));
        mean(image, x0, y0, x1, y1, out, (y * width + x) * 3);
      }
    }
    return new RgbImage(width, height, out);
  }

  private static void mean(RgbImage image, int x0, int y0, int x1, int y1, byte[] out, int place) {
    int n = (x1 - x0) * (y1 - y0);
    for (int c = 0; c < 3; c++) {
      int sum = 0;
      for (int y = y0; y < y1; y++) {
        for (int x = x0; x < x1; x++) {
          sum += image.rgb()[(y * image.width() + x) * 3 + c] & 255;
        }
      }
      out[place + c] = (byte) ((sum + n / 2) / n);
    }
  }

  /** Scaled to fill a size, what is left over cut off evenly on both sides. */
  public static RgbImage covering(RgbImage image, int width, int height) {
    double scale = Math.max((double) width / image.width(), (double) height / image.height());
    int w = Math.max(width, (int) Math.round(image.width() * scale));
    int h = Math.max(height, (int) Math.round(image.height() * scale));
    return scaled(image, w, h).crop((w - width) / 2, (h - height) / 2, width, height);
  }

  /** A frame around the picture; beyond its border the border is repeated. */
  static RgbImage reframed(RgbImage image, int x, int y, int width, int height) {
    byte[] out = new byte[width * height * 3];
    for (int row = 0; row < height; row++) {
      int sy = Math.clamp((long) row + y, 0, image.height() - 1);
      for (int column = 0; column < width; column++) {
        int sx = Math.clamp((long) column + x, 0, image.width() - 1);
        System.arraycopy(
            image.rgb(), (sy * image.width() + sx) * 3, out, (row * width + column) * 3, 3);
      }
    }
    return new RgbImage(width, height, out);
  }
}
