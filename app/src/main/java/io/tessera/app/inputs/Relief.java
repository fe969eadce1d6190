package io.tessera.app.inputs;

import io.tessera.engine.image.LabelMap;
import io.tessera.engine.image.RgbImage;

/** Depth as a relief that light falls on from the upper left, to judge its shape by eye. */
final class Relief {
  /** How much a step of depth tilts the surface. */
  private static final double STEEPNESS = 0.16;

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
    LabelMap small = blurred(nearness.resized(w, h), 1);
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        double dx = (small.at(Math.min(w - 1, x + 1), y) - small.at(Math.max(0, x - 1), y));
        double dy = (small.at(x, Math.min(h - 1, y + 1)) - small.at(x, Math.max(0, y - 1)));
        double nx = -dx * STEEPNESS;
        double ny = -dy * STEEPNESS;
        double light = (nx * -0.5 + ny * -0.6 + 0.62) / Math.sqrt(nx * nx + ny * ny + 1);
        double near = small.at(x, y) / 255.0;
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

  /** Averaged over a square about each pixel; row sums first, then columns. */
  static LabelMap blurred(LabelMap map, int radius) {
    int w = map.width();
    int h = map.height();
    return new LabelMap(w, h, columns(rows(map.labels(), w, h, radius), w, h, radius));
  }

  private static byte[] rows(byte[] in, int w, int h, int radius) {
    byte[] out = new byte[in.length];
    for (int y = 0; y < h; y++) {
      average(in, out, y * w, 1, w, radius);
    }
    return out;
  }

  private static byte[] columns(byte[] in, int w, int h, int radius) {
    byte[] out = new byte[in.length];
    for (int x = 0; x < w; x++) {
      average(in, out, x, w, h, radius);
    }
    return out;
  }

  /** The running mean of one row or column; the border is repeated. */
  private static void average(
      byte[] in, byte[] out, int offset, int stride, int length, int radius) {
    long sum = 0;
    for (int k = -radius; k <= radius; k++) {
      sum += in[offset + stride * Math.clamp(k, 0, length - 1)] & 0xff;
    }
    int count = 2 * radius + 1;
    for (int i = 0; i < length; i++) {
      out[offset + stride * i] = (byte) ((sum + count / 2) / count);
      sum += in[offset + stride * Math.min(length - 1, i + radius + 1)] & 0xff;
      sum -= in[offset + stride * Math.max(0, i - radius)] & 0xff;
    }
  }
}
