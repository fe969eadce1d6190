package io.tessera.api.image;

import java.util.Arrays;

/**
 * A semantic layout: one label per pixel.
 *
 * @param labels width × height bytes, row by row from the top, read unsigned; shared, not copied
 */
public record LabelMap(int width, int height, byte[] labels) {
  /** What has no label: the artist leaves it to the model. */
  public static final int UNLABELLED = 255;

  public LabelMap {
    if (width < 1 || height < 1 || labels.length != width * height) {
      throw new IllegalArgumentException(
          labels.length + " labels for a map of " + width + " × " + height);
    }
  }

  public static LabelMap filled(int width, int height, int label) {
    byte[] labels = new byte[width * height];
    Arrays.fill(labels, (byte) label);
    return new LabelMap(width, height, labels);
  }

  public int at(int x, int y) {
    return labels[y * width + x] & 0xff;
  }

  /** How many pixels have each of the 256 values. */
  public int[] histogram() {
    int[] counts = new int[256];
    for (byte b : labels) {
      counts[b & 0xff]++;
    }
    return counts;
  }

  /** The rectangle with its upper left corner at (x, y). */
  public LabelMap crop(int x, int y, int w, int h) {
    byte[] out = new byte[w * h];
    for (int row = 0; row < h; row++) {
      System.arraycopy(labels, (y + row) * width + x, out, row * w, w);
    }
    return new LabelMap(w, h, out);
  }

  /** The picture in a mirror. */
  public LabelMap mirrored() {
    byte[] out = new byte[labels.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = labels[i / width * width + width - 1 - i % width];
    }
    return new LabelMap(width, height, out);
  }

  /** Resized by nearest neighbour, so that no new labels appear. */
  public LabelMap resized(int w, int h) {
    if (w == width && h == height) {
      return this;
    }
    byte[] out = new byte[w * h];
    for (int y = 0; y < h; y++) {
      int sy = (int) ((long) y * height / h);
      for (int x = 0; x < w; x++) {
        out[y * w + x] = labels[sy * width + (int) ((long) x * width / w)];
      }
    }
    return new LabelMap(w, h, out);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof LabelMap m
        && m.width == width
        && m.height == height
        && Arrays.equals(m.labels, labels);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(labels);
  }

  @Override
  public String toString() {
    return "LabelMap " + width + " × " + height;
  }
}
