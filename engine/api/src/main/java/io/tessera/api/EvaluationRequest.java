package io.tessera.api;

import io.tessera.api.fault.InputException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What to measure on.
 *
 * @param scenes how many scenes to draw, or the most pictures to take from the folder
 * @param seed of the first scene, below all seeds of trainings
 * @param data a folder of pictures with label maps instead of scenes
 * @param training a folder that photographs were learned from, to look for copies in
 * @param trainingSeed seed of the training whose scenes copies are looked for in
 * @param trainingScenes how many of them, from the first on
 * @param sampling how tokens of renders are drawn
 * @param picture where a picture with renders and their nearest training crops goes
 * @param features a network that tells what pictures are like, for the FID, see {@link
 *     io.tessera.engine.model.FeatureNetwork}; without one the segmenter does
 */
public record EvaluationRequest(
    int scenes,
    long seed,
    Optional<Path> data,
    Optional<Path> training,
    long trainingSeed,
    int trainingScenes,
    SamplingConfig sampling,
    Optional<Path> picture,
    Optional<Path> features) {
  /** Seeds from here on belong to trainings; scenes that anything is measured on lie below. */
  public static final long TRAINING_SEEDS = 1L << 62;

  public EvaluationRequest {
    if (scenes < 1 || scenes > 100_000) {
      throw new InputException("an evaluation takes 1 to 100000 scenes, not " + scenes);
    }
    if (seed < 0 || seed >= TRAINING_SEEDS - scenes) {
      throw new InputException(
          "the seed "
              + seed
              + " belongs to trainings, whose scenes a model may know by heart; use one from 0 to "
              + (TRAINING_SEEDS - scenes - 1));
    }
  }
}
