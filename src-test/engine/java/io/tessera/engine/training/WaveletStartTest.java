package io.tessera.engine.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.tessera.api.image.RgbImage;
import io.tessera.engine.checkpoint.DdConfig;
import io.tessera.engine.checkpoint.FirstStageConfig;
import io.tessera.engine.torch.Device;
import io.tessera.engine.torch.HostTensor;
import io.tessera.engine.training.scene.SceneGenerator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class WaveletStartTest {
  private static FirstStageConfig config(boolean subpixel) {
    DdConfig dd =
        new DdConfig(false, 64, 64, 3, 3, 32, List.of(1, 2, 4), 1, List.of(), 8, 2, subpixel, 0, 0);
    return new FirstStageConfig(
        "test",
        FirstStageConfig.Kind.AUTOENCODER,
        dd,
        0,
        64,
        0,
        OptionalInt.empty(),
        "image",
        false,
        Optional.empty(),
        "random");
  }

  /** Mean squared difference of a scene and its reconstruction, of values in [-1, 1]. */
  private static double error(FirstStageConfig config, HostTensor.Floats x) {
    FirstStageSettings settings = StillSettings.alone();
    try (FirstStageTrainer trainer = new FirstStageTrainer(config, settings, Device.CPU)) {
      trainer.initialize(3);
      float[] back = trainer.preview(x).floats();
      double sum = 0;
      for (int i = 0; i < back.length; i++) {
        double d = back[i] - x.data()[i];
        sum += d * d;
      }
      return sum / back.length;
    }
  }

  /** 8 pixels a token, 48 values: cells of 2 × 2 pixels, enlarged smoothly. */
  @Test
  void anUntrainedNetworkAlreadyShowsThePicture() {
    RgbImage image = SceneGenerator.scene(5, 64, 64).image();
    HostTensor.Floats x = new HostTensor.Floats(image.toNetwork(), 1, 3, 64, 64);
    RgbImage cells = image.resized(32, 32).resized(64, 64);
    double limit = 0;
    for (int i = 0; i < cells.rgb().length; i++) {
      limit += Math.pow(((cells.rgb()[i] & 0xff) - (image.rgb()[i] & 0xff)) / 127.5, 2);
    }
    limit /= cells.rgb().length;
    double began = error(config(true), x);
    assertThat(began).isLessThan(2 * limit + 0.003);
    assertThat(error(config(false), x)).isGreaterThan(10 * began);
  }
}
