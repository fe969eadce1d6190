package io.tessera.engine.sampling;

import io.tessera.engine.fault.InputException;
import io.tessera.engine.model.ConditionTokens;
import io.tessera.engine.model.TokenGrid;
import io.tessera.engine.model.Transformer;
import io.tessera.engine.torch.HostTensor;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;

/**
 * Fills a token grid cell by cell in raster order with a sliding attention window (section 3.3).
 * Knows token grids, not pixels. Each {@link #next} samples one cell, so the caller may stop, wait
 * or save between any two.
 */
public final class Sampler {
  private final Transformer transformer;
  private final ConditionTokens condition;
  private final Optional<Guidance> guidance;
  private final SlidingWindow window;
  private final TokenSampler tokenSampler;
  private final Schedule schedule;
  private final long seed;
  private final int candidate;
  private final int[] tokens;
  private final BitSet open;
  private final int limit;

  private long[] kept = new long[0];
  private float[] logits = new float[0];

  /**
   * @param guidance how far to go beyond the condition, if at all
   * @param known the grid to start from; cells that are {@link TokenGrid#UNKNOWN} are sampled
   * @param limit tokens at or above this are never drawn (entries of the codebook)
   * @throws InputException if the grid is smaller than the transformer's window
   */
  public Sampler(
      Transformer transformer,
      ConditionTokens condition,
      Optional<Guidance> guidance,
      TokenGrid known,
      TokenSampler tokenSampler,
      Schedule schedule,
      long seed,
      int candidate,
      int limit) {
    this(
        transformer,
        condition,
        guidance,
        known,
        unknownCells(known),
        tokenSampler,
        schedule,
        seed,
        candidate,
        limit);
  }

  /**
   * As above with the cells to sample given, so that known cells may be sampled anew.
   *
   * @param cells row-major indices
   */
  public Sampler(
      Transformer transformer,
      ConditionTokens condition,
      Optional<Guidance> guidance,
      TokenGrid known,
      BitSet cells,
      TokenSampler tokenSampler,
      Schedule schedule,
      long seed,
      int candidate,
      int limit) {
    int block = transformer.config().blockSize();
    int size =
        SlidingWindow.largest(block, condition.prefix().length, condition.grid().isPresent());
    if (known.rows() < size || known.columns() < size) {
      throw new InputException(
          "the picture has only %d × %d tokens; this model's window needs at least %d × %d"
              .formatted(known.columns(), known.rows(), size, size));
    }
    condition
        .grid()
        .filter(g -> g.rows() != known.rows() || g.columns() != known.columns())
        .ifPresent(
            g -> {
              throw new IllegalArgumentException("condition " + g + " for a picture of " + known);
            });
    this.transformer = transformer;
    this.condition = condition;
    this.guidance = guidance;
    this.window = new SlidingWindow(known.rows(), known.columns(), size);
    this.tokenSampler = tokenSampler;
    this.schedule = schedule;
    this.seed = seed;
    this.candidate = candidate;
    this.tokens = known.tokens();
    this.open = (BitSet) cells.clone();
    this.limit = limit;
  }

  private static BitSet unknownCells(TokenGrid grid) {
    BitSet cells = new BitSet();
    int[] tokens = grid.tokens();
    for (int i = 0; i < tokens.length; i++) {
      if (tokens[i] == TokenGrid.UNKNOWN) {
        cells.set(i);
      }
    }
    return cells;
  }

  /** Cells still to be sampled. */
  public int remaining() {
    return open.cardinality();
  }

  public SlidingWindow window() {
    return window;
  }

  /** The grid as it is now. */
  public TokenGrid grid() {
    return new TokenGrid(window.rows(), window.columns(), tokens);
  }

  /** Logits that the last token was drawn from, one per token of the transformer's vocabulary. */
  public float[] lastLogits() {
    return logits.clone();
  }

  /** Samples the next open cell. */
  public SampledToken next() {
    int cell = open.nextSetBit(0);
    if (cell < 0) {
      throw new IllegalStateException("every cell is sampled");
    }
    int row = cell / window.columns();
    int column = cell % window.columns();
    float[] told =
        schedule == Schedule.REFERENCE ? wholeWindow(row, column) : prefixOnly(row, column);
    // The likelihood that is reported is the model's own, with the condition; guidance draws from
    // another distribution.
    float[] own = guidance.isPresent() ? Arrays.copyOf(told, told.length / 2) : told;
    logits = guidance.isPresent() ? guidance.get().apply(told) : told;
    float[] allowed = logits.length > limit ? Arrays.copyOf(logits, limit) : logits;
    int token = tokenSampler.draw(allowed, CounterRandom.uniform(seed, row, column, candidate));
    tokens[cell] = token;
    open.clear(cell);
    return new SampledToken(row, column, token, TokenSampler.logProbability(own, token));
  }

  private float[] wholeWindow(int row, int column) {
    int cells = window.size() * window.size();
    long[] ids = sequences(row, column, cells - 1);
    int position = condition.length(window.size()) - 1 + window.placeInWindow(row, column);
    return transformer.logitsAt(batch(ids), position);
  }

  private HostTensor.Longs batch(long[] ids) {
    int sequences = guidance.isPresent() ? 2 : 1;
    return new HostTensor.Longs(ids, sequences, ids.length / sequences);
  }

  private float[] prefixOnly(int row, int column) {
    long[] ids = sequences(row, column, window.placeInWindow(row, column));
    int length = (int) batch(ids).shape()[1];
    // Keys and values depend only on what stands before them, so whatever two sequences share need
    // not be computed
    // again: all but one token while the window stands still.
    int shared = Math.min(commonPrefix(kept, ids, length), length - 1);
    boolean reuse = shared > 0 && shared >= transformer.config().nUnmasked();
    float[] out =
        reuse
            ? transformer.step(tail(ids, length, shared), shared)
            : transformer.prefill(batch(ids));
    kept = ids;
    return out;
  }

  /** What each sequence has behind its first {@code shared} tokens. */
  private static HostTensor.Longs tail(long[] ids, int length, int shared) {
    int rest = length - shared;
    int sequences = ids.length / length;
    long[] out = new long[sequences * rest];
    for (int n = 0; n < sequences; n++) {
      System.arraycopy(ids, n * length + shared, out, n * rest, rest);
    }
    return new HostTensor.Longs(out, sequences, rest);
  }

  /** Tokens that all sequences have in common with those before, counted from their start. */
  private static int commonPrefix(long[] before, long[] ids, int length) {
    int sequences = ids.length / length;
    int old = before.length / sequences;
    int common = Math.min(old, length);
    for (int n = 0; n < sequences && common > 0; n++) {
      int mismatch =
          Arrays.mismatch(before, n * old, n * old + common, ids, n * length, n * length + common);
      common = mismatch < 0 ? common : mismatch;
    }
    return common;
  }

  /** The sequence with the condition and, for guidance, the one without, one after the other. */
  private long[] sequences(int row, int column, int count) {
    long[] with = sequence(condition, row, column, count);
    if (guidance.isEmpty()) {
      return with;
    }
    long[] without = sequence(guidance.get().without(), row, column, count);
    long[] both = Arrays.copyOf(with, 2 * with.length);
    System.arraycopy(without, 0, both, with.length, without.length);
    return both;
  }

  /**
   * Condition and the first {@code count} picture tokens of the window around a cell; unknown ones
   * read as 0.
   */
  private long[] sequence(ConditionTokens condition, int row, int column, int count) {
    int size = window.size();
    int top = window.startRow(row);
    int left = window.startColumn(column);
    int[] prefix = condition.prefix();
    int before = condition.length(size);
    long[] ids = new long[before + count];
    for (int i = 0; i < prefix.length; i++) {
      ids[i] = prefix[i];
    }
    if (condition.grid().isPresent()) {
      TokenGrid grid = condition.grid().get();
      for (int i = 0; i < size * size; i++) {
        ids[prefix.length + i] = grid.at(top + i / size, left + i % size);
      }
    }
    for (int i = 0; i < count; i++) {
      ids[before + i] = Math.max(0, tokens[(top + i / size) * window.columns() + left + i % size]);
    }
    return ids;
  }
}
