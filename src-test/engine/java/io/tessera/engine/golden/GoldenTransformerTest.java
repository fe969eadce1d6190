package io.tessera.engine.golden;

import static io.tessera.engine.golden.Golden.close;
import static io.tessera.engine.golden.Layers.fingerprint;
import static io.tessera.engine.golden.Layers.layer;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tessera.api.SampledToken;
import io.tessera.api.Schedule;
import io.tessera.api.TokenGrid;
import io.tessera.api.TokenSampler;
import io.tessera.engine.checkpoint.CondStageConfig;
import io.tessera.engine.checkpoint.GptConfig;
import io.tessera.engine.checkpoint.ModelConfig;
import io.tessera.engine.checkpoint.ModelFolder;
import io.tessera.engine.checkpoint.Net2NetConfig;
import io.tessera.engine.golden.Golden.Npz;
import io.tessera.engine.model.ConditionTokens;
import io.tessera.engine.model.FirstStage;
import io.tessera.engine.model.Transformer;
import io.tessera.engine.sampling.Drawing;
import io.tessera.engine.sampling.Picture;
import io.tessera.engine.sampling.Planner;
import io.tessera.engine.sampling.Sampler;
import io.tessera.engine.torch.HostTensor;
import io.tessera.engine.torch.Precision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Transformers and their sampling, number by number against the original's. */
class GoldenTransformerTest {
  @Test
  void transformerGivesTheLogits() {
    Npz f = Golden.npz("seg2img/logits.npz");
    ModelFolder model = Golden.model("seg2img");
    try (Transformer gpt = Loaded.transformer(model, gpt(model), Precision.F32)) {
      HostTensor.Longs ids = withoutLast(f.ints("c"), f.ints("z"));
      float[] all = gpt.logits(ids).floats();
      close("logits_all", all, f.floats("logits_all"), 5e-5);
      int v = gpt.config().vocabSize();
      float[] z = Arrays.copyOfRange(all, (f.ints("c").length - 1) * v, all.length);
      close("logits_z", z, f.floats("logits_z"), 5e-5);
      close("cross entropy", crossEntropy(z, f.ints("z"), v), f.scalar("cross_entropy"), 5e-5, 0);

      Map<String, HostTensor> layers = gpt.fingerprints(ids);
      for (JsonNode e : Golden.json("seg2img/fingerprints_gpt.json")) {
        fingerprint(e, attentionPart(layers, e.get("module").asText(), gpt.config().nEmbd()), 5e-5);
      }
    }
  }

  /** Key, query and value run as one product here; the parts are cut out of it. */
  private static float[] attentionPart(Map<String, HostTensor> layers, String module, int width) {
    int part =
        module.endsWith(".query")
            ? 0
            : module.endsWith(".key") ? 1 : module.endsWith(".value") ? 2 : -1;
    if (part < 0) {
      return layer(layers, module);
    }
    float[] qkv = layer(layers, module.substring(0, module.lastIndexOf('.')) + ".qkv");
    float[] out = new float[qkv.length / 3];
    for (int i = 0; i < out.length; i++) {
      out[i] = qkv[i / width * 3 * width + part * width + i % width];
    }
    return out;
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void slidingWindowSamplesTheSameTokens(Schedule schedule) {
    Npz f = Golden.npz("seg2img/slide.npz");
    ModelFolder model = Golden.model("seg2img");
    Net2NetConfig config = (Net2NetConfig) ModelConfig.of(model.config());
    try (Transformer gpt = Loaded.transformer(model, config.transformer(), Precision.F32);
        FirstStage image =
            Loaded.firstStage(model, config.firstStage(), "first_stage_model.", Precision.F32)) {
      TokenGrid tokens = slide(f, gpt, schedule, 5e-5);
      close(schedule + " slide image", image.decode(tokens).floats(), f.floats("image"), 5e-5);
    }
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void slidingWindowOfSixteenSamplesTheSameTokens(Schedule schedule) {
    Npz f = Golden.npz("gpt16/slide16.npz");
    ModelFolder model = Golden.model("gpt16");
    try (Transformer gpt = Loaded.transformer(model, gpt(model), Precision.F32)) {
      slide(f, gpt, schedule, 1e-4);
    }
  }

  private static TokenGrid slide(Npz f, Transformer gpt, Schedule schedule, double tolerance) {
    int[] size = f.shape("tokens");
    ConditionTokens condition =
        ConditionTokens.grid(new TokenGrid(size[1], size[2], f.ints("cond_indices")));
    Sampler sampler = sampler(gpt, condition, TokenGrid.unknown(size[1], size[2]), schedule);
    assertThat(sampler.window().size()).isEqualTo(f.ints("window")[0]);
    float[] logits = steps(f, sampler);
    close(schedule + " " + f.file() + " logits", logits, f.floats("logits"), tolerance);
    assertThat(sampler.grid(0).tokens()).isEqualTo(f.ints("tokens"));
    return sampler.grid(0);
  }

  /** The schedules that give the original's tokens. */
  static List<Schedule> schedules() {
    return List.of(Schedule.REFERENCE, Schedule.EXACT, new Schedule.Strided(1));
  }

  private static Sampler sampler(
      Transformer gpt, ConditionTokens condition, TokenGrid known, Schedule schedule) {
    BitSet cells = new BitSet();
    for (int i = 0; i < known.tokens().length; i++) {
      cells.set(i, known.tokens()[i] == TokenGrid.UNKNOWN);
    }
    return new Sampler(
        gpt,
        new Drawing(TokenSampler.GREEDY, Optional.empty(), gpt.config().vocabSize()),
        Planner.plan(
            Sampler.window(gpt, condition, known.rows(), known.columns()), schedule, cells),
        List.of(new Picture(condition, known, 0, 0)));
  }

  /** What was sampled at one cell. */
  private record Drawn(SampledToken token, float[] logits) {}

  /** Runs the sampler to its end; what it sampled, by cell in raster order. */
  private static TreeMap<Integer, Drawn> run(Sampler sampler) {
    TreeMap<Integer, Drawn> drawn = new TreeMap<>();
    while (sampler.remaining() > 0) {
      List<SampledToken> tokens = sampler.next();
      for (int i = 0; i < tokens.size(); i++) {
        SampledToken t = tokens.get(i);
        drawn.put(
            t.row() * sampler.window().columns() + t.column(),
            new Drawn(t, sampler.lastLogits().get(i)));
      }
    }
    return drawn;
  }

  private static float[] logits(TreeMap<Integer, Drawn> drawn) {
    int v = drawn.firstEntry().getValue().logits.length;
    float[] all = new float[drawn.size() * v];
    int at = 0;
    for (Drawn d : drawn.values()) {
      System.arraycopy(d.logits, 0, all, v * at++, v);
    }
    return all;
  }

  /** Runs the sampler to its end and compares every step; gives the logits of all steps. */
  private static float[] steps(Npz f, Sampler sampler) {
    int[] steps = f.ints("steps");
    TreeMap<Integer, Drawn> drawn = run(sampler);
    assertThat(drawn).hasSize(steps.length / 7);
    float[] nll = new float[drawn.size()];
    int s = 0;
    for (Drawn d : drawn.values()) {
      SampledToken t = d.token;
      int[] step = {
        t.row(),
        t.column(),
        t.row() - sampler.window().startRow(t.row()),
        t.column() - sampler.window().startColumn(t.column()),
        sampler.window().startRow(t.row()),
        sampler.window().startColumn(t.column()),
        t.token()
      };
      assertThat(step).as("step " + s).isEqualTo(Arrays.copyOfRange(steps, s * 7, s * 7 + 7));
      nll[s++] = -t.logProbability();
    }
    close(f.file() + " nll", nll, f.floats("nll"), 2e-5);
    return logits(drawn);
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void completionKeepsWhatIsKnown(Schedule schedule) {
    Npz f = Golden.npz("seg2img/completion.npz");
    ModelFolder model = Golden.model("seg2img");
    Net2NetConfig config = (Net2NetConfig) ModelConfig.of(model.config());
    int[] size = f.shape("tokens");
    int[] known = f.ints("z_indices");
    int[] steps = f.ints("steps");
    for (int s = 0; s < steps.length; s += 7) {
      known[steps[s] * size[2] + steps[s + 1]] = TokenGrid.UNKNOWN;
    }
    int[] cond =
        f.has("cond_indices")
            ? f.ints("cond_indices")
            : Golden.npz("seg2img/encode.npz").ints("cond_indices");
    try (Transformer gpt = Loaded.transformer(model, config.transformer(), Precision.F32);
        FirstStage image =
            Loaded.firstStage(model, config.firstStage(), "first_stage_model.", Precision.F32)) {
      Sampler sampler =
          sampler(
              gpt,
              ConditionTokens.grid(new TokenGrid(size[1], size[2], cond)),
              new TokenGrid(size[1], size[2], known),
              schedule);
      steps(f, sampler);
      assertThat(sampler.grid(0).tokens()).isEqualTo(f.ints("tokens"));
      close("completion image", image.decode(sampler.grid(0)).floats(), f.floats("image"), 5e-5);
    }
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void oneWindow(Schedule schedule) {
    Npz f = Golden.npz("seg2img/one_window.npz");
    ModelFolder model = Golden.model("seg2img");
    int side = (int) Math.sqrt(f.ints("tokens").length);
    try (Transformer gpt = Loaded.transformer(model, gpt(model), Precision.F32)) {
      window(
          gpt,
          schedule,
          ConditionTokens.grid(new TokenGrid(side, side, f.ints("cond"))),
          f.ints("tokens"),
          f.floats("nll"));
    }
  }

  private static float[] window(
      Transformer gpt, Schedule schedule, ConditionTokens condition, int[] expected, float[] nll) {
    int side = (int) Math.sqrt(expected.length);
    Sampler sampler = sampler(gpt, condition, TokenGrid.unknown(side, side), schedule);
    TreeMap<Integer, Drawn> drawn = run(sampler);
    float[] surprise = new float[expected.length];
    drawn.forEach((cell, d) -> surprise[cell] = -d.token.logProbability());
    assertThat(sampler.grid(0).tokens()).isEqualTo(expected);
    if (nll.length > 0) {
      close("nll", surprise, nll, 2e-5);
    }
    return logits(drawn);
  }

  @Test
  void classesGuideTheTransformer() {
    Npz f = Golden.npz("class_cond/sample.npz");
    ModelFolder model = Golden.model("class_cond");
    try (Transformer gpt = Loaded.transformer(model, gpt(model), Precision.F32)) {
      int v = gpt.config().vocabSize();
      int cells = f.shape("z")[1];
      List<Float> logits = new ArrayList<>();
      for (int b = 0; b < f.ints("classes").length; b++) {
        assertThat(f.ints("cond")[b]).isEqualTo(f.ints("classes")[b]);
        int[] z = Arrays.copyOfRange(f.ints("z"), b * cells, (b + 1) * cells);
        for (float l : gpt.logits(withoutLast(new int[] {f.ints("cond")[b]}, z)).floats()) {
          logits.add(l);
        }
        int[] greedy = Arrays.copyOfRange(f.ints("greedy"), b * cells, (b + 1) * cells);
        float[] nll = Arrays.copyOfRange(f.floats("greedy_nll"), b * cells, (b + 1) * cells);
        float[] expected =
            Arrays.copyOfRange(f.floats("greedy_logits"), b * cells * v, (b + 1) * cells * v);
        for (Schedule schedule : schedules()) {
          float[] got =
              window(gpt, schedule, ConditionTokens.prefix(f.ints("cond")[b]), greedy, nll);
          close("class greedy_logits " + schedule, got, expected, 5e-5);
        }
      }
      float[] all = unbox(logits);
      close("class logits", all, f.floats("logits"), 5e-5);
      close(
          "class cross entropy",
          crossEntropy(all, f.ints("z"), v),
          f.scalar("cross_entropy"),
          5e-5,
          0);
    }
  }

  @Test
  void startTokenAlone() {
    Npz f = Golden.npz("uncond/sample.npz");
    ModelFolder model = Golden.model("uncond");
    Net2NetConfig config = (Net2NetConfig) ModelConfig.of(model.config());
    int sos = ((CondStageConfig.StartToken) config.condStage()).token();
    try (Transformer gpt = Loaded.transformer(model, config.transformer(), Precision.F32)) {
      int v = gpt.config().vocabSize();
      int cells = f.shape("z")[1];
      List<Float> logits = new ArrayList<>();
      for (int b = 0; b < f.shape("z")[0]; b++) {
        assertThat(f.ints("cond")[b]).isEqualTo(sos);
        int[] z = Arrays.copyOfRange(f.ints("z"), b * cells, (b + 1) * cells);
        for (float l : gpt.logits(withoutLast(new int[] {sos}, z)).floats()) {
          logits.add(l);
        }
      }
      close("uncond logits", unbox(logits), f.floats("logits"), 5e-5);
      close(
          "uncond cross entropy",
          crossEntropy(unbox(logits), f.ints("z"), v),
          f.scalar("cross_entropy"),
          5e-5,
          0);
      for (Schedule schedule : schedules()) {
        window(gpt, schedule, ConditionTokens.prefix(sos), f.ints("greedy"), new float[0]);
        halfKept(f, gpt, schedule, sos);
      }
    }
  }

  private static void halfKept(Npz f, Transformer gpt, Schedule schedule, int sos) {
    int cells = f.shape("z")[1];
    int side = (int) Math.sqrt(cells);
    int[] start = Arrays.copyOf(f.ints("z"), cells);
    Arrays.fill(start, cells / 2, cells, TokenGrid.UNKNOWN);
    Sampler sampler =
        sampler(gpt, ConditionTokens.prefix(sos), new TokenGrid(side, side, start), schedule);
    while (sampler.remaining() > 0) {
      sampler.next();
    }
    assertThat(sampler.grid(0).tokens()).isEqualTo(f.ints("half_greedy"));
  }

  @Test
  void firstTokensMaySeeOneAnother() {
    Npz f = Golden.npz("n_unmasked/logits.npz");
    ModelFolder model = Golden.model("n_unmasked");
    GptConfig config = (GptConfig) ModelConfig.of(model.config());
    try (Transformer gpt = Loaded.transformer(model, config, Precision.F32)) {
      close("n_unmasked logits", gpt.logits(f.ids("ids")).floats(), f.floats("logits"), 5e-5);
      int[] shape = f.shape("logits_first_5");
      int[] first = new int[shape[0] * shape[1]];
      for (int i = 0; i < first.length; i++) {
        first[i] = f.ints("ids")[i / shape[1] * f.shape("ids")[1] + i % shape[1]];
      }
      HostTensor.Longs ids = Golden.longs(first, shape[0], shape[1]);
      close(
          "n_unmasked logits_first_5", gpt.logits(ids).floats(), f.floats("logits_first_5"), 5e-5);
    }
  }

  private static GptConfig gpt(ModelFolder model) {
    return ((Net2NetConfig) ModelConfig.of(model.config())).transformer();
  }

  private static HostTensor.Longs withoutLast(int[] c, int[] z) {
    int[] ids = Arrays.copyOf(c, c.length + z.length - 1);
    System.arraycopy(z, 0, ids, c.length, z.length - 1);
    return Golden.longs(ids, 1, ids.length);
  }

  private static double crossEntropy(float[] logits, int[] targets, int v) {
    double sum = 0;
    for (int i = 0; i < targets.length; i++) {
      sum -=
          TokenSampler.logProbability(Arrays.copyOfRange(logits, i * v, (i + 1) * v), targets[i]);
    }
    return sum / targets.length;
  }

  private static float[] unbox(List<Float> list) {
    float[] out = new float[list.size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = list.get(i);
    }
    return out;
  }
}
