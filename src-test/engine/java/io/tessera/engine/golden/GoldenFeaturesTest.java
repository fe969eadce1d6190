package io.tessera.engine.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tessera.engine.golden.Golden.Npz;
import io.tessera.engine.model.PretrainedFeatures;
import io.tessera.engine.torch.Device;
import io.tessera.engine.torch.HostTensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The pretrained features against those of an independent implementation, in float32. */
class GoldenFeaturesTest {
  private static final Path WEIGHTS =
      Path.of(
          System.getProperty("tessera.root"),
          "assets/src/main/resources/io/tessera/assets/features/efficientnet-lite0.safetensors");

  /** Share of a map's largest value. */
  private static final double TOLERANCE = 1e-3;

  private static void close(String name, float[] found, float[] expected) {
    float largest = 0;
    for (float e : expected) {
      largest = Math.max(largest, Math.abs(e));
    }
    float most = 0;
    for (int i = 0; i < expected.length; i++) {
      most = Math.max(most, Math.abs(found[i] - expected[i]));
    }
    System.out.printf(Locale.ROOT, "[golden] %s: %.2g of %.2g%n", name, most, largest);
    assertThat(found).hasSameSizeAs(expected);
    assertThat((double) most).as(name).isCloseTo(0, within(TOLERANCE * largest));
  }

  /** The fixture's x is what the network takes, (v - 127) / 128; ours take v / 127.5 - 1. */
  private static HostTensor picture(Npz f) {
    HostTensor.Floats x = f.tensor("x");
    float[] ours = new float[x.data().length];
    for (int i = 0; i < ours.length; i++) {
      ours[i] = (x.data()[i] * 128 - 0.5f) / 127.5f;
    }
    return new HostTensor.Floats(ours, x.shape());
  }

  @Test
  void everyTapAgrees() {
    Npz f = Golden.shipped("features/lite0.npz");
    try (PretrainedFeatures features = PretrainedFeatures.open(WEIGHTS, Device.CPU)) {
      List<HostTensor> taps = features.taps(picture(f));
      int[] blocks = {0, 2, 4, 10, 15};
      for (int i = 0; i < blocks.length; i++) {
        close("tap " + blocks[i], taps.get(i).floats(), f.floats("tap_" + blocks[i]));
      }
      close("pooled", features.pooled(picture(f)).floats(), f.floats("tap_pooled"));
    }
  }
}
