package io.tessera.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tessera.api.TokenGrid;
import io.tessera.api.fault.InputException;
import io.tessera.engine.checkpoint.ModelFolder;
import io.tessera.engine.model.FirstStage;
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

/** Detail: learned against a discriminator, beside a first stage that stands still. */
class DetailTest {
  private static final int FROM = 4;
  private static final int ADVERSARY = 44;

  @TempDir private Path folder;

  private Path config(String name, int steps) throws IOException {
    return TinyTraining.write(
        folder.resolve(name + ".yaml"),
        TinyTraining.pictures(steps, "60")
            .replace("learning_rate: 1.0e-03", "learning_rate: 2.0e-03\n  lazy_adversary: true")
            .replace("disc_start: 3", "disc_start: " + ADVERSARY)
            .replace("num_groups: 4,", "num_groups: 4, detail: 8,")
            .replace("seed: 4", "seed: 4\n  detail_from: " + FROM));
  }

  @Test
  void itIsLearnedWhileAllElseStandsStill() throws IOException {
    List<Map<String, Double>> terms = new ArrayList<>();
    new Training(config("whole", 64), folder.resolve("whole"), n -> {})
        .run(
            false,
            Device.CPU,
            p -> {
              if (p.step() > FROM && p.terms().containsKey("total_loss")) {
                terms.add(Map.copyOf(p.terms()));
              }
            });
    assertThat(terms).hasSize(60);
    // By differences first: they shrink.
    assertThat(mean(terms.subList(30, 40), "total_loss"))
        .isLessThan(mean(terms.subList(0, 10), "total_loss"));
    // Then against the discriminator, which learns to tell, and whose view counts.
    assertThat(terms.get(39)).doesNotContainKey("disc_loss");
    assertThat(terms.get(40)).containsKeys("disc_loss", "g_loss", "feature_loss", "colour_loss");
    assertThat(mean(terms.subList(55, 60), "disc_loss")).isLessThan(terms.get(40).get("disc_loss"));

    TinyTraining.train(config("half", FROM), folder.resolve("half"), false);
    assertThat(
            TinyTraining.changed(
                folder.resolve("half/model/model.safetensors"),
                folder.resolve("whole/model/model.safetensors")))
        .hasSize(42)
        .allMatch(name -> name.startsWith("detail."));
  }

  private static double mean(List<Map<String, Double>> terms, String name) {
    return terms.stream().mapToDouble(t -> t.get(name)).average().orElseThrow();
  }

  @Test
  void whatIsResumedEndsWhereTheWholeEnded() throws IOException {
    TinyTraining.train(config("whole", 48), folder.resolve("whole"), false);
    TinyTraining.train(config("half", 46), folder.resolve("half"), false);
    TinyTraining.train(config("half", 48), folder.resolve("half"), true);
    TinyTraining.same(
        folder.resolve("whole/state.safetensors"), folder.resolve("half/state.safetensors"));
  }

  @Test
  void aPartHasTheDetailOfTheWhole() throws IOException {
    TinyTraining.train(config("t", 46), folder.resolve("t"), false);
    try (ModelBundle model =
        ModelBundle.open(ModelFolder.at(folder.resolve("t/model")), Device.CPU, Precision.F32)) {
      FirstStage stage = model.firstStage();
      // The decoder's norms see the whole picture: of equal tokens they are the same for any part.
      float[] plain = stage.decodePart(TokenGrid.filled(60, 50, 7), 0, 0, 0).floats();
      float[] whole = stage.decode(TokenGrid.filled(60, 50, 7)).floats();
      float[] part = stage.decodePart(TokenGrid.filled(50, 50, 7), 10, 0, 1).floats();
      float[] half = stage.decodePart(TokenGrid.filled(60, 50, 7), 0, 0, 0.5).floats();
      float[] elsewhere = stage.decodePart(TokenGrid.filled(50, 50, 7), 9, 0, 1).floats();
      double added = 0;
      double apart = 0;
      double moved = 0;
      for (int y = 120; y < 124; y++) {
        for (int x = 98; x < 102; x++) {
          int at = y * 200 + x;
          int there = (y - 40) * 200 + x;
          added += Math.abs(whole[at] - plain[at]);
          apart += Math.abs(whole[at] - part[there]);
          moved += Math.abs(whole[at] - elsewhere[there]);
          assertThat(half[at]).isCloseTo((whole[at] + plain[at]) / 2, within(1e-5f));
        }
      }
      assertThat(added).isGreaterThan(1e-3);
      assertThat(apart).isLessThan(0.02 * added);
      assertThat(moved).isGreaterThan(10 * apart);
    }
  }

  private static org.assertj.core.data.Offset<Float> within(float offset) {
    return org.assertj.core.data.Offset.offset(offset);
  }

  @Test
  void aDiscriminatorForNothingIsRefused() throws IOException {
    Path config =
        TinyTraining.write(
            folder.resolve("idle.yaml"),
            TinyTraining.pictures(4, "60").replace("num_groups: 4,", "num_groups: 4, detail: 8,"));
    assertThatThrownBy(() -> TinyTraining.train(config, folder.resolve("idle"), false))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("detail_from")
        .hasMessageContaining("discriminator is for it alone");
  }

  @Test
  void itStandsInThePlaceOfTexture() throws IOException {
    Path config =
        TinyTraining.write(
            folder.resolve("bad.yaml"),
            TinyTraining.pictures(4, "60")
                .replace("num_groups: 4,", "num_groups: 4, detail: 8, texture: 8,"));
    assertThatThrownBy(() -> TinyTraining.train(config, folder.resolve("bad"), false))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("ddconfig.detail")
        .hasMessageContaining("in the place of texture");
  }
}
