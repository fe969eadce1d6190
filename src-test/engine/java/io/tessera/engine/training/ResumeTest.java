package io.tessera.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tessera.engine.checkpoint.Checkpoint;
import io.tessera.engine.checkpoint.ModelFolder;
import io.tessera.engine.fault.InputException;
import io.tessera.engine.model.ModelBundle;
import io.tessera.engine.torch.Device;
import io.tessera.engine.torch.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole trainings of tiny networks through the door that the command line uses. */
class ResumeTest {
  private static final String VQGAN =
      """
      model:
        target: %s
        params:
          embed_dim: 8
          n_embed: 32
          %s
          ddconfig: {double_z: False, z_channels: 16, resolution: 64, in_channels: %d, out_ch: %d, ch: 8, num_groups: 4,
            ch_mult: [1, 2, 2], num_res_blocks: 1, attn_resolutions: [], dropout: 0.0}
          lossconfig:
            target: %s
            params: {perceptual_weight: 0.0, disc_start: 3, disc_weight: 0.5, disc_ndf: 16, disc_num_layers: 2}
      training:
        steps: %d
        batch_size: 2
        crop: 32
        learning_rate: 1.0e-03
        slope_weight: 0.5
        quantize_from: 2
        revive_every: 2
        revive_until: 8
        scene_sizes: [64x48]
        scene_pool: 4
        steps_per_scene: 2
        checkpoint_minutes: %s
        sheet_minutes: 60
        seed: 4
      """;

  private static String pictures(int steps, String minutes) {
    return VQGAN.formatted(
        "taming.models.vqgan.VQModel",
        "",
        3,
        3,
        "taming.modules.losses.vqperceptual.VQLPIPSWithDiscriminator",
        steps,
        minutes);
  }

  private static String labels(int steps) {
    return VQGAN.formatted(
        "taming.models.vqgan.VQSegmentationModel",
        "n_labels: 13\n    unlabelled: 12",
        13,
        13,
        "taming.modules.losses.segmentation.BCELossWithQuant",
        steps,
        "60");
  }

  private static Path write(Path file, String text) throws IOException {
    Files.createDirectories(java.util.Objects.requireNonNull(file.getParent()));
    return Files.writeString(file, text);
  }

  private static void train(Path config, Path run, boolean resume) {
    new Training(config, run, n -> {}).run(resume, Device.CPU, p -> {});
  }

  private static void same(Path a, Path b) {
    try (Checkpoint x = Checkpoint.open(a);
        Checkpoint y = Checkpoint.open(b)) {
      assertThat(x.tensors().keySet()).isEqualTo(y.tensors().keySet()).isNotEmpty();
      x.tensors()
          .forEach(
              (name, t) ->
                  assertThat(t.denseBytes())
                      .as(name)
                      .isEqualTo(y.tensors().get(name).denseBytes()));
    }
  }

  @Test
  void aResumedFirstStageIsBitForBitTheUninterruptedOne(@TempDir Path folder) throws IOException {
    Path whole = write(folder.resolve("whole/v.yaml"), pictures(8, "60"));
    train(whole, folder.resolve("a"), false);
    Path half = write(folder.resolve("half/v.yaml"), pictures(5, "60"));
    train(half, folder.resolve("b"), false);
    write(half, pictures(8, "60"));
    train(half, folder.resolve("b"), true);
    same(folder.resolve("a/state.safetensors"), folder.resolve("b/state.safetensors"));
    same(folder.resolve("a/model/model.safetensors"), folder.resolve("b/model/model.safetensors"));
    assertThat(folder.resolve("a/losses.csv"))
        .content()
        .startsWith("step,term,value\n")
        .contains("7,disc_loss,");
    assertThat(folder.resolve("a/sheets/step-0000008.png")).exists();
  }

  @Test
  void bothStagesTrainAndTheModelRenders(@TempDir Path folder) throws IOException {
    train(write(folder.resolve("image.yaml"), pictures(4, "60")), folder.resolve("image"), false);
    train(write(folder.resolve("layout.yaml"), labels(4)), folder.resolve("layout"), false);
    Path config = write(folder.resolve("gpt.yaml"), second(folder, 6));
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
    Path half = write(folder.resolve("half.yaml"), second(folder, 3));
    train(half, folder.resolve("half"), false);
    train(write(folder.resolve("half.yaml"), second(folder, 6)), folder.resolve("half"), true);
    same(folder.resolve("gpt/state.safetensors"), folder.resolve("half/state.safetensors"));
    try (ModelBundle bundle =
        ModelBundle.open(ModelFolder.at(folder.resolve("gpt/model")), Device.CPU, Precision.F32)) {
      assertThat(bundle.transformer().config().blockSize()).isEqualTo(128);
      assertThat(bundle.condStage()).isPresent();
    }
  }

  private static String second(Path folder, int steps) {
    String image = pictures(4, "60");
    String layout = labels(4);
    return """
        model:
          target: taming.models.cond_transformer.Net2NetTransformer
          params:
            cond_stage_key: segmentation
            pkeep: 0.9
            transformer_config:
              target: taming.modules.transformer.mingpt.GPT
              params: {vocab_size: 32, block_size: 128, n_layer: 1, n_head: 2, n_embd: 16, resid_pdrop: 0.1}
            first_stage_config:
        %s
            cond_stage_config:
        %s
        training:
          steps: %d
          batch_size: 2
          crop: 32
          learning_rate: 1.0e-03
          warm_up: 2
          cosine_steps: 6
          clip: 1.0
          scenes: 4
          scene_sizes: [64x48]
          checkpoint_minutes: 60
          sheet_minutes: 60
          seed: 4
        """
        .formatted(
            stage(image, folder.resolve("image")), stage(layout, folder.resolve("layout")), steps);
  }

  /**
   * The model section of a first stage, moved below a second stage's, with the file of its weights.
   */
  private static String stage(String yaml, Path run) {
    String model = yaml.substring(yaml.indexOf("  target:"), yaml.indexOf("training:"));
    return model
        .replaceFirst(
            "  params:\n",
            "  params:\n    ckpt_path: " + run.resolve("model/model.safetensors") + "\n")
        .indent(4)
        .stripTrailing();
  }

  @Test
  void aTrainingIsNotOverwrittenAndNothingIsResumedFromNothing(@TempDir Path folder)
      throws IOException {
    Path config = write(folder.resolve("v.yaml"), pictures(1, "60"));
    assertThatThrownBy(() -> train(config, folder.resolve("run"), true))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("resume");
    train(config, folder.resolve("run"), false);
    assertThatThrownBy(() -> train(config, folder.resolve("run"), false))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("--resume");
  }
}
