package io.tessera.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tessera.api.fault.InputException;
import io.tessera.api.image.RgbImage;
import io.tessera.engine.model.FeatureNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureNetworkTest {
  @TempDir private Path folder;

  private float[] features(String body) throws IOException {
    String source =
        """
        class Features(Module):
          __parameters__ = []
          __buffers__ = []
          training : bool

          def forward(self: __torch__.Features, x: Tensor) -> Tensor:
            return %s
        """
            .formatted(body);
    Path file = folder.resolve("features.pt");
    Files.write(file, ScriptArchive.of(source, "Features", Map.of("training", "bool")));
    byte[] rgb = {10, 20, 30, (byte) 200, 40, 50};
    try (FeatureNetwork network = FeatureNetwork.open(file, Device.CPU)) {
      return network.of(new RgbImage(2, 1, rgb));
    }
  }

  @Test
  void pictureGoesInAsBytesAreAndRowsOfAnyFormComeBack() throws IOException {
    assertThat(features("torch.mean(x, [2, 3])")).containsExactly(105, 30, 40);
    assertThat(features("torch.amax(x, [2, 3], True)")).containsExactly(200, 40, 50);
  }

  @Test
  void whatTellsNoFeaturesIsRefused() {
    assertThatThrownBy(() -> features("x"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("features.pt gives back a tensor of shape [1, 3, 1, 2]");
    assertThatThrownBy(() -> features("torch.to(x, 4)"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("tells no features");
    assertThatThrownBy(() -> features("torch.matmul(x, x)"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("features.pt does not run on a picture of 2 × 1");
  }
}
