package io.tessera.engine.sampling;

import io.tessera.api.Schedule;
import io.tessera.api.SlidingWindow;
import io.tessera.api.TokenGrid;
import io.tessera.api.TokenSampler;
import io.tessera.engine.model.ConditionTokens;
import io.tessera.engine.model.Transformer;
import io.tessera.engine.torch.HostTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * How likely a grid's tokens are, each seen through its own window as the original's sampler sees
 * it, whatever they were sampled with.
 */
public final class Likelihood {
  private static final int BATCH = 8;
  private final Transformer transformer;

  public Likelihood(Transformer transformer) {
    this.transformer = transformer;
  }

  /**
   * Sum of the natural logarithms of the probabilities of some tokens, given all before each in its
   * window.
   *
   * @param cells row-major; not empty
   */
  public double logProbability(ConditionTokens condition, TokenGrid grid, BitSet cells) {
    SlidingWindow window = Sampler.window(transformer, condition, grid.rows(), grid.columns());
    Plan plan = Planner.plan(window, Schedule.REFERENCE, cells);
    Sequences sequences = new Sequences(plan, List.of(condition), new int[][] {grid.tokens()});
    List<Plan.Draw> draws = new ArrayList<>();
    plan.steps().forEach(draws::addAll);
    draws.sort(
        (a, b) ->
            Integer.compare(
                sequences.length(a.run(), a.cell()), sequences.length(b.run(), b.cell())));
    double sum = 0;
    for (int from = 0; from < draws.size(); from += BATCH) {
      List<Plan.Draw> batch = draws.subList(from, Math.min(draws.size(), from + BATCH));
      sum += batch(sequences, batch, grid);
    }
    return sum;
  }

  /**
   * The logits of one cell, given all before it in its window.
   *
   * @param cell row-major
   */
  public float[] logits(ConditionTokens condition, TokenGrid grid, int cell) {
    SlidingWindow window = Sampler.window(transformer, condition, grid.rows(), grid.columns());
    BitSet one = new BitSet();
    one.set(cell);
    Plan plan = Planner.plan(window, Schedule.REFERENCE, one);
    Sequences sequences = new Sequences(plan, List.of(condition), new int[][] {grid.tokens()});
    Plan.Draw draw = plan.steps().getFirst().getFirst();
    int length = sequences.length(draw.run(), cell);
    long[] ids = new long[length];
    sequences.put(0, draw.run(), cell, 0, length, ids, 0);
    return transformer.prefill(
        new HostTensor.Longs(ids, 1, length), new long[] {length}, new long[0]);
  }

  /**
   * How undecided the model is about every cell, given the true tokens before it: the entropy of
   * its distribution in bits. Cells are seen through windows that lie a quarter of a window apart,
   * so that one pass serves many cells.
   *
   * @param limit tokens behind it are no picture tokens
   * @return one value a cell, row-major
   */
  public float[] entropies(ConditionTokens condition, TokenGrid grid, int limit) {
    SlidingWindow window = Sampler.window(transformer, condition, grid.rows(), grid.columns());
    Plan plan = Planner.plan(window, Schedule.REFERENCE);
    Sequences sequences = new Sequences(plan, List.of(condition), new int[][] {grid.tokens()});
    Places places = new Places(window);
    int size = window.size();
    int[] tops = starts(grid.rows(), size);
    int[] lefts = starts(grid.columns(), size);
    float[] bits = new float[grid.rows() * grid.columns()];
    for (int top : distinct(tops)) {
      for (int left : distinct(lefts)) {
        long[] ids = sequences.whole(0, new Run(top, left, List.of(), 0));
        float[] logits = transformer.logits(new HostTensor.Longs(ids, 1, ids.length)).floats();
        int vocabulary = logits.length / ids.length;
        for (int row = top; row < top + size; row++) {
          for (int column = left; column < left + size; column++) {
            if (tops[row] == top && lefts[column] == left) {
              int place = sequences.before - 1 + places.of(row - top, column - left);
              bits[row * grid.columns() + column] =
                  TokenSampler.entropyBits(logits, place * vocabulary, limit);
            }
          }
        }
      }
    }
    return bits;
  }

  /** First row (or column) of the window that each one is seen through, about its middle. */
  private static int[] starts(int length, int size) {
    int step = Math.max(1, size / 4);
    int[] starts = new int[length];
    for (int i = 0; i < length; i++) {
      int middled = Math.max(0, i - size / 2) / step * step;
      starts[i] = Math.min(middled, length - size);
    }
    return starts;
  }

  private static int[] distinct(int[] values) {
    return Arrays.stream(values).distinct().toArray();
  }

  private double batch(Sequences sequences, List<Plan.Draw> batch, TokenGrid grid) {
    Plan.Draw last = batch.getLast();
    int longest = sequences.length(last.run(), last.cell());
    long[] ids = new long[batch.size() * longest];
    long[] lengths = new long[batch.size()];
    for (int i = 0; i < lengths.length; i++) {
      Plan.Draw d = batch.get(i);
      lengths[i] = sequences.length(d.run(), d.cell());
      sequences.put(0, d.run(), d.cell(), 0, (int) lengths[i], ids, i * longest);
    }
    float[] logits =
        transformer.prefill(
            new HostTensor.Longs(ids, lengths.length, longest), lengths, new long[0]);
    int vocabulary = logits.length / lengths.length;
    double sum = 0;
    for (int i = 0; i < lengths.length; i++) {
      float[] own = Arrays.copyOfRange(logits, i * vocabulary, (i + 1) * vocabulary);
      int cell = batch.get(i).cell();
      sum +=
          TokenSampler.logProbability(own, grid.at(cell / grid.columns(), cell % grid.columns()));
    }
    return sum;
  }
}
