package io.tessera.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tessera.api.CodebookUse;
import io.tessera.api.fault.InputException;
import io.tessera.engine.checkpoint.ModelFolder;
import io.tessera.engine.model.ModelBundle;
import io.tessera.engine.torch.Device;
import io.tessera.engine.torch.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole trainings of tiny networks through the door that the command line uses. */
class ResumeTest {
  @Test
  void aResumedFirstStageIsBitForBitTheUninterruptedOne(@TempDir Path folder) throws IOException {
    Path whole = TinyTraining.write(folder.resolve("whole/v.yaml"), TinyTraining.pictures(8, "60"));
    TinyTraining.train(whole, folder.resolve("a"), false);
    Path half = TinyTraining.write(folder.resolve("half/v.yaml"), TinyTraining.pictures(5, "60"));
    TinyTraining.train(half, folder.resolve("b"), false);
    TinyTraining.write(half, TinyTraining.pictures(8, "60"));
    TinyTraining.train(half, folder.resolve("b"), true);
    TinyTraining.same(folder.resolve("a/state.safetensors"), folder.resolve("b/state.safetensors"));
    TinyTraining.same(
        folder.resolve("a/model/model.safetensors"), folder.resolve("b/model/model.safetensors"));
    assertThat(folder.resolve("a/losses.csv"))
        .content()
        .startsWith("step,term,value\n")
        .contains("7,disc_loss,");
    assertThat(folder.resolve("a/sheets/step-0000008.png")).exists();
  }

  /** A second one would write the first one's state. */
  @Test
  void oneTrainingAtATimeWorksInAFolder(@TempDir Path folder) throws IOException {
    Path config = TinyTraining.write(folder.resolve("v.yaml"), TinyTraining.pictures(3, "60"));
    List<String> refused = new ArrayList<>();
    new Training(config, folder.resolve("run"), n -> {})
        .run(
            false,
            Device.CPU,
            p -> {
              if (p.step() == 1 && refused.isEmpty()) {
                assertThatThrownBy(() -> TinyTraining.train(config, folder.resolve("run"), false))
                    .isInstanceOf(InputException.class)
                    .satisfies(e -> refused.add(e.getMessage()));
              }
            });
    assertThat(refused).singleElement().asString().contains("another process");
    TinyTraining.train(config, folder.resolve("run"), true); // free again
  }

  @Test
  void bothStagesTrainAndTheModelRenders(@TempDir Path folder) throws IOException {
    TinyTraining.train(
        TinyTraining.write(folder.resolve("image.yaml"), TinyTraining.pictures(4, "60")),
        folder.resolve("image"),
        false);
    TinyTraining.train(
        TinyTraining.write(folder.resolve("layout.yaml"), TinyTraining.labels(4)),
        folder.resolve("layout"),
        false);
    Path config = TinyTraining.write(folder.resolve("gpt.yaml"), TinyTraining.second(folder, 6));
    List<Double> losses = new ArrayList<>();
    new Training(config, folder.resolve("gpt"), n -> {})
        .run(
            false,
            Device.CPU,
            p ->
                losses.addAll(
                    p.terms().entrySet().stream()
                        .filter(e -> e.getKey().equals("loss"))
                        .map(Map.Entry::getValue)
                        .toList()));
    assertThat(losses).hasSize(6);
    // Resumed from the third step, it ends where the whole one ended.
    Path half = TinyTraining.write(folder.resolve("half.yaml"), TinyTraining.second(folder, 3));
    TinyTraining.train(half, folder.resolve("half"), false);
    TinyTraining.train(
        TinyTraining.write(folder.resolve("half.yaml"), TinyTraining.second(folder, 6)),
        folder.resolve("half"),
        true);
    TinyTraining.same(
        folder.resolve("gpt/state.safetensors"), folder.resolve("half/state.safetensors"));
    try (ModelBundle bundle =
        ModelBundle.open(ModelFolder.at(folder.resolve("gpt/model")), Device.CPU, Precision.F32)) {
      assertThat(bundle.transformer().config().blockSize()).isEqualTo(128);
      assertThat(bundle.condStage()).isPresent();
      // Four scenes of 64 x 48, 4 pixels a token.
      CodebookUse use = CodebookUse.read(bundle.folder().file(CodebookUse.FILE).orElseThrow(), 32);
      assertThat(use.total()).isEqualTo(4 * 16 * 12);
    }
  }

  @Test
  void aTransformerThatNoLongerImprovesStopsAndItsBestIsKept(@TempDir Path folder)
      throws IOException {
    TinyTraining.train(
        TinyTraining.write(folder.resolve("image.yaml"), TinyTraining.pictures(2, "60")),
        folder.resolve("image"),
        false);
    TinyTraining.train(
        TinyTraining.write(folder.resolve("layout.yaml"), TinyTraining.labels(2)),
        folder.resolve("layout"),
        false);
    String wild =
        TinyTraining.second(folder, 40)
            .replace("learning_rate: 1.0e-03", "learning_rate: 3.0")
            .replace("sheet_minutes: 60", "sheet_minutes: 0\n  patience: 3");
    Path config = TinyTraining.write(folder.resolve("gpt.yaml"), wild);
    List<String> notices = new ArrayList<>();
    List<Double> measured = new ArrayList<>();
    new Training(config, folder.resolve("gpt"), notices::add)
        .run(
            false,
            Device.CPU,
            p -> {
              if (p.measured()) {
                measured.add(p.terms().get("nll_bits"));
              }
            });
    assertThat(measured.size()).isBetween(4, 39);
    assertThat(notices).singleElement().asString().contains("no improvement");
    double best = measured.stream().mapToDouble(x -> x).min().orElseThrow();
    assertThat(measured.subList(measured.size() - 3, measured.size()))
        .allSatisfy(nll -> assertThat(nll).isGreaterThanOrEqualTo(best));
    assertThat(folder.resolve("gpt/model/model.safetensors")).exists();
    assertThat(folder.resolve("gpt/curves.png")).exists();
  }

  @Test
  void aMisspeltKeyIsRefusedWithTheNearestOne(@TempDir Path folder) throws IOException {
    Path config =
        TinyTraining.write(
            folder.resolve("v.yaml"),
            TinyTraining.pictures(1, "60").replace("  learning_rate:", "  learning_rat:"));
    assertThatThrownBy(() -> TinyTraining.train(config, folder.resolve("run"), false))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("training.learning_rat")
        .hasMessageContaining("'learning_rate'");
  }

  @Test
  void aTrainingIsNotOverwrittenAndNothingIsResumedFromNothing(@TempDir Path folder)
      throws IOException {
    Path config = TinyTraining.write(folder.resolve("v.yaml"), TinyTraining.pictures(1, "60"));
    assertThatThrownBy(() -> TinyTraining.train(config, folder.resolve("run"), true))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("resume");
    TinyTraining.train(config, folder.resolve("run"), false);
    assertThatThrownBy(() -> TinyTraining.train(config, folder.resolve("run"), false))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("--resume");
  }
}
