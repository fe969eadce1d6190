package io.tessera.app.canvas;

import java.util.Arrays;

/** A growing outline. */
final class Corners {
  private double[] values = new double[64];
  private int size;

  void add(double x, double y) {
    if (size + 2 > values.length) {
      values = Arrays.copyOf(values, 2 * values.length);
    }
    values[size++] = x;
    values[size++] = y;
  }

  /** Takes the last corner away. */
  void drop() {
    size = Math.max(0, size - 2);
  }

  void clear() {
    size = 0;
  }

  int count() {
    return size / 2;
  }

  /** Whether a point lies within a distance of the first corner. */
  boolean isNearStart(double x, double y, double distance) {
    return size > 0 && Math.hypot(x - values[0], y - values[1]) <= distance;
  }

  double[] toArray() {
    return Arrays.copyOf(values, size);
  }
}
