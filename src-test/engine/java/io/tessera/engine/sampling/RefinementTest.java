package io.tessera.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import io.tessera.api.TokenGrid;
import io.tessera.engine.golden.Golden;
import io.tessera.engine.model.ConditionTokens;
import io.tessera.engine.model.ModelBundle;
import io.tessera.engine.torch.Device;
import io.tessera.engine.torch.Precision;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefinementTest {
  /** One window. */
  private static final int SIDE = 8;

  private ModelBundle model;

  @BeforeAll
  void open() {
    model = ModelBundle.open(Golden.model("seg2img"), Device.of("cpu"), Precision.F32);
  }

  @AfterAll
  void close() {
    model.close();
  }

  private int limit() {
    return model.firstStage().codebook().tokens();
  }

  private static TokenGrid random(int seed, int below) {
    return new TokenGrid(SIDE, SIDE, new Random(seed).ints(SIDE * SIDE, 0, below).toArray());
  }

  private double likelihood(ConditionTokens condition, int[] tokens) {
    BitSet all = new BitSet();
    all.set(0, SIDE * SIDE);
    return new Likelihood(model.transformer())
        .logProbability(condition, new TokenGrid(SIDE, SIDE, tokens), all);
  }

  /** In a grid of one window, what a cell is drawn by is the likelihood of the whole grid. */
  @Test
  void candidatesAreWeighedByTheLikelihoodOfTheWholeWindow() {
    ConditionTokens condition = ConditionTokens.grid(random(3, limit()));
    TokenGrid grid = random(4, limit());
    Refinement refinement = new Refinement(model.transformer(), condition, grid, limit());
    for (int cell : new int[] {0, 13, 27, 62, 63}) {
      int[] candidates = {grid.tokens()[cell], 1, 7};
      double[] joint = refinement.joint(cell, candidates);
      double[] whole = new double[candidates.length];
      for (int k = 0; k < candidates.length; k++) {
        int[] tokens = grid.tokens();
        tokens[cell] = candidates[k];
        whole[k] = likelihood(condition, tokens);
      }
      for (int k = 1; k < candidates.length; k++) {
        assertThat(joint[k] - joint[0])
            .as("cell " + cell)
            .isCloseTo(whole[k] - whole[0], Offset.offset(2e-3));
      }
    }
  }

  /** Draws follow the weights: over many seeds a candidate comes as often as it is likely. */
  @Test
  void drawsAreAsFrequentAsTheirWeights() {
    ConditionTokens condition = ConditionTokens.grid(random(5, limit()));
    TokenGrid grid = random(6, limit());
    int cell = 30;
    Map<Integer, Integer> counts = new HashMap<>();
    int draws = 400;
    for (int seed = 0; seed < draws; seed++) {
      Refinement fresh = new Refinement(model.transformer(), condition, grid, limit());
      counts.merge(fresh.draw(cell, seed, 1).token(), 1, Integer::sum);
    }
    int[] seen = counts.keySet().stream().mapToInt(t -> t).toArray();
    assertThat(seen.length).isBetween(1, Refinement.CANDIDATES);
    double[] joint =
        new Refinement(model.transformer(), condition, grid, limit()).joint(cell, seen);
    // Ratios of two frequent candidates are those of their likelihoods.
    for (int a = 0; a < seen.length; a++) {
      for (int b = 0; b < seen.length; b++) {
        if (counts.get(seen[a]) > 60 && counts.get(seen[b]) > 60) {
          double frequency = Math.log((double) counts.get(seen[a]) / counts.get(seen[b]));
          assertThat(frequency).isCloseTo(joint[a] - joint[b], Offset.offset(0.45));
        }
      }
    }
  }

  @Test
  void aSweepMakesAPictureLikelier() {
    ConditionTokens condition = ConditionTokens.grid(random(7, limit()));
    double before = 0;
    double after = 0;
    for (int n = 0; n < 4; n++) {
      TokenGrid grid = random(10 + n, limit());
      before += likelihood(condition, grid.tokens());
      Refinement refinement = new Refinement(model.transformer(), condition, grid, limit());
      for (int cell = 20; cell < 44; cell++) {
        refinement.draw(cell, n, 1);
      }
      after += likelihood(condition, refinement.grid().tokens());
      for (int cell = 0; cell < SIDE * SIDE; cell++) {
        if (cell < 20 || cell >= 44) {
          assertThat(refinement.grid().tokens()[cell]).isEqualTo(grid.tokens()[cell]);
        }
      }
    }
    assertThat(after).isGreaterThan(before + 20);
  }
}
