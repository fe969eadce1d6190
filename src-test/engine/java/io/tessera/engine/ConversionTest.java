package io.tessera.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tessera.api.EngineSettings;
import io.tessera.api.ModelSummary;
import io.tessera.api.TokenGrid;
import io.tessera.api.image.RgbImage;
import io.tessera.engine.checkpoint.CheckpointException;
import io.tessera.engine.checkpoint.ModelFolder;
import io.tessera.engine.golden.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code inspect} and {@code convert}. */
class ConversionTest {
  private static LocalEngine engine(Path folder) {
    return new LocalEngine(new EngineSettings("cpu", "f32", 2, List.of(folder)));
  }

  @Test
  void aConvertedModelDecodesIdentically(@TempDir Path folder) {
    int[] tokens = new int[12 * 10];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = i * 7 % 16;
    }
    for (String name : List.of("vqgan_tiny", "seg2img", "gumbel_tiny")) {
      RgbImage before;
      try (LocalEngine engine = engine(Golden.SHIPPED)) {
        engine.convert(name, folder.resolve(name), false, false);
        before = engine.decode(name, new TokenGrid(12, 10, tokens)).join();
      }
      try (LocalEngine engine = engine(folder)) {
        assertThat(engine.decode(name, new TokenGrid(12, 10, tokens)).join())
            .as(name)
            .isEqualTo(before);
        assertThat(engine.inspect(name).lines()).containsKey("sha256 model.safetensors");
      }
    }
  }

  @Test
  void partsAreTheSameModelInSeveralFiles(@TempDir Path folder) {
    try (LocalEngine engine = engine(Golden.SHIPPED)) {
      engine.convert("seg2img", folder.resolve("parts"), false, true);
      engine.convert("seg2img", folder.resolve("whole"), false, false);
    }
    for (String part : List.of("first_stage_model", "cond_stage_model", "transformer")) {
      assertThat(folder.resolve("parts/" + part + ".safetensors")).exists();
    }
    int[] tokens = new int[12 * 10];
    try (LocalEngine engine = engine(folder)) {
      assertThat(engine.decode("parts", new TokenGrid(12, 10, tokens)).join())
          .isEqualTo(engine.decode("whole", new TokenGrid(12, 10, tokens)).join());
      assertThat(engine.inspect("parts").lines().get("parameters transformer"))
          .isEqualTo(engine.inspect("whole").lines().get("parameters transformer"));
    }
  }

  @Test
  void inspectTellsWhatAModelIs() {
    try (LocalEngine engine = engine(Golden.SHIPPED)) {
      ModelSummary summary = engine.inspect("seg2img");
      assertThat(summary.lines().get("condition")).contains("segmentation");
      assertThat(summary.lines().get("window")).contains("tokens");
      assertThat(summary.lines())
          .containsKeys("transformer", "first stage", "stored as", "sha256 last.ckpt");
    }
  }

  @Test
  void weightsThatDoNotFitAreListed(@TempDir Path folder) throws IOException {
    Path model = Files.createDirectories(folder.resolve("odd"));
    Path golden = ModelFolder.at(Golden.SHIPPED.resolve("vqgan_tiny")).folder();
    String yaml =
        Files.readString(ModelFolder.at(Golden.SHIPPED.resolve("vqgan_tiny")).configs().getFirst());
    Files.writeString(
        model.resolve("odd.yaml"), yaml.replaceFirst("n_embed: (\\d+)", "n_embed: 1$1"));
    Files.copy(
        ModelFolder.at(Golden.SHIPPED.resolve("vqgan_tiny")).weights().getFirst(),
        model.resolve("odd.ckpt"));
    assertThat(golden).exists();
    try (LocalEngine engine = engine(folder)) {
      assertThatThrownBy(() -> engine.inspect("odd"))
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("quantize.embedding.weight");
      assertThatThrownBy(() -> engine.decode("odd", new TokenGrid(4, 4, new int[16])).join())
          .hasMessageContaining("quantize.embedding.weight");
    }
  }
}
