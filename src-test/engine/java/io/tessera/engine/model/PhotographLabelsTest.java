package io.tessera.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.tessera.api.image.LabelMap;
import io.tessera.api.image.RgbImage;
import io.tessera.engine.checkpoint.ModelFolder;
import io.tessera.engine.torch.Device;
import io.tessera.engine.training.scene.Scene;
import io.tessera.engine.training.scene.SceneGenerator;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PhotographLabelsTest {
  private static final Path BUNDLED =
      Path.of(System.getProperty("tessera.root"))
          .resolve("assets/src/main/resources/io/tessera/assets/evaluation/segmenter-photographs");

  /** The bundled segmenter has learned from drawn scenes, too, which the test can make. */
  @Test
  void mostOfADrawnSceneIsRead() {
    int same = 0;
    int all = 0;
    try (Segmenter segmenter = Segmenter.open(ModelFolder.at(BUNDLED), Device.CPU)) {
      for (long seed = 3; seed < 7; seed++) {
        Scene scene = SceneGenerator.scene(seed, 416, 272);
        LabelMap read = new PhotographLabels(segmenter).of(scene.image());
        assertThat(read.width()).isEqualTo(416);
        assertThat(read.height()).isEqualTo(272);
        for (int i = 0; i < read.labels().length; i++) {
          same += read.labels()[i] == scene.labels().labels()[i] ? 1 : 0;
          all++;
        }
      }
      // A strip and a speck are pictures, too.
      assertThat(
              new PhotographLabels(segmenter)
                  .of(new RgbImage(900, 20, new byte[900 * 20 * 3]))
                  .labels())
          .hasSize(900 * 20);
      assertThat(new PhotographLabels(segmenter).of(new RgbImage(1, 1, new byte[3])).labels())
          .hasSize(1);
    }
    assertThat((double) same / all).isGreaterThan(0.6);
  }

  @Test
  void specksTakeTheLabelAroundThem() {
    LabelMap map = LabelMap.filled(200, 100, 4);
    java.util.Arrays.fill(map.labels(), 200 * 50, 200 * 100, (byte) 7);
    map.labels()[200 * 20 + 30] = 9;
    map.labels()[200 * 20 + 31] = 9;
    map.labels()[200 * 80 + 30] = 9;
    for (int y = 60; y < 70; y++) {
      java.util.Arrays.fill(map.labels(), 200 * y + 100, 200 * y + 110, (byte) 2);
    }
    LabelMap clean = PhotographLabels.withoutSpecks(map);
    assertThat(clean.at(30, 20)).isEqualTo(4);
    assertThat(clean.at(31, 20)).isEqualTo(4);
    assertThat(clean.at(30, 80)).isEqualTo(7);
    assertThat(clean.at(105, 65)).isEqualTo(2);
    assertThat(clean.at(5, 49)).isEqualTo(4);
    assertThat(clean.at(5, 50)).isEqualTo(7);
  }
}
