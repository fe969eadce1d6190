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
  private final long firstSeed;

  /**
   * @param sizes taken in turn
   * @param seed of the training; every training has scenes of its own
   */
  SceneDataset(List<Size> sizes, long seed) {
    this(TRAINING_SEEDS + seed * 1_000_003, sizes);
  }

  private SceneDataset(long firstSeed, List<Size> sizes) {
    this.sizes = List.copyOf(sizes);
    this.firstSeed = firstSeed;
  }

  /** Scenes that no training learns from, from seed 0 on. */
  static SceneDataset heldOut(List<Size> sizes) {
    return from(0, sizes);
  }

  /** Scenes of these seeds. */
  static SceneDataset from(long firstSeed, List<Size> sizes) {
    return new SceneDataset(firstSeed, sizes);
  }

  @Override
  public Sample get(long index) {
    Size size = sizes.get((int) (index % sizes.size()));
    return Sample.of(SceneGenerator.scene(firstSeed + index, size.width, size.height));
  }
}
