package io.tessera.assets;

import static org.assertj.core.api.Assertions.assertThat;

import io.tessera.engine.checkpoint.ModelFolder;
import io.tessera.engine.image.LabelMap;
import io.tessera.engine.image.Palette;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AssetsTest {
  @Test
  void theSampleLayoutUsesThePaletteOnly() {
    LabelMap map = Assets.sampleLayout();
    Palette palette = Assets.landscapePalette();
    assertThat(map.width()).isEqualTo(1280);
    assertThat(map.height()).isEqualTo(832);
    int[] histogram = map.histogram();
    int used = 0;
    for (int label = 0; label < histogram.length; label++) {
      if (histogram[label] > 0) {
        used++;
        assertThat(palette.of(label)).as("label " + label).isPresent();
      }
    }
    assertThat(used).isGreaterThan(5);
  }

  @Test
  void theDemoModelIsUnpackedOnceAndMendedWhenDamaged(@TempDir Path cache) throws IOException {
    Path old = cache.resolve("bundled-models/demo/demo.yaml");
    Files.createDirectories(java.util.Objects.requireNonNull(old.getParent()));
    Files.writeString(old, "model: {}");
    Path models = Assets.unpackModels(cache);
    assertThat(old).doesNotExist();
    ModelFolder demo = ModelFolder.at(models.resolve(Assets.DEMO));
    Path weights = demo.weights().getFirst();
    FileTime first = Files.getLastModifiedTime(weights);
    long size = Files.size(weights);
    assertThat(size).isGreaterThan(1_000_000);
    Assets.unpackModels(cache);
    assertThat(Files.getLastModifiedTime(weights)).isEqualTo(first);
    Files.writeString(weights, "cut off");
    Assets.unpackModels(cache);
    assertThat(Files.size(weights)).isEqualTo(size);
  }
}
