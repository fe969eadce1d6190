package io.tessera.assets;

import static org.assertj.core.api.Assertions.assertThat;

import io.tessera.api.image.LabelMap;
import io.tessera.api.image.Palette;
import io.tessera.engine.checkpoint.Checkpoint;
import io.tessera.engine.checkpoint.ModelConfig;
import io.tessera.engine.checkpoint.ModelFolder;
import io.tessera.engine.model.ModelBundle;
import io.tessera.engine.model.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
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
    Path models = Assets.unpackModels(cache);
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

  /** All bundled models lie complete in their folders, with one first stage between them. */
  @Test
  void everyBundledModelIsWhatItsConfigurationSays(@TempDir Path cache) throws IOException {
    Path models = Assets.unpackModels(cache);
    byte[] shared = Files.readAllBytes(models.resolve("demo/first_stage_model.safetensors"));
    for (String name : List.of("demo", "demo-depth", "demo-pose")) {
      ModelFolder folder = ModelFolder.at(models.resolve(name));
      List<Checkpoint> files = folder.weights().stream().map(Checkpoint::open).toList();
      try {
        Weights weights = new Weights(files);
        ModelBundle.expect(ModelConfig.of(folder.config()), weights);
        weights.check();
      } finally {
        files.forEach(Checkpoint::close);
      }
      assertThat(Files.readAllBytes(folder.folder().resolve("first_stage_model.safetensors")))
          .isEqualTo(shared);
      assertThat(folder.folder().resolve("MODEL_CARD.md")).content().contains("What to expect");
    }
  }
}
