package io.tessera.engine.sampling;

import io.tessera.api.SampledToken;
import io.tessera.api.Schedule;
import io.tessera.api.SlidingWindow;
import io.tessera.api.TokenGrid;
import io.tessera.api.TokenSampler;
import io.tessera.engine.model.ConditionTokens;
import io.tessera.engine.model.Transformer;
import io.tessera.engine.torch.HostTensor;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Draws cells again given what lies on all sides of them. The transformer alone sees what comes
 * before a cell in the order of rows; but the probability of a token given all others of its window
 * is proportional to that of the window with it, which is the product of what the transformer tells
 * of the cell and of every cell after it. So a cell is drawn by the likelihoods of the whole window
 * with each of a few candidates: its own token and those that the transformer finds likeliest there
 * (Gibbs sampling, restricted to these).
 */
public final class Refinement {
  /** Tokens that are weighed for a cell, its own among them. */
  static final int CANDIDATES = 6;

  private final Transformer transformer;
  private final SlidingWindow window;
  private final Places places;
  private final Sequences sequences;
  private final int[] tokens;
  private final int limit;

  /**
   * @param grid all of its tokens are known
   * @param limit tokens at or above this are never drawn
   */
  public Refinement(Transformer transformer, ConditionTokens condition, TokenGrid grid, int limit) {
    this.transformer = transformer;
    this.window = Sampler.window(transformer, condition, grid.rows(), grid.columns());
    this.places = new Places(window);
    this.tokens = grid.tokens();
    this.limit = limit;
    Plan plan = Planner.plan(window, Schedule.REFERENCE);
    this.sequences = new Sequences(plan, List.of(condition), new int[][] {tokens});
  }

  /** The grid as it is now. */
  public TokenGrid grid() {
    return new TokenGrid(window.rows(), window.columns(), tokens.clone());
  }

  /**
   * Draws one cell again.
   *
   * @param cell row-major
   * @param seed of the picture
   * @param sweep how many times the cell was drawn before; another draw each time
   */
  public SampledToken draw(int cell, long seed, int sweep) {
    int row = cell / window.columns();
    int column = cell % window.columns();
    Window w = new Window(row, column);
    int[] candidates = w.candidates();
    Scored scored = w.score(candidates);
    double max = Arrays.stream(scored.joint).max().orElseThrow();
    double[] weights = Arrays.stream(scored.joint).map(s -> Math.exp(s - max)).toArray();
    double left = CounterRandom.uniform(seed, row, column, sweep) * Arrays.stream(weights).sum();
    int chosen = 0;
    while (chosen < weights.length - 1 && left >= weights[chosen]) {
      left -= weights[chosen++];
    }
    tokens[cell] = candidates[chosen];
    return new SampledToken(0, row, column, candidates[chosen], (float) scored.own[chosen]);
  }

  /**
   * How likely the window around a cell is with each of some tokens there.
   *
   * @return natural logarithms, up to one constant
   */
  double[] joint(int cell, int[] candidates) {
    return new Window(cell / window.columns(), cell % window.columns()).score(candidates).joint;
  }

  /**
   * What the transformer tells of each candidate.
   *
   * @param own log p of the candidate given what comes before it
   * @param joint log p of the window from the cell on
   */
  private record Scored(double[] own, double[] joint) {}

  /** The window that a cell is seen through, and the cell's place in it. */
  private final class Window {
    private final int top;
    private final int left;
    private final int place;
    private final long[] ids;

    Window(int row, int column) {
      this.top = window.startRow(row);
      this.left = window.startColumn(column);
      this.place = places.of(row - top, column - left);
      this.ids = sequences.whole(0, new Run(top, left, List.of(), 0));
    }

    private int token(int p) {
      return tokens[(top + places.row(p)) * window.columns() + left + places.column(p)];
    }

    /** The cell's own token, then the likeliest others. */
    int[] candidates() {
      float[] logits =
          transformer.logitsAt(
              new HostTensor.Longs(ids, 1, ids.length), sequences.before - 1 + place);
      int own = token(place);
      return IntStream.concat(
              IntStream.of(own),
              IntStream.range(0, Math.min(limit, logits.length))
                  .filter(t -> t != own)
                  .boxed()
                  .sorted(Comparator.comparingDouble(t -> -logits[t]))
                  .limit(CANDIDATES - 1)
                  .mapToInt(t -> t))
          .toArray();
    }

    Scored score(int[] candidates) {
      int n = candidates.length;
      long[] batch = new long[n * ids.length];
      for (int k = 0; k < n; k++) {
        System.arraycopy(ids, 0, batch, k * ids.length, ids.length);
        if (sequences.before + place < ids.length) {
          batch[k * ids.length + sequences.before + place] = candidates[k];
        }
      }
      float[] logits = transformer.logits(new HostTensor.Longs(batch, n, ids.length)).floats();
      int vocabulary = logits.length / batch.length;
      double[] own = new double[n];
      double[] joint = new double[n];
      for (int k = 0; k < n; k++) {
        for (int p = place; p < window.size() * window.size(); p++) {
          int from = (k * ids.length + sequences.before - 1 + p) * vocabulary;
          int token = p == place ? candidates[k] : token(p);
          double log =
              TokenSampler.logProbability(
                  Arrays.copyOfRange(logits, from, from + vocabulary), token);
          joint[k] += log;
          own[k] = p == place ? log : own[k];
        }
      }
      return new Scored(own, joint);
    }
  }
}
