package io.tessera.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tessera.api.Schedule;
import io.tessera.api.TokenGrid;
import io.tessera.api.TokenOrder;
import io.tessera.api.TokenSampler;
import io.tessera.api.fault.InputException;
import io.tessera.engine.checkpoint.ModelFolder;
import io.tessera.engine.golden.Golden;
import io.tessera.engine.model.ConditionTokens;
import io.tessera.engine.model.ModelBundle;
import io.tessera.engine.torch.Device;
import io.tessera.engine.torch.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TokenOrderTest {
  /** One window of the fixture's layout model. */
  private static final int SIDE = 8;

  @TempDir private Path folder;

  /** The fixture's layout model with another {@code permuter_config}. */
  private ModelBundle model(String order, int side) throws IOException {
    ModelFolder plain = Golden.model("seg2img");
    Path more = folder.resolve("order.yaml");
    Files.writeString(
        more,
        """
        model:
          params:
            permuter_config:
              target: taming.modules.transformer.permuter.%s
              params: {H: %d, W: %d}
        """
            .formatted(order, side, side));
    List<Path> configs = new ArrayList<>(plain.configs());
    configs.add(more);
    return ModelBundle.open(
        new ModelFolder(plain.name(), plain.folder(), configs, plain.weights()),
        Device.CPU,
        Precision.F32);
  }

  private static int[] random(int seed, int below) {
    return new Random(seed).ints(SIDE * SIDE, 0, below).toArray();
  }

  private static ConditionTokens condition(ModelBundle model) {
    int limit = model.firstStage().codebook().tokens();
    return ConditionTokens.grid(new TokenGrid(SIDE, SIDE, random(5, limit)));
  }

  /** Greedy tokens for the open cells. */
  private static int[] sample(ModelBundle model, Schedule schedule, int[] known) {
    BitSet open = new BitSet();
    for (int i = 0; i < known.length; i++) {
      open.set(i, known[i] == TokenGrid.UNKNOWN);
    }
    ConditionTokens condition = condition(model);
    Sampler sampler =
        new Sampler(
            model.transformer(),
            new Drawing(
                TokenSampler.GREEDY, Optional.empty(), model.firstStage().codebook().tokens()),
            Planner.plan(
                Sampler.window(model.transformer(), condition, SIDE, SIDE), schedule, open),
            List.of(new Picture(condition, new TokenGrid(SIDE, SIDE, known), 1, 0)));
    while (sampler.remaining() > 0) {
      sampler.next();
    }
    return sampler.grid(0).tokens();
  }

  /**
   * The network knows places, not cells: what it writes at each place does not depend on where the
   * cell lies, so an order moves the tokens of a picture about and changes nothing else.
   */
  @ParameterizedTest
  @EnumSource(TokenOrder.class)
  void theSameSequenceLiesElsewhere(TokenOrder order) throws IOException {
    int[] cells = order.cells(SIDE);
    int[] first = new int[SIDE * SIDE];
    for (int place = 0; place < first.length; place++) {
      first[place] = place < 20 ? 3 * place : TokenGrid.UNKNOWN;
    }
    int[] known = new int[first.length];
    for (int place = 0; place < first.length; place++) {
      known[cells[place]] = first[place];
    }
    try (ModelBundle plain = ModelBundle.open(Golden.model("seg2img"), Device.CPU, Precision.F32);
        ModelBundle model = model(order.original(), SIDE)) {
      int[] rows = sample(plain, Schedule.REFERENCE, first);
      int[] expected = new int[rows.length];
      for (int place = 0; place < rows.length; place++) {
        expected[cells[place]] = rows[place];
      }
      // A draft by rows is one; in another order there is nothing to draft.
      List<Schedule> same = new ArrayList<>(List.of(Schedule.REFERENCE, Schedule.EXACT));
      if (order != TokenOrder.RASTER) {
        same.add(new Schedule.Wavefront(2));
      }
      for (Schedule schedule : same) {
        assertThat(sample(model, schedule, known)).as("%s", schedule).isEqualTo(expected);
      }
      BitSet all = new BitSet();
      all.set(0, rows.length);
      TokenGrid inRows = new TokenGrid(SIDE, SIDE, rows);
      TokenGrid inOrder = new TokenGrid(SIDE, SIDE, expected);
      Likelihood likelihood = new Likelihood(model.transformer());
      Likelihood plainly = new Likelihood(plain.transformer());
      assertThat(likelihood.logProbability(condition(model), inOrder, all))
          .isCloseTo(
              plainly.logProbability(condition(plain), inRows, all),
              org.assertj.core.data.Offset.offset(1e-3));
      int limit = plain.firstStage().codebook().tokens();
      float[] bits = likelihood.entropies(condition(model), inOrder, limit);
      float[] plainBits = plainly.entropies(condition(plain), inRows, limit);
      for (int place = 0; place < rows.length; place++) {
        assertThat(bits[cells[place]]).isEqualTo(plainBits[place]);
      }
      int cell = cells[9];
      assertThat(
              new Refinement(model.transformer(), condition(model), inOrder, limit)
                  .joint(cell, new int[] {4, 5}))
          .isEqualTo(
              new Refinement(plain.transformer(), condition(plain), inRows, limit)
                  .joint(9, new int[] {4, 5}));
    }
  }

  @Test
  void anotherOrderTakesOneWindowOnly() throws IOException {
    try (ModelBundle model = model("SpiralOut", SIDE)) {
      assertThatThrownBy(
              () -> Sampler.window(model.transformer(), condition(model), SIDE, SIDE + 1))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("SpiralOut")
          .hasMessageContaining("8 × 8");
    }
  }

  @Test
  void unknownOrdersAndOtherSizesAreNamed() {
    assertThatThrownBy(() -> model("Hilbert", SIDE))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("Hilbert");
    assertThatThrownBy(() -> model("ZCurve", 16))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("should be 8");
  }
}
