package io.tessera.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tessera.api.fault.InputException;
import io.tessera.engine.checkpoint.ModelFolder;
import io.tessera.engine.model.ModelBundle;
import io.tessera.engine.torch.Device;
import io.tessera.engine.torch.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The VQGAN's ancestors and relatives are configurations of the same trainer. */
class AncestorsTest {
  /** A tiny network on scenes. */
  private static String config(String target, boolean doubleZ, String options, int steps) {
    return """
    model:
      target: %s
      params:
        embed_dim: 16
        n_embed: 32
        kl_weight: 1.0e-03
        ddconfig: {double_z: %s, z_channels: 16, resolution: 64, in_channels: 3, out_ch: 3, ch: 16, num_groups: 4,
          ch_mult: [1, 2], num_res_blocks: 1, attn_resolutions: [], dropout: 0.0}
        temperature_scheduler_config: {params: {lr_max: 1.0, lr_min: 0.5, max_decay_steps: 20}}
        lossconfig:
          target: taming.modules.losses.vqperceptual.DummyLoss
    training:
      steps: %d
      batch_size: 2
      crop: 32
      learning_rate: 2.0e-03
      %s
      scene_sizes: [64x48]
      scene_pool: 4
      checkpoint_minutes: 60
      sheet_minutes: 60
      seed: 4
    """
        .formatted(target, doubleZ, steps, options.replace(';', '\n').replace("\n", "\n  "));
  }

  @ParameterizedTest
  @CsvSource({
    "taming.models.vqgan.VQNoDiscModel, false, 'squared: true'",
    "taming.models.vqgan.VQModel, false, 'cosine_codes: true'",
    "taming.models.vqgan.VQModel, false, 'code_decay: 0.9;quantize_from: 4;kmeans_start: true;ema: 0.9;clip: 1.0'",
    "taming.models.vqgan.GumbelVQ, false, 'squared: false'",
    "tessera.VAE, true, 'texture_weight: 0.2;dim_weight: 0.5;ema: 0.9'",
    "tessera.Autoencoder, false, 'slope_weight: 0.5'"
  })
  void learnsAndResumesBitForBit(
      String target, boolean doubleZ, String options, @TempDir Path folder) throws IOException {
    List<Double> losses = new ArrayList<>();
    Path whole = TinyTraining.write(folder.resolve("w.yaml"), config(target, doubleZ, options, 40));
    new Training(whole, folder.resolve("a"), n -> {})
        .run(
            false,
            Device.CPU,
            p -> {
              if (p.terms().containsKey("rec_loss")) {
                losses.add(p.terms().get("rec_loss"));
              }
            });
    double first = losses.subList(0, 5).stream().mapToDouble(x -> x).average().orElseThrow();
    double last = losses.subList(35, 40).stream().mapToDouble(x -> x).average().orElseThrow();
    assertThat(last).isLessThan(0.8 * first);
    Path half = TinyTraining.write(folder.resolve("h.yaml"), config(target, doubleZ, options, 7));
    TinyTraining.train(half, folder.resolve("b"), false);
    TinyTraining.write(half, config(target, doubleZ, options, 12));
    TinyTraining.train(half, folder.resolve("b"), true);
    Path twelve =
        TinyTraining.write(folder.resolve("t.yaml"), config(target, doubleZ, options, 12));
    TinyTraining.train(twelve, folder.resolve("c"), false);
    TinyTraining.same(folder.resolve("b/state.safetensors"), folder.resolve("c/state.safetensors"));
  }

  /** A picture's differences are multiplied by (2 σ + 0.1) to the power of minus the weight. */
  @Test
  void dimPicturesCountForMore(@TempDir Path folder) throws IOException {
    double[] first = new double[3];
    for (int n = 0; n < 3; n++) {
      String options = "dim_weight: " + n / 2.0;
      String config =
          config("tessera.Autoencoder", false, options, 1)
              .replaceFirst("batch_size: \\d+", "batch_size: 1");
      Path file = TinyTraining.write(folder.resolve(n + ".yaml"), config);
      int at = n;
      new Training(file, folder.resolve("run" + n), t -> {})
          .run(false, Device.CPU, p -> first[at] = p.terms().getOrDefault("rec_loss", first[at]));
    }
    assertThat(first[1]).isGreaterThan(1.05 * first[0]);
    assertThat(first[2] / first[1]).isCloseTo(first[1] / first[0], within(1e-4));
  }

  @Test
  void whatHasNoCodesIsNotUsedForPictures(@TempDir Path folder) throws IOException {
    Path config = TinyTraining.write(folder.resolve("v.yaml"), config("tessera.VAE", true, "", 1));
    TinyTraining.train(config, folder.resolve("run"), false);
    ModelFolder model = ModelFolder.at(folder.resolve("run/model"));
    assertThatThrownBy(() -> ModelBundle.open(model, Device.CPU, Precision.F32))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("makes no tokens");
    assertThatThrownBy(
            () ->
                TinyTraining.train(
                    TinyTraining.write(
                        folder.resolve("x.yaml"), config("tessera.VAE", false, "", 1)),
                    folder.resolve("x"),
                    false))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("double_z");
  }

  @Test
  void lpipsNeedsItsWeights(@TempDir Path folder) throws IOException {
    String wanting =
        TinyTraining.pictures(2, "60").replace("perceptual_weight: 0.0", "perceptual_weight: 1.0");
    Path config = TinyTraining.write(folder.resolve("p.yaml"), wanting);
    assertThatThrownBy(() -> TinyTraining.train(config, folder.resolve("a"), false))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("training.lpips")
        .hasMessageContaining("perceptual_weight to 0");
    TinyTraining.train(
        TinyTraining.write(folder.resolve("v.yaml"), TinyTraining.pictures(1, "60")),
        folder.resolve("v"),
        false);
    String without = folder.resolve("v/model/model.safetensors").toString();
    TinyTraining.write(config, wanting.replace("  seed: 4", "  seed: 4\n  lpips: " + without));
    assertThatThrownBy(() -> TinyTraining.train(config, folder.resolve("b"), false))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("holds no LPIPS");
  }

  /** Encoder and codebook stand still from that step on, the decoder goes on. */
  @Test
  void aFrozenEncoderKeepsItsTokens(@TempDir Path folder) throws IOException {
    String options = "ema: 0.9;freeze_encoder_from: 4";
    String target = "taming.models.vqgan.VQModel";
    for (int steps : new int[] {5, 9}) {
      Path config =
          TinyTraining.write(
              folder.resolve(steps + ".yaml"), config(target, false, options, steps));
      TinyTraining.train(config, folder.resolve("run" + steps), false);
    }
    try (var a = checkpoint(folder, 5);
        var b = checkpoint(folder, 9)) {
      a.tensors()
          .forEach(
              (name, t) -> {
                boolean same = t.denseBytes().equals(b.tensors().get(name).denseBytes());
                boolean moves = name.startsWith("decoder.") || name.startsWith("post_quant_conv.");
                if (!moves) {
                  assertThat(same).as(name).isTrue();
                } else if (name.endsWith("weight")) {
                  assertThat(same).as(name).isFalse();
                }
              });
    }
  }

  private static io.tessera.engine.checkpoint.Checkpoint checkpoint(Path folder, int steps) {
    return io.tessera.engine.checkpoint.Checkpoint.open(
        folder.resolve("run" + steps + "/model/model.safetensors"));
  }
}
