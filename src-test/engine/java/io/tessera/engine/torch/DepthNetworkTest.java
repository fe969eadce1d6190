package io.tessera.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tessera.api.fault.InputException;
import io.tessera.api.image.DepthMap;
import io.tessera.api.image.RgbImage;
import io.tessera.engine.model.DepthNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DepthNetworkTest {
  @TempDir private Path folder;

  /** An archive as torch.jit.save writes them, whose forward is this. */
  private Path network(String name, String returns, String body) throws IOException {
    String source =
        """
        class Depth(Module):
          __parameters__ = []
          __buffers__ = []
          training : bool

          def forward(self: __torch__.Depth, x: Tensor) -> %s:
            return %s
        """
            .formatted(returns, body);
    Path file = folder.resolve(name);
    return Files.write(file, ScriptArchive.of(source, "Depth", Map.of("training", "bool")));
  }

  /** Redder to the right, greener to the bottom. */
  private static RgbImage photograph(int w, int h) {
    byte[] rgb = new byte[w * h * 3];
    for (int i = 0; i < w * h; i++) {
      rgb[i * 3] = (byte) (255 * (i % w) / (w - 1));
      rgb[i * 3 + 1] = (byte) (255 * (i / w) / (h - 1));
    }
    return new RgbImage(w, h, rgb);
  }

  private DepthMap depth(Path network, RgbImage photograph) {
    try (DepthNetwork depth = DepthNetwork.open(network, Device.CPU)) {
      return depth.depth(photograph);
    }
  }

  @Test
  void aPictureGoesInAsSuchNetworksTakeItAndComesBackInItsSize() throws IOException {
    Path red = network("red.pt", "Tensor", "torch.select(x, 1, 0)");
    DepthMap map = depth(red, photograph(300, 200));
    assertThat(map.width()).isEqualTo(300);
    assertThat(map.height()).isEqualTo(200);
    // Red less ImageNet's mean, over its deviation.
    assertThat(map.at(0, 100)).isCloseTo(-0.485f / 0.229f, Offset.offset(0.03f));
    assertThat(map.at(299, 100)).isCloseTo(0.515f / 0.229f, Offset.offset(0.03f));
    assertThat(map.at(150, 0)).isCloseTo(map.at(150, 199), Offset.offset(1e-4f));

    Path sides =
        network(
            "sides.pt",
            "Tensor",
            "torch.unsqueeze(torch.zeros_like(torch.select(x, 1, 0)) + (x.size(2) * 1000 + x.size(3)), 1)");
    assertThat(depth(sides, photograph(300, 200)).at(5, 5)).isEqualTo(256 * 1000 + 384);
    assertThat(depth(sides, photograph(64, 640)).at(5, 5)).isEqualTo(384 * 1000 + 32);
  }

  @Test
  void whatIsNoDepthNetworkIsRefused() throws IOException {
    RgbImage photograph = photograph(64, 64);
    Path missing = folder.resolve("missing.pt");
    assertThatThrownBy(() -> depth(missing, photograph))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("missing.pt");
    Path text = Files.writeString(folder.resolve("text.pt"), "no archive");
    assertThatThrownBy(() -> depth(text, photograph))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("TorchScript");
    Path colours = network("colours.pt", "Tensor", "x");
    assertThatThrownBy(() -> depth(colours, photograph))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("[1, 3, 384, 384]");
    Path number = network("number.pt", "int", "x.size(2)");
    assertThatThrownBy(() -> depth(number, photograph))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no float32 tensor");
    Path failing = network("failing.pt", "Tensor", "torch.select(x, 1, 9)");
    assertThatThrownBy(() -> depth(failing, photograph))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("failing.pt");
  }
}
