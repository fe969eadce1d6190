package io.tessera.engine.training;

import io.tessera.api.image.BroadBrush;
import io.tessera.api.image.LabelMap;
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
        s.image(),
        Optional.of(BroadBrush.paint(map, radius)),
        s.depth(),
        s.mood(),
        s.style(),
        s.focus(),
        s.label());
  }
}
