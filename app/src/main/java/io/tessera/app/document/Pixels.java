package io.tessera.app.document;

import io.tessera.api.image.RgbImage;

/** Pictures in other sizes and frames. */
public final class Pixels {
  private Pixels() {}

  /** Scaled to fill a size, what is left over cut off evenly on both sides. */
  public static RgbImage covering(RgbImage image, int width, int height) {
    double scale = Math.max((double) width / image.width(), (double) height / image.height());
    int w = Math.max(width, (int) Math.round(image.width() * scale));
    int h = Math.max(height, (int) Math.round(image.height() * scale));
    return image.resized(w, h).crop((w - width) / 2, (h - height) / 2, width, height);
  }

  /**
   * Fitted for a document: no side longer than {@code longest}, both multiples of {@code cell},
   * scaled down where it has to be and cut off evenly by less than a cell.
   */
  public static RgbImage fitted(RgbImage image, int longest, int cell) {
    double scale = Math.min(1, (double) longest / Math.max(image.width(), image.height()));
    int w = (int) Math.round(image.width() * scale);
    int h = (int) Math.round(image.height() * scale);
    return covering(image, Math.max(cell, w / cell * cell), Math.max(cell, h / cell * cell));
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
