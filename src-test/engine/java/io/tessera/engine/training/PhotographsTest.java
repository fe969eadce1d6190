package io.tessera.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tessera.api.PhotographReport;
import io.tessera.api.PhotographRequest;
import io.tessera.api.SamplingConfig;
import io.tessera.api.Schedule;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.Palette;
import io.tessera.api.image.PngFile;
import io.tessera.engine.checkpoint.Checkpoint;
import io.tessera.engine.checkpoint.ModelFolder;
import io.tessera.engine.evaluation.PhotographEvaluation;
import io.tessera.engine.model.ModelBundle;
import io.tessera.engine.model.PretrainedFeatures;
import io.tessera.engine.model.Segmenter;
import io.tessera.engine.torch.Device;
import io.tessera.engine.torch.HostTensor;
import io.tessera.engine.torch.Precision;
import io.tessera.engine.training.scene.Scene;
import io.tessera.engine.training.scene.SceneGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tiny networks that learn from a folder of pictures with label maps, and are measured on one. */
class PhotographsTest {
  private static final Path FEATURES =
      Path.of(System.getProperty("tessera.root"))
          .resolve("assets/src/main/resources/io/tessera/assets/features")
          .resolve("efficientnet-lite0.safetensors");

  private static final String SEGMENTER =
      """
      model:
        target: tessera.Segmenter
        params: {labels: 12, ch: 16, pretrained: true}
      training:
        steps: %d
        batch_size: 2
        crop: 48
        learning_rate: 3.0e-03
        weight_decay: 0.01
        rare_weight: 0.35
        features: %s
        folder: %s
        folder_share: 0.5
        held_out: %s
        scene_sizes: [64x48]
        scene_pool: 4
        steps_per_scene: 1000
        checkpoint_minutes: 60
        sheet_minutes: 60
      """;

  @TempDir private static Path folder;

  @BeforeAll
  static void train() throws IOException {
    photographs("photos", 1);
    photographs("held-out", 50);
    run("image", TinyTraining.pictures(4, "60"));
    run("layout", TinyTraining.labels(4));
  }

  private static void photographs(String name, long seed) throws IOException {
    Path to = folder.resolve(name);
    Files.createDirectories(to.resolve("images"));
    Files.createDirectories(to.resolve("labels"));
    StringBuilder moods = new StringBuilder("file\tmood\n");
    for (int n = 0; n < 4; n++) {
      Scene scene = SceneGenerator.scene(seed + n, 80, 64);
      PngFile.write(scene.image(), to.resolve("images/p" + n + ".png"), Map.of());
      PngFile.write(scene.labels(), Palette.notebook(13), to.resolve("labels/p" + n + ".png"));
      moods.append("p").append(n).append(".png\t").append(scene.mood().id()).append("\n");
    }
    Files.writeString(to.resolve("moods.tsv"), moods);
  }

  private static void run(String name, String config) throws IOException {
    TinyTraining.train(
        TinyTraining.write(folder.resolve(name + ".yaml"), config), folder.resolve(name), false);
  }

  private static String transformer(int steps) {
    return TinyTraining.second(folder, steps)
        + "  folder: "
        + folder.resolve("photos")
        + "\n  folder_share: 0.75\n  folder_windows: 2\n  held_out: "
        + folder.resolve("held-out")
        + "\n  ema: 0.8\n";
  }

  /** The pool of encoded photographs and the averages are part of what a resumed run has again. */
  @Test
  void aResumedTrainingOnPhotographsIsBitForBitTheUninterruptedOne() throws IOException {
    run("whole", transformer(6));
    run("half", transformer(3));
    TinyTraining.train(
        TinyTraining.write(folder.resolve("half.yaml"), transformer(6)),
        folder.resolve("half"),
        true);
    TinyTraining.same(
        folder.resolve("whole/state.safetensors"), folder.resolve("half/state.safetensors"));
    assertThat(folder.resolve("whole/measures.csv"))
        .content()
        .contains(",nll_bits,")
        .contains(",nll_bits_scenes,");
  }

  /** A decay of 0.8 over six steps: the model is neither the first weights nor the last. */
  @Test
  void theModelHasTheAveragedWeights() throws IOException {
    run("averaged", transformer(6));
    try (Checkpoint state = Checkpoint.open(folder.resolve("averaged/state.safetensors"));
        Checkpoint model = Checkpoint.open(folder.resolve("averaged/model/model.safetensors"))) {
      String name = "transformer.head.weight";
      float[] last = state.tensors().get(name).toFloats();
      float[] average = state.tensors().get("average." + name).toFloats();
      assertThat(model.tensors().get(name).toFloats()).isEqualTo(average).isNotEqualTo(last);
    }
  }

  @Test
  void aSegmenterOnPretrainedFeaturesLearnsAndMeasures() throws IOException {
    Path held = folder.resolve("held-out");
    String config = SEGMENTER.formatted(30, FEATURES, folder.resolve("photos"), held);
    List<Double> losses = new ArrayList<>();
    Path file = TinyTraining.write(folder.resolve("seen.yaml"), config);
    new Training(file, folder.resolve("seen"), n -> {})
        .run(
            false,
            Device.CPU,
            p -> Optional.ofNullable(p.terms().get("loss")).ifPresent(losses::add));
    double last = losses.subList(25, 30).stream().mapToDouble(x -> x).average().orElseThrow();
    assertThat(last).isLessThan(0.7 * losses.getFirst());
    assertThat(folder.resolve("seen/measures.csv")).content().contains(",accuracy,");
    run("gpt", transformer(3));
    try (Segmenter segmenter =
            Segmenter.open(ModelFolder.at(folder.resolve("seen/model")), Device.CPU);
        PretrainedFeatures features = PretrainedFeatures.open(FEATURES, Device.CPU);
        ModelBundle model =
            ModelBundle.open(
                ModelFolder.at(folder.resolve("gpt/model")), Device.CPU, Precision.F32)) {
      // Sizes that are no multiple of the coarsest stride.
      assertThat(segmenter.segment(new HostTensor.Floats(new float[3 * 52 * 76], 1, 3, 52, 76)))
          .hasSize(52 * 76);
      Path pictures = folder.resolve("pictures");
      PhotographReport report =
          new PhotographEvaluation(
                  model, segmenter, features, request(held, pictures), line -> {}, line -> {})
              .run();
      assertThat(report.n()).isEqualTo(4);
      assertThat(report.renders()).isEqualTo(12);
      assertThat(report.nllBits()).isCloseTo(5, within(0.5)); // 32 tokens, hardly learned
      assertThat(report.segmenterAccuracy()).isBetween(0.2, 1.0);
      assertThat(report.reconPerceptual()).isPositive();
      assertThat(report.renderKidError()).isPositive();
      assertThat(report.nllBitsTraining()).isNull();
      assertThat(PngFile.readContent(pictures.resolve("p0.png"))).isNotNull();
      assertThatThrownBy(
              () ->
                  new PhotographEvaluation(
                          model,
                          segmenter,
                          features,
                          request(folder.resolve("none"), pictures),
                          line -> {},
                          line -> {})
                      .run())
          .isInstanceOf(InputException.class);
    }
  }

  private static PhotographRequest request(Path photographs, Path pictures) {
    return new PhotographRequest(
        photographs,
        10,
        Optional.empty(),
        FEATURES,
        SamplingConfig.PLAIN,
        Schedule.REFERENCE,
        Optional.of(pictures));
  }

  /** Equal pictures are no distance apart, in pixels and in features. */
  @Test
  void thePerceptualDistanceOfEqualPicturesIsZero() {
    try (PretrainedFeatures features = PretrainedFeatures.open(FEATURES, Device.CPU)) {
      Scene scene = SceneGenerator.scene(3, 96, 64);
      HostTensor x = new HostTensor.Floats(scene.image().toNetwork(), 1, 3, 64, 96);
      Scene other = SceneGenerator.scene(4, 96, 64);
      HostTensor y = new HostTensor.Floats(other.image().toNetwork(), 1, 3, 64, 96);
      assertThat(features.distance(x, x)).isZero();
      assertThat(features.distance(x, y)).isGreaterThan(0.3);
    }
  }
}
