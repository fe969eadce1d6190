package io.tessera.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tessera.api.TokenGrid;
import io.tessera.api.fault.InputException;
import io.tessera.engine.checkpoint.ModelFolder;
import io.tessera.engine.model.FirstStage;
import io.tessera.engine.model.ModelBundle;
import io.tessera.engine.torch.Device;
import io.tessera.engine.torch.HostTensor;
import io.tessera.engine.torch.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Texture: learned beside a first stage that stands still, and drawn where it was learned. */
class TextureTest {
  @TempDir private Path folder;

  private Path config(String name, int steps) throws IOException {
    return TinyTraining.write(
        folder.resolve(name + ".yaml"),
        TinyTraining.pictures(steps, "60")
            .replace("learning_rate: 1.0e-03", "learning_rate: 5.0e-03")
            .replace("num_groups: 4,", "num_groups: 4, texture: 8,")
            .replace("seed: 4", "seed: 4\n  texture_from: 4"));
  }

  private ModelBundle trained(int steps) throws IOException {
    TinyTraining.train(config("t", steps), folder.resolve("t"), false);
    return ModelBundle.open(ModelFolder.at(folder.resolve("t/model")), Device.CPU, Precision.F32);
  }

  @Test
  void itIsLearnedWhileAllElseStandsStill() throws IOException {
    List<Double> losses = new ArrayList<>();
    Path whole = config("whole", 104);
    new Training(whole, folder.resolve("whole"), n -> {})
        .run(
            false,
            Device.CPU,
            p -> {
              if (p.step() > 4 && p.terms().containsKey("total_loss")) {
                losses.add(p.terms().get("total_loss"));
              }
            });
    assertThat(losses).hasSize(100);
    double first = losses.subList(0, 20).stream().mapToDouble(x -> x).average().orElseThrow();
    double last = losses.subList(80, 100).stream().mapToDouble(x -> x).average().orElseThrow();
    assertThat(last).isLessThan(0.9 * first);

    TinyTraining.train(config("half", 4), folder.resolve("half"), false);
    assertThat(
            TinyTraining.changed(
                folder.resolve("half/model/model.safetensors"),
                folder.resolve("whole/model/model.safetensors")))
        .contains("texture.conv_out.weight")
        .allMatch(name -> name.startsWith("texture."));
    // Resumed where texture begins, it ends where the whole training ended.
    TinyTraining.train(config("half", 104), folder.resolve("half"), true);
    TinyTraining.same(
        folder.resolve("whole/state.safetensors"), folder.resolve("half/state.safetensors"));
  }

  @Test
  void aPartIsDrawnAsInTheWhole() throws IOException {
    try (ModelBundle model = trained(6)) {
      FirstStage stage = model.firstStage();
      TokenGrid tokens = TokenGrid.filled(30, 30, 7);
      float[] whole = drawn(stage.decode(TokenGrid.filled(40, 30, 7)), stage, 40);
      assertThat(Math.sqrt(product(whole, 80, whole, 80))).isGreaterThan(4e-3);
      float[] part = drawn(stage.decodePart(tokens, 10, 0, 1), stage, 30);
      assertThat(alike(whole, 80, part, 40)).isGreaterThan(0.99);
      float[] half = drawn(stage.decodePart(tokens, 10, 0, 0.5), stage, 30);
      assertThat(product(half, 40, half, 40) / product(part, 40, part, 40)).isBetween(0.24, 0.26);
      float[] none = drawn(stage.decodePart(tokens, 10, 0, 0), stage, 30);
      assertThat(product(none, 40, none, 40)).isLessThan(1e-9);
      float[] elsewhere = drawn(stage.decodePart(tokens, 9, 0, 1), stage, 30);
      assertThat(alike(whole, 80, elsewhere, 40)).isLessThan(0.5);
    }
  }

  /** Texture alone: red of a picture of 30 columns of equal tokens, less that without texture. */
  private static float[] drawn(HostTensor picture, FirstStage stage, int rows) {
    float[] all = picture.floats();
    float[] plain = stage.decodePlainly(TokenGrid.filled(rows, 30, 7)).floats();
    float[] red = new float[rows * 4 * 120];
    for (int i = 0; i < red.length; i++) {
      red[i] = all[i] - plain[i];
    }
    return red;
  }

  /** Correlation of 40 rows, far from the sides, from a row of pixels of each on. */
  private static double alike(float[] a, int fromA, float[] b, int fromB) {
    return product(a, fromA, b, fromB)
        / Math.sqrt(product(a, fromA, a, fromA) * product(b, fromB, b, fromB));
  }

  private static double product(float[] a, int fromA, float[] b, int fromB) {
    double sum = 0;
    for (int y = 0; y < 40; y++) {
      for (int x = 40; x < 80; x++) {
        sum += a[(fromA + y) * 120 + x] * b[(fromB + y) * 120 + x];
      }
    }
    return sum / 1600;
  }

  @Test
  void whatHasNoTokensHasNoTexture() throws IOException {
    Path config = config("vae", 6);
    String text =
        Files.readString(config)
            .replace("taming.models.vqgan.VQModel", "tessera.VAE")
            .replace("double_z: False", "double_z: True");
    Files.writeString(config, text);
    assertThatThrownBy(() -> TinyTraining.train(config, folder.resolve("vae"), false))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("ddconfig.texture' is for pictures of tokens");
  }

  @Test
  void itsNetworkMustBeAskedFor() throws IOException {
    Path config =
        TinyTraining.write(
            folder.resolve("bad.yaml"),
            TinyTraining.pictures(4, "60").replace("seed: 4", "seed: 4\n  texture_from: 4"));
    assertThatThrownBy(() -> TinyTraining.train(config, folder.resolve("bad"), false))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("texture_from")
        .hasMessageContaining("ddconfig.texture");
  }
}
