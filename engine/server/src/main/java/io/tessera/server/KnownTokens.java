package io.tessera.server;

import io.tessera.api.RenderRequest;
import io.tessera.api.RenderState;
import io.tessera.api.SampledToken;
import io.tessera.api.TokenGrid;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What this side knows of a render elsewhere: enough to go on if the other side is lost. From any
 * thread.
 */
final class KnownTokens {
  private final RenderRequest request;
  private @Nullable RenderState from;
  private int[] tokens = {};
  private float[] logs = {};
  private int sampled;

  /**
   * @param from what the render began with, if it did not begin with nothing
   */
  KnownTokens(RenderRequest request, @Nullable RenderState from) {
    this.request = request;
    if (from != null) {
      begin(from);
    }
  }

  private void begin(RenderState state) {
    from = state;
    tokens = state.tokens().tokens();
    logs = state.logProbabilities();
  }

  /** The size of the grid is known. */
  synchronized void started(int rows, int columns) {
    if (from == null) {
      begin(RenderState.fresh(request, rows, columns));
    }
  }

  /**
   * Tokens that were drawn. One that is drawn again, by a sweep over a completed hole, stays as it
   * was: whoever goes on from here does all sweeps again.
   */
  synchronized void add(List<SampledToken> drawn) {
    if (from == null) {
      return;
    }
    for (SampledToken t : drawn) {
      int cell = t.row() * from.tokens().columns() + t.column();
      if (tokens[cell] == TokenGrid.UNKNOWN) {
        tokens[cell] = t.token();
        sampled++;
      }
      logs[cell] = t.logProbability();
    }
  }

  /** The render has ended with these. */
  synchronized void done(TokenGrid grid) {
    tokens = grid.tokens();
  }

  /** How many tokens were drawn so far. */
  synchronized int sampled() {
    return sampled;
  }

  /** A state to go on from; null before the size of the grid is known. */
  synchronized @Nullable RenderState state() {
    return from == null
        ? null
        : new RenderState(
            request,
            new TokenGrid(from.tokens().rows(), from.tokens().columns(), tokens),
            logs,
            from.cells());
  }
}
