package io.tessera.app.inputs;

import io.tessera.engine.image.LabelMap;
import io.tessera.engine.image.RgbImage;

/** Depth as a relief that light falls on from the upper left, to judge its shape by eye. */
final class Relief {
  /** How much a step of depth tilts the surface. */
  private static final double STEEPNESS = 0.16;

  private static final int SMOOTHING = 2;

  private Relief() {}

  /**
   * A picture of the relief.
   *
   * @param nearness 0 to 255
   * @param width of the picture; its height follows
   */
  static RgbImage of(LabelMap nearness, int width) {
    int w = Math.min(width, nearness.width());
    int h = Math.max(1, nearness.height() * w / nearness.width());
    byte[] rgb = new byte[w * h * 3];
    // Twice a mean is nearly a bell; without it the steps of 8 bits would show as terraces.
    float[] z = floats(nearness.resized(w, h));
    z = mean(mean(z, w, h, SMOOTHING), w, h, SMOOTHING);
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        double dx = z[y * w + Math.min(w - 1, x + 1)] - z[y * w + Math.max(0, x - 1)];
        double dy = z[Math.min(h - 1, y + 1) * w + x] - z[Math.max(0, y - 1) * w + x];
        double nx = -dx * STEEPNESS;
        double ny = -dy * STEEPNESS;
        double light = (nx * -0.5 + ny * -0.6 + 0.62) / Math.sqrt(nx * nx + ny * ny + 1);
        double near = z[y * w + x] / 255.0;
        double shade = Math.clamp(0.25 + 0.95 * light, 0, 1.25);
        int i = (y * w + x) * 3;
        // Far is blue and dim, near is warm and bright.
        rgb[i] = tone((52 + 178 * near) * shade);
        rgb[i + 1] = tone((74 + 140 * near) * shade);
        rgb[i + 2] = tone((112 + 76 * near) * shade);
      }
    }
    return new RgbImage(w, h, rgb);
  }

  private static byte tone(double value) {
    return (byte) Math.clamp(Math.round(value), 0, 255);
  }

  /** Averaged over a square about each pixel. */
  static LabelMap blurred(LabelMap map, int radius) {
    float[] mean = mean(floats(map), map.width(), map.height(), radius);
    byte[] out = new byte[mean.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (byte) Math.round(mean[i]);
    }
    return new LabelMap(map.width(), map.height(), out);
  }

  private static float[] floats(LabelMap map) {
    float[] out = new float[map.labels().length];
    for (int i = 0; i < out.length; i++) {
      out[i] = map.labels()[i] & 0xff;
    }
    return out;
  }

  /** Row sums first, then columns. */
  private static float[] mean(float[] in, int w, int h, int radius) {
    float[] rows = new float[in.length];
    for (int y = 0; y < h; y++) {
      mean(in, rows, y * w, 1, w, radius);
    }
    float[] out = new float[in.length];
    for (int x = 0; x < w; x++) {
      mean(rows, out, x, w, h, radius);
    }
    return out;
  }

  /** The running mean of one row or column; the border is repeated. */
  private static void mean(
      float[] in, float[] out, int offset, int stride, int length, int radius) {
    double sum = 0;
    for (int k = -radius; k <= radius; k++) {
      sum += in[offset + stride * Math.clamp(k, 0, length - 1)];
    }
    for (int i = 0; i < length; i++) {
      out[offset + stride * i] = (float) (sum / (2 * radius + 1));
      sum += in[offset + stride * Math.min(length - 1, i + radius + 1)];
      sum -= in[offset + stride * Math.max(0, i - radius)];
    }
  }
}
