package io.tessera.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tessera.api.Condition;
import io.tessera.api.EngineSettings;
import io.tessera.api.EvaluationReport;
import io.tessera.api.EvaluationRequest;
import io.tessera.api.SamplingConfig;
import io.tessera.api.Schedule;
import io.tessera.api.ScheduleRow;
import io.tessera.api.SlidingWindow;
import io.tessera.api.TokenGrid;
import io.tessera.api.TokenSampler;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.LabelMap;
import io.tessera.engine.LocalEngine;
import io.tessera.engine.checkpoint.Checkpoint;
import io.tessera.engine.checkpoint.ModelFolder;
import io.tessera.engine.evaluation.ScheduleComparison;
import io.tessera.engine.model.ConditionTokens;
import io.tessera.engine.model.Conditioner;
import io.tessera.engine.model.ModelBundle;
import io.tessera.engine.model.Segmenter;
import io.tessera.engine.sampling.Drawing;
import io.tessera.engine.sampling.Guidance;
import io.tessera.engine.sampling.Picture;
import io.tessera.engine.sampling.Planner;
import io.tessera.engine.sampling.Sampler;
import io.tessera.engine.torch.Device;
import io.tessera.engine.torch.HostTensor;
import io.tessera.engine.torch.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tiny model with words before its layout, trained here, then rendered and measured. */
class EvaluationTest {
  static final String SEGMENTER =
      """
      model:
        target: tessera.Segmenter
        params: {labels: 12, ch: 16}
      training:
        steps: %d
        batch_size: 2
        crop: 32
        learning_rate: 5.0e-03
        cosine_steps: 120
        scene_sizes: [64x48]
        scene_pool: 4
        steps_per_scene: 1000
        checkpoint_minutes: 60
        sheet_minutes: 60
      """;

  @TempDir private static Path folder;

  @BeforeAll
  static void train() throws IOException {
    run("image", TinyTraining.pictures(4, "60"));
    run("layout", TinyTraining.labels(4));
    run(
        "gpt",
        TinyTraining.second(folder, 4)
            .replace(
                "pkeep: 0.9",
                "pkeep: 0.9\n    cond_tags:\n"
                    + "      - {name: style, first: 32, values: [scene, photograph]}\n"
                    + "      - {name: mood, first: 35, values: [day, golden, sunset, dusk, night, fog], by_seed: true}")
            .replace("vocab_size: 32, block_size: 128", "vocab_size: 42, block_size: 129")
            .replace("clip: 1.0", "clip: 1.0\n  drop_condition: 0.3\n  drop_word: 0.3"));
  }

  private static void run(String name, String config) throws IOException {
    TinyTraining.train(
        TinyTraining.write(folder.resolve(name + ".yaml"), config), folder.resolve(name), false);
  }

  private static ModelBundle model() {
    return ModelBundle.open(ModelFolder.at(folder.resolve("gpt/model")), Device.CPU, Precision.F32);
  }

  @Test
  void aBatchOfWindowsIsWhatTheSamplerDrawsOneByOne() {
    try (ModelBundle model = model()) {
      Conditioner conditioner = new Conditioner(model);
      ConditionTokens open = conditioner.open(8, 8);
      List<ConditionTokens> conditions = new ArrayList<>();
      for (int label = 0; label < 3; label++) {
        Condition layout = new Condition.Layout(LabelMap.filled(32, 32, label));
        conditions.add(conditioner.tokens(layout, Map.of("mood", "dusk"), 1, 8, 8));
      }
      for (Optional<Guidance> guidance :
          List.of(Optional.<Guidance>empty(), Optional.of(new Guidance(open, 2)))) {
        List<TokenGrid> batch =
            windows(model, Schedule.EXACT, guidance, conditions, new long[] {7, 8, 9});
        for (Schedule schedule : List.of(Schedule.EXACT, Schedule.REFERENCE)) {
          for (int b = 0; b < 3; b++) {
            List<TokenGrid> alone =
                windows(model, schedule, guidance, List.of(conditions.get(b)), new long[] {7 + b});
            assertThat(alone.getFirst().tokens())
                .as(schedule.id())
                .isEqualTo(batch.get(b).tokens());
          }
        }
      }
    }
  }

  /** A picture of one window for each condition. */
  private static List<TokenGrid> windows(
      ModelBundle model,
      Schedule schedule,
      Optional<Guidance> guidance,
      List<ConditionTokens> conditions,
      long[] seeds) {
    BitSet all = new BitSet();
    all.set(0, 64);
    List<Picture> pictures = new ArrayList<>();
    for (int i = 0; i < seeds.length; i++) {
      pictures.add(new Picture(conditions.get(i), TokenGrid.unknown(8, 8), seeds[i], 0));
    }
    Sampler sampler =
        new Sampler(
            model.transformer(),
            new Drawing(new TokenSampler(1, 20, 1, false), guidance, 32),
            Planner.plan(new SlidingWindow(8, 8, 8), schedule, all),
            pictures);
    while (sampler.remaining() > 0) {
      assertThat(sampler.next()).hasSize(seeds.length).allMatch(t -> t.logProbability() < 0);
    }
    return IntStream.range(0, seeds.length).mapToObj(sampler::grid).toList();
  }

  @Test
  void schedulesAreComparedOnTheSameScenes() throws IOException {
    run("compare-segmenter", SEGMENTER.formatted(2));
    try (ModelBundle model = model();
        Segmenter segmenter =
            Segmenter.open(ModelFolder.at(folder.resolve("compare-segmenter/model")), Device.CPU)) {
      ScheduleComparison comparison =
          new ScheduleComparison(model, segmenter, SamplingConfig.PLAIN, 144, 96, line -> {});
      Schedule strided = new Schedule.Strided(4, 2);
      List<ScheduleRow> rows =
          comparison.run(List.of(Schedule.REFERENCE, Schedule.EXACT, strided), 2, 5);
      assertThat(rows)
          .extracting(ScheduleRow::schedule)
          .containsExactly("reference", "exact", "strided:4x2");
      // The exact schedule draws the reference's tokens, so all that is told of them is the same.
      ScheduleRow reference = rows.getFirst();
      assertThat(rows.get(1).nllBits()).isCloseTo(reference.nllBits(), within(1e-6));
      assertThat(rows.get(1).layoutMiou()).isEqualTo(reference.layoutMiou());
      assertThat(rows.get(2).nllBits()).isNotEqualTo(reference.nllBits());
      // Hardly trained: about what 42 tokens alike would cost.
      assertThat(rows).allMatch(row -> Math.abs(row.nllBits() - Math.log(42) / Math.log(2)) < 0.5);
      assertThat(rows).allMatch(row -> row.layoutMiou() >= 0 && row.layoutMiou() <= 1);
      assertThat(rows).allMatch(row -> row.tokensPerSecond() > 0);
    }
  }

  @Test
  void guidanceOfOneIsNoGuidanceAndWordsMatter() {
    try (ModelBundle model = model()) {
      Conditioner conditioner = new Conditioner(model);
      Condition layout = new Condition.Layout(LabelMap.filled(32, 32, 3));
      ConditionTokens dusk = conditioner.tokens(layout, Map.of("mood", "dusk"), 1, 8, 8);
      ConditionTokens fog = conditioner.tokens(layout, Map.of("mood", "fog"), 1, 8, 8);
      assertThat(dusk.prefix()).containsExactly(32, 38);
      assertThat(fog.prefix()).containsExactly(32, 40);
      assertThat(conditioner.open(8, 8).prefix()).containsExactly(34, 41);
      // No layout at all is a layout that says nothing, in every cell.
      ConditionTokens none =
          conditioner.tokens(new Condition.None(), Map.of("mood", "dusk"), 1, 8, 8);
      assertThat(none.grid()).isEqualTo(conditioner.open(8, 8).grid());
      assertThat(none.prefix()).containsExactly(32, 38);
      // Without a mood the seed chooses one, always the same.
      int chosen = conditioner.tokens(layout, Map.of(), 5, 8, 8).prefix()[1];
      assertThat(chosen).isBetween(35, 40);
      assertThat(conditioner.tokens(layout, Map.of(), 5, 8, 8).prefix()[1]).isEqualTo(chosen);
      long[] seed = {3};
      int[] plain =
          windows(model, Schedule.EXACT, Optional.empty(), List.of(dusk), seed).getFirst().tokens();
      Optional<Guidance> one = Optional.of(new Guidance(conditioner.open(8, 8), 1));
      assertThat(windows(model, Schedule.EXACT, one, List.of(dusk), seed).getFirst().tokens())
          .isEqualTo(plain);
    }
  }

  @Test
  void theReportHoldsEveryMeasure() throws IOException {
    run("segmenter", SEGMENTER.formatted(3));
    Path picture = folder.resolve("nearest.png");
    EvaluationRequest request =
        new EvaluationRequest(
            6,
            100,
            Optional.empty(),
            Optional.empty(),
            4,
            2,
            new SamplingConfig(100, 0.9, 1.5),
            Optional.of(picture),
            Optional.empty());
    List<String> told = new ArrayList<>();
    try (LocalEngine engine =
        new LocalEngine(new EngineSettings("cpu", "f32", 2, List.of(folder)))) {
      EvaluationReport report =
          engine
              .evaluate(
                  folder.resolve("gpt/model").toString(),
                  folder.resolve("segmenter/model"),
                  request,
                  told::add,
                  told::add)
              .join();
      assertThat(report.scenes()).isEqualTo(6);
      assertThat(report.layoutMiou()).isBetween(0.0, 1.0);
      assertThat(report.segmenterMiou()).isBetween(0.0, 1.0);
      // Means are those of the labels that they are made of.
      assertThat(mean(report.segmenterIouByLabel()))
          .isCloseTo(report.segmenterMiou(), within(1e-9));
      assertThat(mean(report.reconstructionIouByLabel()))
          .isCloseTo(report.reconstructionMiou(), within(1e-9));
      assertThat(mean(report.conditionIouByLabel()))
          .isCloseTo(report.conditionMiou(), within(1e-9));
      assertThat(report.conditionIouByLabel().keySet())
          .isEqualTo(report.segmenterIouByLabel().keySet());
      assertThat(report.psnrDb()).isBetween(3.0, 40.0);
      assertThat(report.ssim()).isBetween(-1.0, 1.0);
      assertThat(report.codebookUsed()).isBetween(1 / 32.0, 1.0);
      assertThat(report.perplexity()).isBetween(1.0, 32.0);
      // Nothing can be learned in four steps: about as many bits as there are tokens to choose
      // from.
      assertThat(report.nllBits()).isBetween(4.0, 6.5);
      assertThat(report.fid()).isPositive();
      assertThat(report.reconstructionFid()).isPositive();
      assertThat(report.fidFeatures()).isEqualTo("segmenter");
      assertThat(report.diversity()).isPositive();
      assertThat(report.nearestTraining()).isPositive();
      assertThat(report.seconds()).isPositive();
    }
    assertThat(picture).exists();
    assertThat(told).isNotEmpty();
  }

  private static double mean(Map<String, Double> byLabel) {
    return byLabel.values().stream().mapToDouble(x -> x).average().orElseThrow();
  }

  @Test
  void theSegmenterLearnsAndResumesBitForBit() throws IOException {
    List<Double> losses = List.copyOf(losses("s", SEGMENTER.formatted(120)).values());
    assertThat(losses.subList(100, 120).stream().mapToDouble(x -> x).average().orElseThrow())
        .isLessThan(
            0.8 * losses.subList(0, 20).stream().mapToDouble(x -> x).average().orElseThrow());
    Path half = TinyTraining.write(folder.resolve("sh.yaml"), SEGMENTER.formatted(5));
    TinyTraining.train(half, folder.resolve("sh"), false);
    Files.writeString(half, SEGMENTER.formatted(120));
    TinyTraining.train(half, folder.resolve("sh"), true);
    TinyTraining.same(
        folder.resolve("s/state.safetensors"), folder.resolve("sh/state.safetensors"));
  }

  /** By itself, or as the condition of a model, whose pictures' first stage it is not. */
  @Test
  void aConditionStageIsBegunWithWhereverItStands() throws IOException {
    String labels = TinyTraining.labels(1).replace("quantize_from: 2", "quantize_from: 0");
    String rare = "  rare_weight: 0.5\n";
    String from = "  init_from: %s/model/model.safetensors\n";
    String layout = labels + from.formatted(folder.resolve("layout"));
    String model = labels + from.formatted(folder.resolve("gpt"));
    double alone = first("alone", layout + rare);
    assertThat(first("within", model + rare)).isEqualTo(alone);
    assertThat(first("anew", labels + rare)).isNotEqualTo(alone);
    // The first crops are the same, and their labels are not all alike.
    assertThat(first("unweighed", model)).isNotEqualTo(alone);
  }

  private static double first(String name, String config) throws IOException {
    return terms(name, config, "bce_loss").values().iterator().next();
  }

  @Test
  void aUNetLearnsAndIsBegunWith() throws IOException {
    String levels = SEGMENTER.replace("ch: 16", "ch: 8, ch_mult: [1, 2, 2]");
    List<Double> losses = List.copyOf(losses("u", levels.formatted(60)).values());
    double last = losses.subList(50, 60).stream().mapToDouble(x -> x).average().orElseThrow();
    assertThat(last).isLessThan(0.8 * losses.getFirst());
    String from = "  init_from: " + folder.resolve("u/model/model.safetensors") + "\n";
    assertThat(List.copyOf(losses("on", levels.formatted(1) + from).values()).getFirst())
        .isLessThan(0.8 * losses.getFirst());
    assertThatThrownBy(() -> losses("small", SEGMENTER.formatted(1) + from))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("init_from")
        .hasMessageContaining("no conv_in.weight of shape [16, 48, 3, 3]");
    try (Segmenter s = Segmenter.open(ModelFolder.at(folder.resolve("u/model")), Device.CPU)) {
      // Sizes that are no multiple of what the deepest level would need.
      assertThat(s.segment(new HostTensor.Floats(new float[3 * 20 * 28], 1, 3, 20, 28)))
          .hasSize(20 * 28);
    }
  }

  /** What it sees spread counts for nothing at first, then for something. */
  @Test
  void oneThatSeesPicturesSpreadBeginsAsOneThatDoesNot() throws IOException {
    String plain = SEGMENTER.formatted(20);
    String spread = plain.replace("ch: 16", "ch: 16, spread: true");
    losses("narrow", plain);
    String from = "  init_from: " + folder.resolve("narrow/model/model.safetensors") + "\n";
    List<Double> narrow = List.copyOf(losses("narrow-on", plain + from).values());
    List<Double> wide = List.copyOf(losses("wide-on", spread + from).values());
    assertThat(wide.getFirst()).isCloseTo(narrow.getFirst(), within(1e-5));
    assertThat(wide.getLast()).isNotEqualTo(narrow.getLast());
    try (Checkpoint learned = Checkpoint.open(folder.resolve("wide-on/model/model.safetensors"))) {
      float[] seen = learned.tensors().get("conv_in.weight").toFloats();
      assertThat(seen).hasSize(16 * 96 * 9);
      for (int out = 0; out < 16; out++) {
        float[] ofSpread = Arrays.copyOfRange(seen, (out * 96 + 48) * 9, (out + 1) * 96 * 9);
        assertThat(ofSpread).isNotEqualTo(new float[48 * 9]);
      }
    }
    assertThatThrownBy(() -> losses("back", plain + from.replace("narrow/model", "wide-on/model")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("init_from");
  }

  @Test
  void theSegmenterLearnsToOverlap() throws IOException {
    String with = SEGMENTER.formatted(120) + "  jaccard_weight: 1.0\n";
    List<Double> shares = List.copyOf(terms("overlap", with, "soft_iou").values());
    List<Double> losses = List.copyOf(losses("overlap-less", SEGMENTER.formatted(1)).values());
    List<Double> both = List.copyOf(losses("overlap-one", with.replace("120", "1")).values());
    assertThat(both.getFirst() - losses.getFirst()).isCloseTo(1 - shares.getFirst(), within(1e-5));
    assertThat(shares).allSatisfy(share -> assertThat(share).isBetween(0.0, 1.0));
    assertThat(shares.subList(100, 120).stream().mapToDouble(x -> x).average().orElseThrow())
        .isGreaterThan(
            1.3 * shares.subList(0, 20).stream().mapToDouble(x -> x).average().orElseThrow());
  }

  @Test
  void theSegmenterLearnsFromReconstructions() throws IOException {
    String by =
        "  reconstructed_share: 0.5\n  reconstructed_by: " + folder.resolve("image/model") + "\n";
    Map<Long, Double> plain = losses("plain", SEGMENTER.formatted(6));
    Map<Long, Double> mixed = losses("mixed", SEGMENTER.formatted(6) + by);
    Map<Long, Double> again = losses("again", SEGMENTER.formatted(6) + by);
    assertThat(mixed).hasSize(6).isNotEqualTo(plain).isEqualTo(again);
    String wrong = by.replace("0.5", "1.5");
    assertThatThrownBy(() -> losses("wrong", SEGMENTER.formatted(6) + wrong))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("reconstructed_share");
  }

  private static Map<Long, Double> losses(String name, String config) throws IOException {
    return terms(name, config, "loss");
  }

  private static Map<Long, Double> terms(String name, String config, String term)
      throws IOException {
    Map<Long, Double> out = new TreeMap<>();
    Path file = TinyTraining.write(folder.resolve(name + ".yaml"), config);
    new Training(file, folder.resolve(name), n -> {})
        .run(
            false,
            Device.CPU,
            p -> {
              if (p.terms().containsKey(term)) {
                out.put(p.step(), p.terms().get(term));
              }
            });
    return out;
  }
}
