package io.tessera.engine.training;

import io.tessera.api.ConditionKind;
import io.tessera.api.EvaluationRequest;
import io.tessera.engine.training.scene.Scene;
import io.tessera.engine.training.scene.SceneGenerator;
import java.util.List;
import java.util.SplittableRandom;

/** Landscapes drawn on demand, never the same twice. */
final class SceneDataset implements Dataset {
  /** Seeds from here on belong to training; scenes that anything is measured on come from below. */
  static final long TRAINING_SEEDS = EvaluationRequest.TRAINING_SEEDS;

  /** Width and height in pixels. */
  record Size(int width, int height) {}

  private final List<Size> sizes;
  private final long firstSeed;
  private final ConditionKind condition;
  private final double peopled;

  /**
   * @param sizes taken in turn
   * @param seed of the training; every training has scenes of its own
   * @param condition what the scenes are to be learned from; poses come with people in the scenes
   */
  SceneDataset(List<Size> sizes, long seed, ConditionKind condition) {
    this(sizes, seed, condition, 0);
  }

  /**
   * @param peopled share of the scenes, 0..1, that have people in them and most crops about one
   */
  SceneDataset(List<Size> sizes, long seed, ConditionKind condition, double peopled) {
    this(TRAINING_SEEDS + seed * 1_000_003, sizes, condition, peopled);
  }

  private SceneDataset(long firstSeed, List<Size> sizes, ConditionKind condition, double peopled) {
    this.sizes = List.copyOf(sizes);
    this.firstSeed = firstSeed;
    this.condition = condition;
    this.peopled = condition == ConditionKind.POSE ? 1 : peopled;
  }

  /** Scenes that no training learns from, from seed 0 on. */
  static SceneDataset heldOut(List<Size> sizes, ConditionKind condition) {
    return from(0, sizes, condition);
  }

  /** Scenes of these seeds. */
  static SceneDataset from(long firstSeed, List<Size> sizes, ConditionKind condition) {
    return new SceneDataset(firstSeed, sizes, condition, 0);
  }

  @Override
  public Sample get(long index) {
    Size size = sizes.get((int) (index % sizes.size()));
    long seed = firstSeed + index;
    // By the seed, not by turns: sizes are taken by turns already.
    if (new SplittableRandom(seed).nextDouble() >= peopled) {
      return Sample.of(SceneGenerator.scene(seed, size.width, size.height), condition);
    }
    Scene scene = SceneGenerator.withFigures(seed, size.width, size.height);
    return Sample.of(scene, condition).about(Sample.focus(scene));
  }
}
