package io.tessera.engine.training;

import io.tessera.engine.image.LabelMap;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Pictures of which a share have layouts as a hand would paint them: the picture keeps its detail,
 * the layout loses it, so that a model does not come to need detail that artists do not paint. What
 * it brings and what not is told in decision 0010.
 */
final class PaintedLayouts implements Dataset {
  /** Of the shorter side of the picture, the largest brush's radius. */
  private static final double BROADEST = 1 / 24.0;

  private static final int FINEST = 2;

  private final Dataset exact;
  private final double share;
  private final long seed;

  /**
   * @param share of the pictures whose layouts are repainted, 0..1
   */
  PaintedLayouts(Dataset exact, double share, long seed) {
    this.exact = exact;
    this.share = share;
    this.seed = seed;
  }

  @Override
  public Sample get(long index) {
    Sample s = exact.get(index);
    SplittableRandom random = new SplittableRandom(seed * 31 + index);
    if (s.labels().isEmpty() || random.nextDouble() >= share) {
      return s;
    }
    LabelMap map = s.labels().get();
    int broadest = (int) (Math.min(map.width(), map.height()) * BROADEST);
    int radius = random.nextInt(FINEST, Math.max(FINEST, broadest) + 1);
    return new Sample(
        s.image(), Optional.of(repaint(map, radius)), s.depth(), s.mood(), s.style(), s.focus());
  }

  /**
   * The label that most of a place's surroundings have, each label counted by the fourth root of
   * how rare it is: a sun or a figure becomes a blob instead of drowning in the sky.
   *
   * @param radius in pixels, of two passes of a box filter
   */
  static LabelMap repaint(LabelMap map, int radius) {
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
