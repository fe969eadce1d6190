package io.tessera.engine.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.tessera.engine.checkpoint.DdConfig;
import io.tessera.engine.checkpoint.FirstStageConfig;
import io.tessera.engine.torch.Device;
import io.tessera.engine.torch.HostTensor;
import io.tessera.engine.torch.Precision;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * libtorch's input gradient of narrow convolutions sometimes holds garbage on AVX-512; ours are
 * widened. Three hundred backward passes through discriminator and decoder, on the same input with
 * a learning rate of zero, must all agree.
 */
class ConvolutionTrapTest {
  @Test
  void threeHundredBackwardPassesAgree() {
    DdConfig dd =
        new DdConfig(false, 16, 32, 3, 3, 32, List.of(1, 1), 1, List.of(), 32, 1, false, 0, 0);
    FirstStageConfig config =
        new FirstStageConfig(
            "test",
            FirstStageConfig.Kind.VECTOR_QUANTIZED,
            dd,
            16,
            16,
            0,
            java.util.OptionalInt.empty(),
            "image",
            false,
            Optional.empty(),
            "random");
    FirstStageSettings settings =
        new FirstStageSettings(
            new FirstStageSettings.Optimizer(0, 0, 0.5, 0.9, 0, 0, Long.MAX_VALUE, Long.MAX_VALUE),
            new FirstStageSettings.Reconstruction(false, 0, 0, 0, 0),
            new FirstStageSettings.Latent(0.25, true, 1, false, 0, 0, 1, 1, 1),
            new FirstStageSettings.Adversary(
                true, 0, 0, 0.8, 1e4, 1, false, false, false, 64, 3, 0),
            new FirstStageSettings.Detail(1, 10, 10),
            FirstStageSettings.Projected.NONE,
            Precision.F32);
    try (FirstStageTrainer trainer = new FirstStageTrainer(config, settings, Device.CPU)) {
      trainer.initialize(1);
      float[] x = new float[3 * 32 * 32];
      Random random = new Random(2);
      for (int i = 0; i < x.length; i++) {
        x[i] = random.nextFloat() * 2 - 1;
      }
      HostTensor batch = new HostTensor.Floats(x, 1, 3, 32, 32);
      Map<String, Double> first = trainer.step(batch, 0);
      for (int k = 1; k < 300; k++) {
        Map<String, Double> log = trainer.step(batch, k);
        for (String term : List.of("gradient_norm", "gradient_norm_d", "d_weight")) {
          assertThat(log.get(term))
              .as(term + " of pass " + k)
              .isCloseTo(first.get(term), org.assertj.core.data.Percentage.withPercentage(0.1));
        }
      }
    }
  }
}
