package io.tessera.api.image;

import java.util.Arrays;

/**
 * A picture of 8-bit colours.
 *
 * @param rgb width × height × 3 bytes, row by row from the top; shared, not copied, for it may be
 *     large
 */
public record RgbImage(int width, int height, byte[] rgb) {
  public RgbImage {
    if (width < 1 || height < 1 || rgb.length != width * height * 3) {
      throw new IllegalArgumentException(
          rgb.length + " bytes for a picture of " + width + " × " + height);
    }
  }

  /**
   * From network values to bytes: (x + 1) · 127.5, clipped to 0..255 and truncated, as the
   * original's {@code make_samples} does.
   *
   * @param x [C, H, W] with 3 channels, or 1 that is shown grey
   */
  public static RgbImage fromNetwork(float[] x, int channels, int width, int height) {
    byte[] rgb = new byte[width * height * 3];
    int plane = width * height;
    for (int c = 0; c < 3; c++) {
      int from = channels == 1 ? 0 : c * plane;
      for (int i = 0; i < plane; i++) {
        rgb[i * 3 + c] = toByte(x[from + i]);
      }
    }
    return new RgbImage(width, height, rgb);
  }

  /** One value of {@code make_samples}: (x + 1) · 127.5, clipped, truncated. */
  public static byte toByte(float x) {
    return (byte) (int) Math.max(0f, Math.min(255f, (x + 1f) * 127.5f));
  }

  /** One value of {@code sample_fast}: 255 · (x + 1) / 2 of x clipped to [-1, 1], truncated. */
  public static byte toByteSampleFast(float x) {
    float clipped = Math.max(-1f, Math.min(1f, x));
    return (byte) (int) (255f * ((clipped + 1f) / 2f));
  }

  /** x / 127.5 - 1, planes of red, green and blue: [3, H, W]. */
  public float[] toNetwork() {
    int plane = width * height;
    float[] x = new float[plane * 3];
    for (int i = 0; i < plane; i++) {
      for (int c = 0; c < 3; c++) {
        x[c * plane + i] = (rgb[i * 3 + c] & 0xff) / 127.5f - 1f;
      }
    }
    return x;
  }

  /**
   * The same for a network of so many channels.
   *
   * @param channels 3, or 1 for brightness (ITU-R BT.601)
   */
  public float[] toNetwork(int channels) {
    if (channels == 3) {
      return toNetwork();
    }
    float[] x = new float[width * height];
    for (int i = 0; i < x.length; i++) {
      double grey =
          0.299 * (rgb[i * 3] & 0xff)
              + 0.587 * (rgb[i * 3 + 1] & 0xff)
              + 0.114 * (rgb[i * 3 + 2] & 0xff);
      x[i] = (float) (grey / 127.5 - 1);
    }
    return x;
  }

  /** The rectangle with its upper left corner at (x, y). */
  public RgbImage crop(int x, int y, int w, int h) {
    byte[] out = new byte[w * h * 3];
    for (int row = 0; row < h; row++) {
      System.arraycopy(rgb, ((y + row) * width + x) * 3, out, row * w * 3, w * 3);
    }
    return new RgbImage(w, h, out);
  }

  /** The picture in a mirror. */
  public RgbImage mirrored() {
    byte[] out = new byte[rgb.length];
    for (int i = 0; i < width * height; i++) {
      System.arraycopy(rgb, (i / width * width + width - 1 - i % width) * 3, out, i * 3, 3);
    }
    return new RgbImage(width, height, out);
  }

  /** Resized: averaged over the area that a new pixel covers. */
  public RgbImage resized(int w, int h) {
    if (w == width && h == height) {
      return this;
    }
    float[] rows = new float[w * height * 3];
    for (int x = 0; x < w; x++) {
      Span s = Span.of(x, w, width);
      for (int y = 0; y < height; y++) {
        for (int c = 0; c < 3; c++) {
          float sum = 0;
          for (int k = 0; k < s.weights.length; k++) {
            sum += s.weights[k] * (rgb[(y * width + s.from + k) * 3 + c] & 0xff);
          }
          rows[(y * w + x) * 3 + c] = sum;
        }
      }
    }
    byte[] out = new byte[w * h * 3];
    for (int y = 0; y < h; y++) {
      Span s = Span.of(y, h, height);
      for (int i = 0; i < w * 3; i++) {
        float sum = 0.5f;
        for (int k = 0; k < s.weights.length; k++) {
          sum += s.weights[k] * rows[(s.from + k) * w * 3 + i];
        }
        out[y * w * 3 + i] = (byte) (int) sum;
      }
    }
    return new RgbImage(w, h, out);
  }

  /** Source pixels under a new one and how much of it each covers. */
  private record Span(int from, float[] weights) {
    static Span of(int at, int to, int size) {
      double a = (double) at * size / to;
      double b = (double) (at + 1) * size / to;
      int from = (int) a;
      int end = Math.min(size, Math.max(from + 1, (int) Math.ceil(b - 1e-9)));
      float[] weights = new float[end - from];
      for (int i = from; i < end; i++) {
        weights[i - from] = (float) ((Math.min(b, i + 1) - Math.max(a, i)) / (b - a));
      }
      return new Span(from, weights);
    }
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof RgbImage i
        && i.width == width
        && i.height == height
        && Arrays.equals(i.rgb, rgb);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(rgb);
  }

  @Override
  public String toString() {
    return "RgbImage " + width + " × " + height;
  }
}
