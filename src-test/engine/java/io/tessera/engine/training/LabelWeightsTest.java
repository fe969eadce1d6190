package io.tessera.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tessera.api.fault.InputException;
import io.tessera.engine.checkpoint.CondStageConfig;
import io.tessera.engine.checkpoint.FirstStageConfig;
import io.tessera.engine.checkpoint.ModelConfig;
import io.tessera.engine.checkpoint.ModelFolder;
import io.tessera.engine.checkpoint.Net2NetConfig;
import io.tessera.engine.golden.Golden;
import io.tessera.engine.torch.Device;
import io.tessera.engine.torch.HostTensor;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pixels of rare labels count for more where that is asked for. */
class LabelWeightsTest {
  private static final int RARE = 3;

  @TempDir private Path folder;

  private static double loss(float[] weights, int label) {
    ModelFolder model = ModelFolder.at(Golden.SHIPPED.resolve("seg2img"));
    Net2NetConfig net = (Net2NetConfig) ModelConfig.of(model.config());
    FirstStageConfig config = ((CondStageConfig.Encoded) net.condStage()).firstStage();
    FirstStageSettings still = StillSettings.alone();
    try (FirstStageTrainer trainer = new FirstStageTrainer(config, still, Device.CPU)) {
      trainer.initialize(1);
      if (weights.length > 0) {
        trainer.weigh(Arrays.copyOf(weights, config.labels()));
      }
      byte[] map = new byte[32 * 32];
      Arrays.fill(map, (byte) label);
      return trainer.stepLabels(new HostTensor.Bytes(map, 1, 32, 32), 0).get("bce_loss");
    }
  }

  @Test
  void aLabelsPixelsCountForItsWeight() {
    float[] ones = {1, 1, 1, 1, 1, 1};
    float[] more = {1, 1, 1, 2.5f, 1, 1};
    double plain = loss(new float[0], RARE);
    assertThat(loss(ones, RARE)).isCloseTo(plain, within(1e-6));
    assertThat(loss(more, RARE)).isCloseTo(2.5 * plain, within(1e-5));
    assertThat(loss(more, 0)).isCloseTo(loss(new float[0], 0), within(1e-6));
  }

  @Test
  void weightsAreForLabelsAlone() throws Exception {
    Path config =
        TinyTraining.write(
            folder.resolve("p.yaml"), TinyTraining.pictures(1, "60") + "  rare_weight: 0.5\n");
    assertThatThrownBy(() -> TinyTraining.train(config, folder.resolve("p"), false))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("rare_weight")
        .hasMessageContaining("is for first stages of labels");
  }
}
