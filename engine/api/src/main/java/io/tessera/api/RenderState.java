package io.tessera.api;

import java.util.Arrays;
import java.util.BitSet;

/**
 * A render between two steps: enough to go on later, in this process or another, with the same
 * result.
 *
 * @param tokens what is sampled so far; the rest is {@link TokenGrid#UNKNOWN}
 * @param logProbabilities one per cell, natural logarithm; 0 where nothing is sampled
 * @param cells what this render samples, or has sampled, row-major; all others are given
 */
public record RenderState(
    RenderRequest request, TokenGrid tokens, float[] logProbabilities, BitSet cells) {
  public RenderState {
    logProbabilities = logProbabilities.clone();
    cells = (BitSet) cells.clone();
  }

  /** Nothing is sampled yet. */
  public static RenderState fresh(RenderRequest request, int rows, int columns) {
    BitSet all = new BitSet();
    all.set(0, rows * columns);
    return new RenderState(
        request, TokenGrid.unknown(rows, columns), new float[rows * columns], all);
  }

  @Override
  public BitSet cells() {
    return (BitSet) cells.clone();
  }

  @Override
  public float[] logProbabilities() {
    return logProbabilities.clone();
  }

  /** Cells that are still open. */
  public int remaining() {
    return (int) Arrays.stream(tokens.tokens()).filter(t -> t == TokenGrid.UNKNOWN).count();
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof RenderState s
        && s.request.equals(request)
        && s.tokens.equals(tokens)
        && Arrays.equals(s.logProbabilities, logProbabilities)
        && s.cells.equals(cells);
  }

  @Override
  public int hashCode() {
    return tokens.hashCode();
  }

  @Override
  public String toString() {
    return "RenderState of " + request.model() + ", " + remaining() + " cells open";
  }
}
