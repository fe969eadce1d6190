package io.tessera.api.image;

/** Places without a value take that of the nearest place that has one. */
final class Holes {
  private Holes() {}

  /**
   * Grows outward from the known values, place by place.
   *
   * @param values row by row; NaN where there is none, at least one has one
   */
  static void fill(float[] values, int width) {
    int[] queue = new int[values.length];
    int end = 0;
    for (int i = 0; i < values.length; i++) {
      if (!Float.isNaN(values[i])) {
        queue[end++] = i;
      }
    }
    for (int next = 0; next < end; next++) {
      int i = queue[next];
      int x = i % width;
      int[] around = {
        x > 0 ? i - 1 : -1,
        x < width - 1 ? i + 1 : -1,
        i - width,
        i + width < values.length ? i + width : -1
      };
      for (int n : around) {
        if (n >= 0 && Float.isNaN(values[n])) {
          values[n] = values[i];
          queue[end++] = n;
        }
      }
    }
  }
}
