package io.tessera.engine.image;

import io.tessera.engine.fault.InputException;

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
}
