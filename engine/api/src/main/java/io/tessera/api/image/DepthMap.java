package io.tessera.api.image;

import io.tessera.api.fault.InputException;
import java.util.Arrays;
import java.util.Locale;

/**
 * A depth map, in whatever unit its source has (MiDaS gives inverse depth); networks see it {@link
 * #normalized}.
 *
 * @param depth width × height values, row by row; shared, not copied
 */
public record DepthMap(int width, int height, float[] depth) {
  public DepthMap {
    if (width < 1 || height < 1 || depth.length != width * height) {
      throw new IllegalArgumentException(
          depth.length + " values for a map of " + width + " × " + height);
    }
  }

  /**
   * Depth as the original stores it: the four bytes of a little-endian float32 as red, green, blue
   * and alpha.
   *
   * @param rgba width × height × 4 bytes
   */
  public static DepthMap fromRgba(int width, int height, byte[] rgba) {
    float[] depth = new float[width * height];
    for (int i = 0; i < depth.length; i++) {
      int bits = 0;
      for (int b = 3; b >= 0; b--) {
        bits = bits << 8 | rgba[i * 4 + b] & 0xff;
      }
      depth[i] = Float.intBitsToFloat(bits);
    }
    return new DepthMap(width, height, depth);
  }

  /**
   * Minimum and maximum of the whole map brought to -1 and 1, as the original does before any
   * cropping.
   *
   * @throws InputException if a value is not finite
   */
  public float[] normalized() {
    float min = Float.POSITIVE_INFINITY;
    float max = Float.NEGATIVE_INFINITY;
    for (float d : depth) {
      if (!Float.isFinite(d)) {
        throw new InputException("the depth map holds values that are no numbers");
      }
      min = Math.min(min, d);
      max = Math.max(max, d);
    }
    float[] out = new float[depth.length];
    float range = Math.max(max - min, Float.MIN_NORMAL);
    for (int i = 0; i < out.length; i++) {
      out[i] = 2f * ((depth[i] - min) / range) - 1f;
    }
    return out;
  }

  public float at(int x, int y) {
    return depth[y * width + x];
  }

  /**
   * The same places as nearness on a logarithmic scale, 1 for the nearest and 0 for the farthest: a
   * step means the same factor of distance close by and far away, so that far mountains do not
   * vanish beside the ground at one's feet as they do in inverse depth.
   *
   * @throws InputException if a distance is not positive and finite
   */
  public DepthMap nearness() {
    float[] logs = new float[depth.length];
    for (int i = 0; i < logs.length; i++) {
      if (!(depth[i] > 0) || Float.isInfinite(depth[i])) {
        throw new InputException(
            String.format(
                Locale.ROOT,
                "distances should be positive; there is %s at (%d, %d)",
                depth[i],
                i % width,
                i / width));
      }
      logs[i] = (float) -Math.log(depth[i]);
    }
    float[] out = new DepthMap(width, height, logs).normalized();
    for (int i = 0; i < out.length; i++) {
      out[i] = (out[i] + 1) / 2;
    }
    return new DepthMap(width, height, out);
  }

  /** Near for far and far for near: the values mirrored between their least and their greatest. */
  public DepthMap inverted() {
    float[] out = normalized();
    for (int i = 0; i < out.length; i++) {
      out[i] = (1 - out[i]) / 2;
    }
    return new DepthMap(width, height, out);
  }

  /** What lies below {@code low} or above {@code high} brought to these. */
  public DepthMap clamped(float low, float high) {
    float[] out = depth.clone();
    for (int i = 0; i < out.length; i++) {
      out[i] = Math.clamp(out[i], low, high);
    }
    return new DepthMap(width, height, out);
  }

  /** The rectangle with its upper left corner at (x, y). */
  public DepthMap crop(int x, int y, int w, int h) {
    float[] out = new float[w * h];
    for (int row = 0; row < h; row++) {
      System.arraycopy(depth, (y + row) * width + x, out, row * w, w);
    }
    return new DepthMap(w, h, out);
  }

  /** Resized: bilinear between the centres of pixels, as the original resizes depth. */
  public DepthMap resized(int w, int h) {
    if (w == width && h == height) {
      return this;
    }
    float[] out = new float[w * h];
    for (int y = 0; y < h; y++) {
      float sy = Math.clamp((y + 0.5f) * height / h - 0.5f, 0f, height - 1f);
      int y0 = (int) sy;
      int y1 = Math.min(height - 1, y0 + 1);
      for (int x = 0; x < w; x++) {
        float sx = Math.clamp((x + 0.5f) * width / w - 0.5f, 0f, width - 1f);
        int x0 = (int) sx;
        int x1 = Math.min(width - 1, x0 + 1);
        float top = mix(depth[y0 * width + x0], depth[y0 * width + x1], sx - x0);
        float bottom = mix(depth[y1 * width + x0], depth[y1 * width + x1], sx - x0);
        out[y * w + x] = mix(top, bottom, sy - y0);
      }
    }
    return new DepthMap(w, h, out);
  }

  private static float mix(float a, float b, float t) {
    return a + (b - a) * t;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof DepthMap m
        && m.width == width
        && m.height == height
        && Arrays.equals(m.depth, depth);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(depth);
  }

  @Override
  public String toString() {
    return "DepthMap " + width + " × " + height;
  }
}
