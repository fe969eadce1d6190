package io.tessera.engine.training;

import io.tessera.engine.training.scene.SceneGenerator;
import java.util.List;

/** Landscapes drawn on demand, never the same twice. */
final class SceneDataset implements Dataset {
  /** Seeds from here on belong to training; scenes that anything is measured on come from below. */
  static final long TRAINING_SEEDS = 1L << 62;

  /** Width and height in pixels. */
  record Size(int width, int height) {}

  private final List<Size> sizes;
  private final long seed;

  /**
   * @param sizes taken in turn
   * @param seed of the training; every training has scenes of its own
   */
  SceneDataset(List<Size> sizes, long seed) {
    this.sizes = List.copyOf(sizes);
    this.seed = TRAINING_SEEDS + seed * 1_000_003;
  }

  @Override
  public Sample get(long index) {
    Size size = sizes.get((int) (index % sizes.size()));
    return Sample.of(SceneGenerator.scene(seed + index, size.width, size.height));
  }
}
