package io.tessera.engine.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.tessera.engine.checkpoint.DdConfig;
import io.tessera.engine.checkpoint.FirstStageConfig;
import io.tessera.engine.torch.Device;
import io.tessera.engine.torch.HostTensor;
import io.tessera.engine.torch.Precision;
import io.tessera.engine.torch.Torch;
import io.tessera.engine.training.scene.SceneGenerator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The term that asks for texture wherever it lies. */
class PatchLossTest {
  private static final int SIDE = 64;

  private static FirstStageTrainer trainer(double learningRate) {
    DdConfig dd = new DdConfig(false, 16, SIDE, 3, 3, 8, List.of(1, 2), 1, List.of(), 4, 1, false);
    FirstStageConfig config =
        new FirstStageConfig(
            "test",
            FirstStageConfig.Kind.AUTOENCODER,
            dd,
            0,
            8,
            0,
            OptionalInt.empty(),
            "image",
            false,
            Optional.empty(),
            "random");
    FirstStageSettings settings =
        new FirstStageSettings(
            new FirstStageSettings.Optimizer(learningRate, 0, 0.5, 0.9, 0, 0, Long.MAX_VALUE),
            new FirstStageSettings.Reconstruction(false, 0, 0, 0, 1),
            new FirstStageSettings.Latent(0.25, true, 1, false, 0, 0, 1, 1, 1),
            new FirstStageSettings.Adversary(false, 0, 0, 1, 1e4, 1, false, false, false, 64, 3, 0),
            Precision.F32);
    return new FirstStageTrainer(config, settings, Device.CPU);
  }

  private static float[] noise(long seed, float strength) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] x = new float[3 * SIDE * SIDE];
    for (int i = 0; i < x.length; i++) {
      x[i] = strength * (float) random.nextDouble(-1, 1);
    }
    return x;
  }

  private static double loss(FirstStageTrainer trainer, float[] x, float[] y) {
    Torch.seed(5);
    return trainer
        .script()
        .call(
            "patch_loss",
            new HostTensor.Floats(x, 1, 3, SIDE, SIDE),
            new HostTensor.Floats(y, 1, 3, SIDE, SIDE))
        .getFirst()
        .floats()[0];
  }

  /** By absolute error another piece of the same texture is worse than none at all. */
  @Test
  void theSameTextureElsewhereIsNearerThanABlur() {
    try (FirstStageTrainer trainer = trainer(0)) {
      float[] x = noise(1, 0.5f);
      assertThat(loss(trainer, x, x)).isZero();
      double other = loss(trainer, x, noise(2, 0.5f));
      double weaker = loss(trainer, x, noise(3, 0.25f));
      double none = loss(trainer, x, noise(4, 0));
      assertThat(other).isPositive().isLessThan(0.3 * weaker);
      assertThat(weaker).isLessThan(0.7 * none);
    }
  }

  @Test
  void aFirstStageLearnsFromIt() {
    float[] scene = SceneGenerator.scene(5, SIDE, SIDE).image().toNetwork();
    HostTensor.Floats x = new HostTensor.Floats(scene, 1, 3, SIDE, SIDE);
    try (FirstStageTrainer trainer = trainer(1e-3)) {
      trainer.initialize(3);
      List<Double> losses = new ArrayList<>();
      for (int step = 0; step < 30; step++) {
        losses.add(trainer.step(x, step).get("patch_loss"));
      }
      assertThat(mean(losses.subList(25, 30))).isLessThan(0.9 * mean(losses.subList(0, 5)));
    }
  }

  private static double mean(List<Double> x) {
    return x.stream().mapToDouble(v -> v).average().orElseThrow();
  }
}
