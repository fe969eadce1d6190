package io.tessera.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tessera.api.Schedule;
import io.tessera.api.SlidingWindow;
import io.tessera.api.TokenGrid;
import io.tessera.api.TokenSampler;
import io.tessera.api.fault.InputException;
import io.tessera.engine.checkpoint.ModelFolder;
import io.tessera.engine.golden.Golden;
import io.tessera.engine.model.ConditionTokens;
import io.tessera.engine.model.ModelBundle;
import io.tessera.engine.torch.Device;
import io.tessera.engine.torch.HostTensor;
import io.tessera.engine.torch.Precision;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is computed together, kept or shared gives the tokens of one cell after the other. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SamplerTest {
  private static final int ROWS = 13;
  private static final int COLUMNS = 21;
  private ModelBundle model;

  @BeforeAll
  void open() {
    ModelFolder folder = Golden.model("seg2img");
    model = ModelBundle.open(folder, Device.of("cpu"), Precision.F32);
  }

  @AfterAll
  void close() {
    model.close();
  }

  private static TokenGrid random(long seed, int below) {
    Random random = new Random(seed);
    return new TokenGrid(ROWS, COLUMNS, random.ints(ROWS * COLUMNS, 0, below).toArray());
  }

  private static BitSet cells(boolean completion) {
    BitSet cells = new BitSet();
    cells.set(0, ROWS * COLUMNS);
    if (completion) {
      Random random = new Random(8);
      for (int i = 0; i < ROWS * COLUMNS; i++) {
        cells.set(i, random.nextInt(3) > 0);
      }
    }
    return cells;
  }

  private List<TokenGrid> sample(
      Schedule schedule, Optional<Guidance> guidance, BitSet cells, List<Picture> pictures) {
    SlidingWindow window =
        Sampler.window(model.transformer(), pictures.getFirst().condition(), ROWS, COLUMNS);
    Sampler sampler =
        new Sampler(
            model.transformer(),
            new Drawing(new TokenSampler(1, 20, 0.9, false), guidance, 1000),
            Planner.plan(window, schedule, cells),
            pictures);
    while (sampler.remaining() > 0) {
      sampler.next();
    }
    List<TokenGrid> grids = new ArrayList<>();
    for (int p = 0; p < pictures.size(); p++) {
      grids.add(sampler.grid(p));
    }
    return grids;
  }

  private Picture picture(ConditionTokens condition, BitSet cells, int candidate) {
    int[] tokens = random(99, model.transformer().config().vocabSize()).tokens();
    cells.stream().forEach(c -> tokens[c] = TokenGrid.UNKNOWN);
    return new Picture(condition, new TokenGrid(ROWS, COLUMNS, tokens), 5, candidate);
  }

  @ParameterizedTest
  @ValueSource(strings = {"exact", "strided:4", "strided:8", "strided:4x3", "wavefront:3"})
  void candidatesAreWhatEachWouldBeAlone(String id) {
    Schedule schedule = Schedule.of(id);
    ConditionTokens condition = ConditionTokens.grid(random(1, 20));
    ConditionTokens other = ConditionTokens.grid(random(2, 20));
    ConditionTokens nothing = ConditionTokens.grid(TokenGrid.filled(ROWS, COLUMNS, 9));
    for (boolean completion : new boolean[] {false, true}) {
      BitSet cells = cells(completion);
      for (Optional<Guidance> guidance :
          List.of(
              Optional.<Guidance>empty(),
              Optional.of(new Guidance(other, 1.5)),
              Optional.of(new Guidance(nothing, 1.5)))) {
        List<Picture> pictures = new ArrayList<>();
        for (int c = 0; c < 3; c++) {
          pictures.add(picture(condition, cells, c));
        }
        List<TokenGrid> together = sample(schedule, guidance, cells, pictures);
        assertThat(together.get(1)).isNotEqualTo(together.get(0));
        for (int c = 0; c < 3; c++) {
          assertThat(sample(schedule, guidance, cells, List.of(pictures.get(c))).getFirst())
              .isEqualTo(together.get(c));
        }
        if (schedule.equals(Schedule.EXACT)) {
          assertThat(sample(Schedule.REFERENCE, guidance, cells, pictures)).isEqualTo(together);
        }
      }
    }
  }

  /** What is kept between steps changes nothing: the whole window tells the same of every cell. */
  @ParameterizedTest
  @ValueSource(strings = {"exact", "strided:3", "strided:4x3", "strided:8x8"})
  void everyStepTellsWhatItsWindowTells(String id) {
    ConditionTokens condition = ConditionTokens.grid(random(1, 20));
    for (boolean completion : new boolean[] {false, true}) {
      Picture picture = picture(condition, cells(completion), 0);
      SlidingWindow window = Sampler.window(model.transformer(), condition, ROWS, COLUMNS);
      Plan plan = Planner.plan(window, Schedule.of(id), cells(completion));
      Drawing drawing = new Drawing(new TokenSampler(1, 20, 0.9, false), Optional.empty(), 1000);
      Sampler sampler = new Sampler(model.transformer(), drawing, plan, List.of(picture));
      for (List<Plan.Draw> draws : plan.steps()) {
        int[] before = sampler.grid(0).tokens();
        sampler.next();
        Sequences sequences = new Sequences(plan, List.of(condition), new int[][] {before});
        for (int d = 0; d < draws.size(); d++) {
          Run run = draws.get(d).run();
          long[] ids = sequences.whole(0, run);
          assertThat(sampler.lastLogits().get(d))
              .containsExactly(
                  model
                      .transformer()
                      .logitsAt(
                          new HostTensor.Longs(ids, 1, ids.length),
                          sequences.length(run, draws.get(d).cell()) - 1),
                  within(1e-4f));
        }
      }
    }
  }

  private Sampler sampler(ModelBundle of, Plan plan, Picture picture, int sync) {
    Optional<Guidance> guidance =
        Optional.of(new Guidance(ConditionTokens.grid(TokenGrid.filled(ROWS, COLUMNS, 9)), 1.5));
    Drawing drawing = new Drawing(new TokenSampler(1, 20, 0.9, false), guidance, 1000);
    return new Sampler(
        of.transformer(),
        drawing,
        plan,
        List.of(picture),
        new HostLogits(of.transformer(), drawing),
        sync,
        () -> {});
  }

  /**
   * A sampler that is made from what another one has sampled goes on with the same tokens, wherever
   * that one stopped: in bfloat16, where a token that is computed by itself is another one than in
   * its whole prefix, to a few digits.
   */
  @ParameterizedTest
  @ValueSource(strings = {"exact", "strided:4", "strided:8", "strided:4x3", "wavefront:3"})
  void goingOnFromSavedTokensIsGoingOn(String id) {
    try (ModelBundle bf16 = ModelBundle.open(Golden.model("seg2img"), Device.CPU, Precision.BF16)) {
      ConditionTokens condition = ConditionTokens.grid(random(1, 20));
      BitSet cells = cells(true);
      Picture picture = picture(condition, cells, 0);
      SlidingWindow window = Sampler.window(bf16.transformer(), condition, ROWS, COLUMNS);
      Plan plan = Planner.plan(window, Schedule.of(id), cells);
      for (int sync : new int[] {7, 1000}) {
        Sampler straight = sampler(bf16, plan, picture, sync);
        List<TokenGrid> after = new ArrayList<>();
        List<List<float[]>> logits = new ArrayList<>();
        while (straight.remaining() > 0) {
          straight.next();
          after.add(straight.grid(0));
          logits.add(straight.lastLogits());
        }
        for (int stop = 0; stop < after.size() - 1; stop += 5) {
          Picture saved = new Picture(condition, after.get(stop), 5, 0);
          Sampler resumed = sampler(bf16, plan, saved, sync);
          for (int step = stop + 1; resumed.remaining() > 0; step++) {
            resumed.next();
            List<float[]> expected = logits.get(step);
            for (int d = 0; d < expected.size(); d++) {
              assertThat(resumed.lastLogits().get(d))
                  .as("stopped after %d, step %d", stop, step)
                  .containsExactly(expected.get(d));
            }
          }
          assertThat(resumed.grid(0)).isEqualTo(after.getLast());
        }
      }
    }
  }

  @Test
  void anotherSamplerTakesWhatIsKept() {
    ConditionTokens condition = ConditionTokens.grid(random(1, 20));
    BitSet cells = cells(false);
    SlidingWindow window = Sampler.window(model.transformer(), condition, ROWS, COLUMNS);
    Plan plan = Planner.plan(window, Schedule.of("strided:4"), cells);
    Sampler first = sampler(model, plan, picture(condition, cells, 0), 512);
    assertThat(first.isCurrent()).isTrue();
    Sampler second = sampler(model, plan, picture(condition, cells, 0), 512);
    assertThat(first.isCurrent()).isFalse();
    assertThat(second.isCurrent()).isTrue();
  }

  @Test
  void moreThanMemoryHoldsIsRefused() {
    assertThatThrownBy(() -> model.transformer().reserve(Integer.MAX_VALUE))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("fewer candidates");
  }
}
