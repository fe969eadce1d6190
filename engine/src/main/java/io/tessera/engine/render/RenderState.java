package io.tessera.engine.render;

import io.tessera.engine.model.TokenGrid;
import java.util.Arrays;

/**
 * A render between two steps: enough to go on later, in this process or another, with the same
 * result.
 *
 * @param tokens what is sampled so far; the rest is {@link TokenGrid#UNKNOWN}
 * @param logProbabilities one per cell, natural logarithm; 0 where nothing is sampled
 */
public record RenderState(RenderRequest request, TokenGrid tokens, float[] logProbabilities) {
  public RenderState {
    logProbabilities = logProbabilities.clone();
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
        && Arrays.equals(s.logProbabilities, logProbabilities);
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
