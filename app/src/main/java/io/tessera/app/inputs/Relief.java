package io.tessera.app.inputs;

import io.tessera.api.image.LabelMap;
import io.tessera.api.image.RgbImage;

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

  /** Row by row, then down all columns at once, so that memory is read in its order. */
  private static float[] mean(float[] in, int w, int h, int radius) {
    float[] rows = new float[in.length];
    for (int y = 0; y < h; y++) {
      meanOfRow(in, rows, y * w, w, radius);
    }
    float[] out = new float[in.length];
    double[] sums = new double[w];
    for (int k = -radius; k <= radius; k++) {
      add(sums, rows, w * Math.clamp(k, 0, h - 1), 1);
    }
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        out[y * w + x] = (float) (sums[x] / (2 * radius + 1));
      }
      add(sums, rows, w * Math.min(h - 1, y + radius + 1), 1);
      add(sums, rows, w * Math.max(0, y - radius), -1);
    }
    return out;
  }

  private static void add(double[] sums, float[] in, int offset, int sign) {
    for (int x = 0; x < sums.length; x++) {
      sums[x] += sign * in[offset + x];
    }
  }

  /** The running mean; the border is repeated. */
  private static void meanOfRow(float[] in, float[] out, int offset, int length, int radius) {
    double sum = 0;
    for (int k = -radius; k <= radius; k++) {
      sum += in[offset + Math.clamp(k, 0, length - 1)];
    }
    for (int i = 0; i < length; i++) {
      out[offset + i] = (float) (sum / (2 * radius + 1));
      sum += in[offset + Math.min(length - 1, i + radius + 1)];
      sum -= in[offset + Math.max(0, i - radius)];
    }
  }
}
