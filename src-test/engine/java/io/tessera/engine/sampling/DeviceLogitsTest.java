package io.tessera.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tessera.api.SampledToken;
import io.tessera.api.Schedule;
import io.tessera.api.SlidingWindow;
import io.tessera.api.TokenGrid;
import io.tessera.api.TokenSampler;
import io.tessera.engine.golden.Golden;
import io.tessera.engine.model.ConditionTokens;
import io.tessera.engine.model.ModelBundle;
import io.tessera.engine.model.Transformer;
import io.tessera.engine.torch.Device;
import io.tessera.engine.torch.HostTensor;
import io.tessera.engine.torch.Precision;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tokens drawn where the logits are, as on a GPU, are those that are drawn in Java. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeviceLogitsTest {
  private static final int ROWS = 10;
  private static final int COLUMNS = 14;
  private ModelBundle model;

  @BeforeAll
  void open() {
    model = ModelBundle.open(Golden.model("seg2img"), Device.CPU, Precision.F32);
  }

  @AfterAll
  void close() {
    model.close();
  }

  @ParameterizedTest
  @CsvSource({
    "exact, 1, 100000, 1, false, 1",
    "exact, 0.7, 20, 0.9, false, 1.7",
    "strided:4, 1.3, 5, 1, false, 1",
    "strided:4x3, 1, 100000, 0.6, false, 2",
    "reference, 1, 50, 0.95, false, 1.5",
    "exact, 1, 1, 1, true, 1"
  })
  void everyTokenIsTheSame(
      String schedule, double temperature, int topK, double topP, boolean greedy, double scale) {
    Transformer transformer = model.transformer();
    int vocabulary = transformer.config().vocabSize();
    ConditionTokens condition = ConditionTokens.grid(random(1));
    Optional<Guidance> guidance =
        scale > 1
            ? Optional.of(new Guidance(ConditionTokens.grid(random(2)), scale))
            : Optional.empty();
    Drawing drawing =
        new Drawing(new TokenSampler(temperature, topK, topP, greedy), guidance, vocabulary - 3);
    BitSet cells = new BitSet();
    cells.set(0, ROWS * COLUMNS);
    SlidingWindow window = Sampler.window(transformer, condition, ROWS, COLUMNS);
    Plan plan = Planner.plan(window, Schedule.of(schedule), cells);
    TokenGrid empty = TokenGrid.filled(ROWS, COLUMNS, TokenGrid.UNKNOWN);
    List<Picture> pictures =
        List.of(new Picture(condition, empty, 5, 0), new Picture(condition, empty, 5, 1));
    Sampler inJava =
        new Sampler(
            transformer,
            drawing,
            plan,
            pictures,
            new HostLogits(transformer, drawing),
            512,
            () -> {});
    List<List<SampledToken>> expected = new ArrayList<>();
    List<List<float[]>> told = new ArrayList<>();
    while (inJava.remaining() > 0) {
      expected.add(inJava.next());
      told.add(inJava.lastLogits());
    }
    // As if a sampler before had been given up in the middle of a step.
    transformer.hold(new HostTensor.Floats(new float[vocabulary], 1, vocabulary));
    Sampler onDevice =
        new Sampler(
            transformer,
            drawing,
            plan,
            pictures,
            new DeviceLogits(transformer, drawing),
            512,
            () -> {});
    for (int s = 0; s < expected.size(); s++) {
      List<SampledToken> tokens = onDevice.next();
      assertThat(tokens).hasSameSizeAs(expected.get(s));
      for (int i = 0; i < tokens.size(); i++) {
        assertThat(tokens.get(i).token()).isEqualTo(expected.get(s).get(i).token());
        assertThat(tokens.get(i).logProbability())
            .isCloseTo(expected.get(s).get(i).logProbability(), within(1e-5f));
        assertThat(onDevice.lastLogits().get(i)).containsExactly(told.get(s).get(i));
      }
    }
    assertThat(onDevice.remaining()).isZero();
  }

  private TokenGrid random(long seed) {
    int[] tokens = new Random(seed).ints(ROWS * COLUMNS, 0, 20).toArray();
    return new TokenGrid(ROWS, COLUMNS, tokens);
  }

  /** Few different logits: the k-th has equals, and so has the last one that top-p keeps. */
  @Test
  void equalsAreKeptAndDroppedAlike() {
    Random random = new Random(3);
    int vocabulary = 40;
    for (int round = 0; round < 60; round++) {
      TokenSampler sampler =
          new TokenSampler(
              0.5 + random.nextDouble(),
              1 + random.nextInt(50),
              round % 3 == 0 ? 1 : random.nextDouble(),
              round % 5 == 4);
      float[] logits = new float[20 * vocabulary];
      for (int i = 0; i < logits.length; i++) {
        logits[i] = random.nextInt(4);
      }
      double[] uniforms = IntStream.range(0, 20).mapToDouble(i -> random.nextDouble()).toArray();
      long[] rows = LongStream.range(0, 20).toArray();
      model.transformer().hold(new HostTensor.Floats(logits, 20, vocabulary));
      long[] drawn =
          model
              .transformer()
              .draw(
                  rows,
                  rows,
                  uniforms,
                  new Transformer.Choice(
                      sampler.temperature(),
                      sampler.topK(),
                      sampler.topP(),
                      sampler.greedy(),
                      1,
                      vocabulary))
              .tokens();
      for (int i = 0; i < 20; i++) {
        float[] row = java.util.Arrays.copyOfRange(logits, i * vocabulary, (i + 1) * vocabulary);
        assertThat(drawn[i]).as(sampler.toString()).isEqualTo(sampler.draw(row, uniforms[i]));
      }
    }
  }
}
