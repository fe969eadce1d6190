package io.tessera.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tessera.api.Condition;
import io.tessera.api.ConditionKind;
import io.tessera.api.EngineSettings;
import io.tessera.api.EvaluationReport;
import io.tessera.api.EvaluationRequest;
import io.tessera.api.SamplingConfig;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.DepthMap;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.PngFile;
import io.tessera.api.image.Pose;
import io.tessera.api.image.PoseRaster;
import io.tessera.api.image.RgbImage;
import io.tessera.engine.LocalEngine;
import io.tessera.engine.ModelInputs;
import io.tessera.engine.checkpoint.Checkpoint;
import io.tessera.engine.checkpoint.ModelFolder;
import io.tessera.engine.model.Conditioner;
import io.tessera.engine.model.ModelBundle;
import io.tessera.engine.torch.Device;
import io.tessera.engine.torch.Precision;
import io.tessera.engine.training.scene.Scene;
import io.tessera.engine.training.scene.SceneGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models that are told depth or figures instead of a layout. */
class ConditionTrainingTest {
  /** Label of people in layouts of scenes. */
  private static final byte FIGURE = 11;

  @TempDir static Path folder;

  @BeforeAll
  static void firstStages() throws IOException {
    run("image", TinyTraining.pictures(2, "60"));
    run("layout", TinyTraining.labels(2));
    run("gpt", TinyTraining.second(folder, 2));
    run("depth", depthStage());
    run("pose", poseStage());
  }

  private static String depthStage() {
    return TinyTraining.VQGAN.formatted(
        "taming.models.vqgan.VQModel",
        "image_key: depth",
        1,
        1,
        "taming.modules.losses.vqperceptual.DummyLoss",
        3,
        "60");
  }

  /** Lines are found in photographs, so that a folder of them is enough. */
  private static String edgesStage() throws IOException {
    Path data = Files.createDirectories(folder.resolve("photographs/images"));
    for (int n = 0; n < 6; n++) {
      byte[] rgb = new byte[80 * 60 * 3];
      for (int i = 0; i < rgb.length; i++) {
        rgb[i] = (byte) (i / 3 % 80 / (10 + n) % 2 * 150 + i % 3 * 20);
      }
      PngFile.write(new RgbImage(80, 60, rgb), data.resolve(n + ".png"), Map.of());
    }
    return owned(
        TinyTraining.VQGAN.formatted(
            "taming.models.vqgan.VQModel",
            "image_key: edges",
            1,
            1,
            "taming.modules.losses.vqperceptual.DummyLoss",
            3,
            "60"));
  }

  private static String owned(String config) {
    return config.replace(
        "  seed: 4",
        "  folder: " + folder.resolve("photographs") + "\n  folder_share: 1\n  seed: 4");
  }

  private static String poseStage() {
    return TinyTraining.VQGAN.formatted(
        "taming.models.vqgan.VQSegmentationModel",
        "n_labels: 18\n    image_key: pose",
        18,
        18,
        "taming.modules.losses.segmentation.BCELossWithQuant",
        3,
        "60");
  }

  /** A second stage whose first stage lies in a whole model, as does what it begins with. */
  private static String second(String condition, String stage, int steps) {
    String text = TinyTraining.second(folder, steps);
    int from = text.indexOf("    cond_stage_config:");
    String cond = TinyTraining.stage(stage, folder.resolve(condition));
    return (text.substring(0, from)
            + "    cond_stage_config:\n"
            + cond
            + "\n"
            + text.substring(text.indexOf("training:")))
        .replace(folder.resolve("image").toString(), folder.resolve("gpt").toString())
        .replace("pkeep: 0.9", "pkeep: 0.9\n    open_token: 32")
        .replace("vocab_size: 32", "vocab_size: 33")
        .replace(
            "  clip: 1.0",
            "  clip: 1.0\n  drop_condition: 0.3\n  init_from: "
                + folder.resolve("gpt/model/model.safetensors"));
  }

  private static void run(String name, String config) throws IOException {
    TinyTraining.train(
        TinyTraining.write(folder.resolve(name + ".yaml"), config), folder.resolve(name), false);
  }

  @Test
  void aDepthModelTrainsAndTakesDepth() throws IOException {
    run("depth-gpt", second("depth", depthStage(), 3));
    try (ModelBundle model = open("depth-gpt")) {
      assertThat(model.condStage().orElseThrow().config().encodes()).isEqualTo(ConditionKind.DEPTH);
      Conditioner conditioner = new Conditioner(model);
      float[] slope = new float[32 * 32];
      for (int i = 0; i < slope.length; i++) {
        slope[i] = i / 32;
      }
      Condition depth = new Condition.Plane(ConditionKind.DEPTH, new DepthMap(32, 32, slope));
      assertThat(conditioner.tokens(depth, 8, 8).grid().orElseThrow().tokens()).hasSize(64);
      // The range of the values means nothing: the original maps every map's own to [-1, 1].
      float[] same = slope.clone();
      for (int i = 0; i < same.length; i++) {
        same[i] = 7 + 3 * same[i];
      }
      assertThat(
              conditioner
                  .tokens(
                      new Condition.Plane(ConditionKind.DEPTH, new DepthMap(32, 32, same)), 8, 8)
                  .grid())
          .isEqualTo(conditioner.tokens(depth, 8, 8).grid());
      assertThat(conditioner.tokens(new Condition.None(), 8, 8).grid().orElseThrow().tokens())
          .containsOnly(32);
      Condition layout = new Condition.Layout(LabelMap.filled(32, 32, 0));
      assertThatThrownBy(() -> conditioner.tokens(layout, 8, 8))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("depth");
    }
  }

  @Test
  void anEdgesModelLearnsFromPhotographsAndTakesALineDrawing() throws IOException {
    run("edges", edgesStage());
    run("edges-gpt", owned(second("edges", edgesStage(), 3)));
    try (ModelBundle model = open("edges-gpt")) {
      assertThat(ModelInputs.of(model.config()).kind()).isEqualTo(ConditionKind.EDGES);
      Conditioner conditioner = new Conditioner(model);
      float[] line = new float[32 * 32];
      java.util.Arrays.fill(line, 12 * 32, 13 * 32, 1);
      DepthMap map = new DepthMap(32, 32, line);
      Condition edges = new Condition.Plane(ConditionKind.EDGES, map);
      assertThat(conditioner.tokens(edges, 8, 8).grid().orElseThrow().tokens()).hasSize(64);
      Condition depth = new Condition.Plane(ConditionKind.DEPTH, map);
      assertThatThrownBy(() -> conditioner.tokens(depth, 8, 8))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("edges");
    }
  }

  @Test
  void aPoseModelTrainsAndTakesFiguresOfAnySize() throws IOException {
    run("pose-gpt", second("pose", poseStage(), 3));
    Scene scene = withFigure();
    try (ModelBundle model = open("pose-gpt")) {
      assertThat(model.condStage().orElseThrow().config().encodes()).isEqualTo(ConditionKind.POSE);
      Conditioner conditioner = new Conditioner(model);
      Condition figures = new Condition.Figures(scene.poses(), 64, 48);
      Condition twice =
          new Condition.Figures(scene.poses().stream().map(p -> p.scaled(2, 2)).toList(), 128, 96);
      assertThat(conditioner.tokens(twice, 12, 16).grid())
          .isEqualTo(conditioner.tokens(figures, 12, 16).grid());
      assertThatThrownBy(() -> conditioner.tokens(new Condition.ClassLabel(1), 12, 16))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("figures");
    }
  }

  private static Scene withFigure() {
    return LongStream.range(0, 20)
        .mapToObj(seed -> SceneGenerator.withFigures(seed, 64, 48))
        .filter(s -> !s.poses().isEmpty())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void scenesWithFiguresHaveThemAndSamplesShowThem() {
    int people = 0;
    for (long seed = 0; seed < 12; seed++) {
      Scene s = SceneGenerator.withFigures(seed, 320, 208);
      people += s.poses().size();
      assertThat(s.poses()).hasSizeLessThanOrEqualTo(3);
      Sample sample = Sample.of(s, ConditionKind.POSE);
      LabelMap map = sample.labels().orElseThrow();
      assertThat(map).isEqualTo(PoseRaster.draw(s.poses(), 320, 208));
      assertThat(Sample.focus(s).isPresent()).isEqualTo(!s.poses().isEmpty());
      for (Pose pose : s.poses()) {
        assertThat(pose.extent()).isGreaterThan(8);
      }
    }
    assertThat(people).isGreaterThan(10);
  }

  @Test
  void aShareOfTheScenesHasPeopleAndItsCropsLookAtThem() {
    List<SceneDataset.Size> sizes = List.of(new SceneDataset.Size(96, 64));
    Dataset empty = new SceneDataset(sizes, 3, ConditionKind.LAYOUT);
    Dataset some = new SceneDataset(sizes, 3, ConditionKind.LAYOUT, 0.5);
    int peopled = 0;
    for (int i = 0; i < 24; i++) {
      Sample sample = some.get(i);
      if (sample.focus().isPresent()) {
        peopled++;
        assertThat(sample.labels().orElseThrow().labels()).contains(FIGURE);
      } else {
        assertThat(sample.image().rgb()).isEqualTo(empty.get(i).image().rgb());
      }
      assertThat(empty.get(i).focus()).isEmpty();
    }
    assertThat(peopled).isBetween(4, 20);
  }

  @Test
  void aWarmStartTakesWhatFitsAndLeavesNewTokensAsTheyAre() throws IOException {
    String nothing = second("depth", depthStage(), 1).replace("1.0e-03", "1.0e-30");
    run("warm", nothing);
    try (Checkpoint old = Checkpoint.open(folder.resolve("gpt/model/model.safetensors"));
        Checkpoint warm = Checkpoint.open(folder.resolve("warm/model/model.safetensors"))) {
      for (String name : List.of("blocks.0.attn.query.weight", "pos_emb", "ln_f.weight")) {
        assertThat(floats(warm, name)).as(name).isEqualTo(floats(old, name));
      }
      float[] before = floats(old, "tok_emb.weight");
      float[] after = floats(warm, "tok_emb.weight");
      assertThat(after).hasSize(before.length + 16);
      assertThat(Arrays.copyOf(after, before.length)).isEqualTo(before);
      assertThat(Arrays.copyOfRange(after, before.length, after.length)).doesNotContain(0f);
    }
  }

  private static float[] floats(Checkpoint c, String name) {
    return java.util.Objects.requireNonNull(c.tensors().get("transformer." + name)).toFloats();
  }

  @Test
  void droppingAConditionNeedsSomethingToStandForIt() {
    String config = second("depth", depthStage(), 1).replace("    open_token: 32\n", "");
    assertThatThrownBy(() -> run("open", config))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("open_token");
  }

  @Test
  void modelsOfDepthAndFiguresAreMeasured() throws IOException {
    run("segmenter", EvaluationTest.SEGMENTER.formatted(2));
    run("measured-depth", second("depth", depthStage(), 1));
    run("measured-pose", second("pose", poseStage(), 1));
    EvaluationReport depth = evaluate("measured-depth");
    assertThat(depth.layoutMiou()).isNull();
    assertThat(depth.figureIou()).isNull();
    assertThat(depth.nllBits()).isBetween(4.0, 6.5);
    assertThat(depth.diversity()).isPositive();
    EvaluationReport pose = evaluate("measured-pose");
    assertThat(pose.figureIou()).isBetween(0.0, 1.0);
    assertThat(pose.segmenterFigureIou()).isBetween(0.0, 1.0);
    assertThat(depth.segmenterFigureIou()).isNull();
    assertThat(pose.nllBits()).isBetween(4.0, 6.5);
  }

  private static EvaluationReport evaluate(String run) {
    EvaluationRequest request =
        new EvaluationRequest(
            4,
            100,
            Optional.empty(),
            Optional.empty(),
            4,
            1,
            SamplingConfig.PLAIN,
            Optional.empty(),
            Optional.empty());
    try (LocalEngine engine =
        new LocalEngine(new EngineSettings("cpu", "f32", 2, List.of(folder)))) {
      return engine
          .evaluate(
              folder.resolve(run + "/model").toString(),
              folder.resolve("segmenter/model"),
              request,
              p -> {},
              p -> {})
          .join();
    }
  }

  /** A window's condition is a part of the whole's: depth keeps the range of all of it. */
  @Test
  void windowsLieOnTheGridOfCellsAndHoldTheFigure() {
    for (EvaluationData.Window w : EvaluationData.conditioned(6, 40, 256, 16, ConditionKind.POSE)) {
      EvaluationData.Source s = w.source().orElseThrow();
      assertThat(s.left() % 16).isZero();
      assertThat(s.top() % 16).isZero();
      assertThat(w.image().width()).isEqualTo(256);
      List<Pose> poses = ((Condition.Figures) s.condition()).poses();
      if (!poses.isEmpty()) {
        Pose largest =
            poses.stream().max(java.util.Comparator.comparingDouble(Pose::extent)).orElseThrow();
        Pose.Joint hip = largest.joints().get(8);
        assertThat(hip.x()).isBetween(s.left() - 40f, s.left() + 296f);
      }
    }
  }

  private static ModelBundle open(String run) {
    return ModelBundle.open(
        ModelFolder.at(folder.resolve(run + "/model")), Device.CPU, Precision.F32);
  }
}
