package io.tessera.engine.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.tessera.engine.checkpoint.Checkpoint;
import io.tessera.engine.torch.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Configurations of tiny networks, and trainings of them through the command line's door. */
final class TinyTraining {
  private TinyTraining() {}

  static final String VQGAN =
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

  static String pictures(int steps, String minutes) {
    return String.format(
        Locale.ROOT,
        VQGAN,
        "taming.models.vqgan.VQModel",
        "",
        3,
        3,
        "taming.modules.losses.vqperceptual.VQLPIPSWithDiscriminator",
        steps,
        minutes);
  }

  static String labels(int steps) {
    return String.format(
        Locale.ROOT,
        VQGAN,
        "taming.models.vqgan.VQSegmentationModel",
        "n_labels: 13\n    unlabelled: 12",
        13,
        13,
        "taming.modules.losses.segmentation.BCELossWithQuant",
        steps,
        "60");
  }

  static Path write(Path file, String text) throws IOException {
    Files.createDirectories(java.util.Objects.requireNonNull(file.getParent()));
    return Files.writeString(file, text);
  }

  static void train(Path config, Path run, boolean resume) {
    new Training(config, run, n -> {}).run(resume, Device.CPU, p -> {});
  }

  static void same(Path a, Path b) {
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

  /** Names of the tensors that differ between two files with the same ones. */
  static List<String> changed(Path a, Path b) {
    try (Checkpoint x = Checkpoint.open(a);
        Checkpoint y = Checkpoint.open(b)) {
      assertThat(x.tensors().keySet()).isEqualTo(y.tensors().keySet()).isNotEmpty();
      return x.tensors().entrySet().stream()
          .filter(t -> !t.getValue().denseBytes().equals(y.tensors().get(t.getKey()).denseBytes()))
          .map(Map.Entry::getKey)
          .toList();
    }
  }

  static String second(Path folder, int steps) {
    String image = pictures(4, "60");
    String layout = labels(4);
    return String.format(
        Locale.ROOT,
        """
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
        """,
        stage(image, folder.resolve("image")),
        stage(layout, folder.resolve("layout")),
        steps);
  }

  /**
   * The model section of a first stage, moved below a second stage's, with the file of its weights.
   */
  static String stage(String yaml, Path run) {
    String model = yaml.substring(yaml.indexOf("  target:"), yaml.indexOf("training:"));
    return model
        .replaceFirst(
            "  params:\n",
            "  params:\n    ckpt_path: " + run.resolve("model/model.safetensors") + "\n")
        .indent(4)
        .stripTrailing();
  }
}
