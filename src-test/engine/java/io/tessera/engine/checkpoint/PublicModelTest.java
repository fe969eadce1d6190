package io.tessera.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tessera.api.ConditionKind;
import io.tessera.api.ModelInput;
import io.tessera.api.SamplingConfig;
import io.tessera.api.fault.InputException;
import io.tessera.engine.ModelInputs;
import io.tessera.engine.model.ModelBundle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PublicModelTest {
  private static ModelConfig config(PublicModel model) {
    return ModelConfig.of(Yaml.parse(Path.of(model.id() + ".yaml"), model.yaml()));
  }

  @ParameterizedTest
  @EnumSource
  void everyConfigurationCanBeRead(PublicModel model) {
    assertThat(ModelBundle.shapes(config(model))).isNotEmpty();
    assertThat(PublicModel.of(model.id())).isEqualTo(model);
  }

  /** Parameters as counted on the original's modules (REFERENCE: sflckr, ImageNet). */
  @ParameterizedTest
  @CsvSource({
    "SFLCKR, transformer., 304932864",
    "SFLCKR, first_stage_model., 72141699",
    "SFLCKR, cond_stage_model., 72554294",
    "CIN, transformer., 1410642432",
    "GUMBEL_F8, encoder., 26345728",
    "GUMBEL_F8, decoder., 38316163",
    "GUMBEL_F8, quantize., 4202496"
  })
  void sizesAreThoseOfTheOriginal(PublicModel model, String part, long parameters) {
    long sum =
        ModelBundle.shapes(config(model)).entrySet().stream()
            .filter(e -> e.getKey().startsWith(part))
            .mapToLong(e -> Arrays.stream(e.getValue()).reduce(1, (a, b) -> a * b))
            .sum();
    assertThat(sum).isEqualTo(parameters);
  }

  @ParameterizedTest
  @CsvSource({
    "SFLCKR, LAYOUT, 182, 16, 16, 100, 1",
    "ADE20K, LAYOUT, 151, 16, 16, 100, 1",
    "COCO, LAYOUT, 183, 16, 16, 100, 1",
    "DRIN, DEPTH, 0, 16, 16, 100, 1",
    "FACESHQ, NONE, 0, 16, 16, 100, 1",
    "FFHQ, NONE, 0, 16, 16, 250, 1",
    "CIN, CLASS, 1000, 16, 16, 600, 0.92",
    "COCO_SCENES, BOXES, 8191, 16, 16, 100, 1",
    "GUMBEL_F8, NOT_A_GENERATOR, 0, 16, 0, 100, 1"
  })
  void whatEachTakesIsRead(
      PublicModel model,
      ConditionKind kind,
      int choices,
      int cell,
      int window,
      int topK,
      double topP) {
    SamplingConfig sampling = new SamplingConfig(topK, topP, 1);
    assertThat(ModelInputs.of(config(model)))
        .isEqualTo(
            new ModelInput(kind, choices, cell, window, sampling, false, List.of(), List.of()));
  }

  @Test
  void aCheckpointThatIsWrittenIsRead(@TempDir Path folder) throws IOException {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    shapes.put("a.weight", new long[] {3, 4});
    shapes.put("b", new long[] {2, 1, 5});
    shapes.put("c.bias", new long[] {1});
    Path file = folder.resolve("last.ckpt");
    TorchZipWriter.write(
        file,
        shapes,
        (name, shape) -> {
          float[] values = new float[(int) Arrays.stream(shape).reduce(1, (x, y) -> x * y)];
          for (int i = 0; i < values.length; i++) {
            values[i] = name.length() + i / 8f;
          }
          return values;
        });
    try (Checkpoint read = Checkpoint.open(file)) {
      assertThat(read.tensors().keySet()).containsExactlyElementsOf(shapes.keySet());
      shapes.forEach(
          (name, shape) -> {
            TensorEntry t = java.util.Objects.requireNonNull(read.tensors().get(name));
            assertThat(t.shape()).isEqualTo(shape);
            float[] values = t.toFloats();
            assertThat(values[0]).isEqualTo(name.length());
            assertThat(values[values.length - 1])
                .isEqualTo(name.length() + (values.length - 1) / 8f);
          });
    }
  }

  @Test
  void unknownNamesAreTold() {
    assertThatThrownBy(() -> PublicModel.of("x"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("ffhq");
  }
}
