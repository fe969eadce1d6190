package io.tessera.engine.evaluation;

import io.tessera.api.image.RgbImage;

/** How alike two pictures are. */
public final class ImageMetrics {
  private static final int RADIUS = 5;
  private static final double SIGMA = 1.5;
  private static final double C1 = Math.pow(0.01 * 255, 2);
  private static final double C2 = Math.pow(0.03 * 255, 2);

  private ImageMetrics() {}

  /** Mean squared difference of all bytes, 0 to 255². */
  public static double meanSquare(RgbImage a, RgbImage b) {
    sameSize(a, b);
    double sum = 0;
    for (int i = 0; i < a.rgb().length; i++) {
      double d = (a.rgb()[i] & 0xff) - (b.rgb()[i] & 0xff);
      sum += d * d;
    }
    return sum / a.rgb().length;
  }

  /** Peak signal-to-noise ratio of a mean squared difference, in dB; at most 99. */
  public static double psnr(double meanSquare) {
    return Math.min(99, 10 * Math.log10(255 * 255 / Math.max(1e-12, meanSquare)));
  }

  /**
   * Structural similarity of the luminances (Wang et al. 2004): Gaussian window of 11 × 11, σ 1.5,
   * mean over all whole windows; 1 for equal pictures.
   */
  public static double ssim(RgbImage a, RgbImage b) {
    sameSize(a, b);
    int w = a.width();
    int h = a.height();
    if (Math.min(w, h) <= 2 * RADIUS) {
      throw new IllegalArgumentException("SSIM needs pictures of at least 11 × 11 pixels");
    }
    float[] x = luminance(a);
    float[] y = luminance(b);
    float[] mx = blur(x, w, h);
    float[] my = blur(y, w, h);
    float[] xx = blur(product(x, x), w, h);
    float[] yy = blur(product(y, y), w, h);
    float[] xy = blur(product(x, y), w, h);
    double sum = 0;
    for (int i = 0; i < mx.length; i++) {
      double u = mx[i];
      double v = my[i];
      double sx = xx[i] - u * u;
      double sy = yy[i] - v * v;
      double cov = xy[i] - u * v;
      sum += (2 * u * v + C1) * (2 * cov + C2) / ((u * u + v * v + C1) * (sx + sy + C2));
    }
    return sum / mx.length;
  }

  private static void sameSize(RgbImage a, RgbImage b) {
    if (a.width() != b.width() || a.height() != b.height()) {
      throw new IllegalArgumentException(a + " and " + b + " differ in size");
    }
  }

  private static float[] luminance(RgbImage image) {
    float[] y = new float[image.width() * image.height()];
    byte[] rgb = image.rgb();
    for (int i = 0; i < y.length; i++) {
      y[i] =
          0.299f * (rgb[i * 3] & 0xff)
              + 0.587f * (rgb[i * 3 + 1] & 0xff)
              + 0.114f * (rgb[i * 3 + 2] & 0xff);
    }
    return y;
  }

  private static float[] product(float[] a, float[] b) {
    float[] out = new float[a.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = a[i] * b[i];
    }
    return out;
  }

  /** Whole windows only: (w - 10) × (h - 10) values. */
  private static float[] blur(float[] x, int w, int h) {
    float[] kernel = kernel();
    int n = kernel.length;
    int ow = w - n + 1;
    float[] rows = new float[ow * h];
    for (int y = 0; y < h; y++) {
      for (int u = 0; u < ow; u++) {
        float sum = 0;
        for (int k = 0; k < n; k++) {
          sum += kernel[k] * x[y * w + u + k];
        }
        rows[y * ow + u] = sum;
      }
    }
    int oh = h - n + 1;
    float[] out = new float[ow * oh];
    for (int y = 0; y < oh; y++) {
      for (int u = 0; u < ow; u++) {
        float sum = 0;
        for (int k = 0; k < n; k++) {
          sum += kernel[k] * rows[(y + k) * ow + u];
        }
        out[y * ow + u] = sum;
      }
    }
    return out;
  }

  private static float[] kernel() {
    float[] k = new float[2 * RADIUS + 1];
    double total = 0;
    for (int i = 0; i < k.length; i++) {
      k[i] = (float) Math.exp(-Math.pow(i - RADIUS, 2) / (2 * SIGMA * SIGMA));
      total += k[i];
    }
    for (int i = 0; i < k.length; i++) {
      k[i] /= (float) total;
    }
    return k;
  }
}
