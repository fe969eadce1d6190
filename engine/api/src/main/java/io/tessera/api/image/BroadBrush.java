package io.tessera.api.image;

import java.util.Arrays;

/** Layouts as a hand would paint them: shapes stay, their detail goes. */
public final class BroadBrush {
  private BroadBrush() {}

  /**
   * The label that most of a place's surroundings have, each label counted by the fourth root of
   * how rare it is: a sun or a figure becomes a blob instead of drowning in the sky.
   *
   * @param radius in pixels, of two passes of a box filter
   */
  public static LabelMap paint(LabelMap map, int radius) {
    int[] counts = map.histogram();
    byte[] out = new byte[map.labels().length];
    float[] best = new float[out.length];
    Arrays.fill(best, -1);
    for (int label = 0; label < counts.length; label++) {
      if (counts[label] == 0) {
        continue;
      }
      float weight = (float) Math.pow((double) out.length / counts[label], 0.25);
      float[] near = new float[out.length];
      for (int i = 0; i < near.length; i++) {
        near[i] = (map.labels()[i] & 0xff) == label ? weight : 0;
      }
      for (int pass = 0; pass < 2; pass++) {
        near = box(near, map.width(), map.height(), 1, map.width(), radius);
        near = box(near, map.height(), map.width(), map.width(), 1, radius);
      }
      for (int i = 0; i < near.length; i++) {
        if (near[i] > best[i]) {
          best[i] = near[i];
          out[i] = (byte) label;
        }
      }
    }
    return new LabelMap(map.width(), map.height(), out);
  }

  /**
   * Means along lines, of what lies within the radius and the picture.
   *
   * @param step from one value of a line to the next
   * @param jump from one line to the next
   */
  private static float[] box(
      float[] values, int length, int lines, int step, int jump, int radius) {
    float[] out = new float[values.length];
    double[] before = new double[length + 1];
    for (int line = 0; line < lines; line++) {
      int start = line * jump;
      for (int i = 0; i < length; i++) {
        before[i + 1] = before[i] + values[start + i * step];
      }
      for (int i = 0; i < length; i++) {
        int from = Math.max(0, i - radius);
        int to = Math.min(length, i + radius + 1);
        out[start + i * step] = (float) ((before[to] - before[from]) / (to - from));
      }
    }
    return out;
  }
}
