package io.tessera.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tessera.api.Condition;
import io.tessera.api.ConditionKind;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.LabelNames;
import io.tessera.api.image.Palette;
import io.tessera.api.image.PngFile;
import io.tessera.api.image.RgbImage;
import io.tessera.engine.checkpoint.ModelFolder;
import io.tessera.engine.model.Conditioner;
import io.tessera.engine.model.ModelBundle;
import io.tessera.engine.torch.Device;
import io.tessera.engine.torch.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Trainings on pictures and labels of the user's own, without a scene in them. */
class OwnTrainingTest {
  @TempDir static Path folder;

  /** Two classes of three pictures, each with a map of thirty labels. */
  @BeforeAll
  static void pictures() throws IOException {
    for (int n = 0; n < 6; n++) {
      byte[] rgb = new byte[64 * 48 * 3];
      byte[] labels = new byte[64 * 48];
      for (int i = 0; i < labels.length; i++) {
        rgb[i * 3] = (byte) (i * (n + 3));
        rgb[i * 3 + 1] = (byte) (20 * n);
        labels[i] = (byte) (i / 64 < 24 ? 29 : n);
      }
      String name = (n % 2 == 0 ? "cats/" : "dogs/") + "p" + n + ".png";
      for (String kind : List.of("images/", "labels/")) {
        Files.createDirectories(folder.resolve("data/" + kind + name).getParent());
      }
      PngFile.write(new RgbImage(64, 48, rgb), folder.resolve("data/images/" + name), Map.of());
      PngFile.write(
          new LabelMap(64, 48, labels),
          Palette.notebook(30),
          folder.resolve("data/labels/" + name));
    }
    run("image", own(TinyTraining.pictures(2, "60")));
  }

  private static String own(String config) {
    return config.replace(
        "  seed: 4", "  folder: " + folder.resolve("data") + "\n  folder_share: 1\n  seed: 4");
  }

  private static List<String> run(String name, String config) throws IOException {
    List<String> told = new ArrayList<>();
    Path file = TinyTraining.write(folder.resolve(name + ".yaml"), config);
    new Training(file, folder.resolve(name), told::add).run(false, Device.CPU, p -> {});
    return told;
  }

  private static ModelBundle open(String run) {
    return ModelBundle.open(
        ModelFolder.at(folder.resolve(run).resolve("model")), Device.CPU, Precision.F32);
  }

  private static String second(String condition) {
    String text = own(TinyTraining.second(folder, 3));
    return text.substring(0, text.indexOf("    cond_stage_config:"))
        + "    cond_stage_config:"
        + condition
        + "\n"
        + text.substring(text.indexOf("training:"));
  }

  @Test
  void anyNumberOfLabelsIsLearned() throws IOException {
    String thirty =
        own(TinyTraining.labels(3))
            .replace("n_labels: 13\n    unlabelled: 12", "n_labels: 30")
            .replace("in_channels: 13, out_ch: 13", "in_channels: 30, out_ch: 30");
    StringBuilder names = new StringBuilder();
    for (int k = 0; k < 30; k++) {
      names.append("- thing ").append(k).append('\n');
    }
    Path labels = TinyTraining.write(folder.resolve("own-labels.yaml"), names.toString());
    assertThat(run("thirty", thirty.replace("  seed: 4", "  labels: " + labels + "\n  seed: 4")))
        .isEmpty();
    Palette kept = LabelNames.read(folder.resolve("thirty/model/labels.json"));
    assertThat(kept.materials()).hasSize(30);
    assertThat(kept.of(29).orElseThrow().name()).isEqualTo("thing 29");
    assertThat(ModelFolder.at(folder.resolve("thirty/model")).labels()).isPresent();
    assertThat(Files.readString(folder.resolve("thirty/measures.csv"))).contains("accuracy");
    TinyTraining.write(labels, names + "- one too many\n");
    assertThatThrownBy(
            () ->
                run("too-many", thirty.replace("  seed: 4", "  labels: " + labels + "\n  seed: 4")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("the label 30");
    String twelve =
        thirty.replace("n_labels: 30", "n_labels: 12").replace("30, out_ch: 30", "12, out_ch: 12");
    assertThatThrownBy(() -> run("twelve", twelve)).isInstanceOf(InputException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nothing | __is_unconditional__",
        "sos | {target: taming.modules.util.SOSProvider, params: {sos_token: 0}}",
        "place | {target: taming.modules.misc.coord.CoordStage, params: {n_embed: 32, down_factor: 4}}"
      })
  void picturesAloneAreEnough(String name, String condition) throws IOException {
    run(name, second(" " + condition));
    try (ModelBundle model = open(name)) {
      assertThat(new Conditioner(model).tokens(new Condition.None(), 8, 8)).isNotNull();
    }
    assertThat(Files.readString(folder.resolve(name + "/measures.csv"))).contains("nll_bits");
  }

  @Test
  void foldersBecomeClasses() throws IOException {
    String labelator =
        "\n      target: taming.modules.util.Labelator\n      params: {n_classes: %d}";
    run("classes", second(labelator.formatted(2)));
    try (ModelBundle model = open("classes")) {
      assertThat(new Conditioner(model).tokens(new Condition.ClassLabel(1), 8, 8).prefix())
          .containsExactly(1);
    }
    assertThatThrownBy(() -> run("few", second(labelator.formatted(1))))
        .hasMessageContaining("2 classes (cats, dogs)");
    String flat = second(labelator.formatted(2)).replace("/data\n", "/data/images/cats\n");
    assertThatThrownBy(() -> run("flat", flat)).hasMessageContaining("a folder of its own");
  }

  @Test
  void oneChannelOfPicturesIsGrey() throws IOException {
    String grey =
        own(TinyTraining.pictures(2, "60"))
            .replace("in_channels: 3, out_ch: 3", "in_channels: 1, out_ch: 1");
    run("grey", grey.replace("    n_embed: 32\n", "    n_embed: 32\n    image_key: image\n"));
    try (ModelBundle model = open("grey")) {
      assertThat(model.firstStage().config().encodes()).isEqualTo(ConditionKind.NONE);
      RgbImage picture = new RgbImage(32, 32, new byte[32 * 32 * 3]);
      assertThat(model.firstStage().pixels(picture).shape()).containsExactly(1, 1, 32, 32);
    }
    assertThatThrownBy(() -> run("depth", grey)).hasMessageContaining("image_key: image");
  }

  @Test
  void aCropIsMadeOfWholeTokens() {
    assertThatThrownBy(
            () -> run("crop", TinyTraining.pictures(2, "60").replace("crop: 32", "crop: 30")))
        .hasMessageContaining("training.crop")
        .hasMessageContaining("multiple of 4");
  }

  /** The original's custom_vqgan.yaml with its lists, as it is. */
  @Test
  void theOriginalsDataSectionIsEnough() throws IOException {
    Path list = folder.resolve("train.txt");
    Files.writeString(
        list, folder.resolve("data/images/cats/p0.png") + "\ndata/images/dogs/p1.png\n");
    String model = TinyTraining.pictures(2, "60");
    Path file =
        TinyTraining.write(
            folder.resolve("custom.yaml"),
            model.substring(0, model.indexOf("training:"))
                + "data:\n  params:\n    batch_size: 2\n    train:\n      params:\n"
                + "        training_images_list_file: "
                + list
                + "\n        size: 32\n");
    List<String> told = new ArrayList<>();
    Training training = new Training(file, folder.resolve("custom"), told::add);
    training.run(
        false,
        Device.CPU,
        p -> {
          if (p.step() == 2) {
            training.stop();
          }
        });
    assertThat(told.getFirst()).contains("no training section");
    assertThat(folder.resolve("custom/state.safetensors")).exists();
  }
}
