package io.tessera.app.tokens;

import io.tessera.api.Engine;
import io.tessera.api.RenderState;
import io.tessera.api.SlidingWindow;
import io.tessera.api.TokenGrid;
import io.tessera.app.export.Growth;
import io.tessera.app.export.SamplingClip;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How a finished picture was sampled, for showing it to others. */
public final class SamplingSteps {
  private static final int MOST = 80;

  private final Engine engine;

  public SamplingSteps(Engine engine) {
    this.engine = engine;
  }

  /**
   * Asks the model about cells all over a picture, which takes seconds; not on the FX thread.
   *
   * @param state all of its tokens must be known
   */
  public SamplingClip clip(RenderState state, Growth growth) {
    TokenGrid tokens = state.tokens();
    String model = state.request().model();
    int cells = tokens.rows() * tokens.columns();
    int steps = Math.min(MOST, cells);
    List<SamplingClip.Step> all = new ArrayList<>();
    for (int n = 0; n < steps; n++) {
      int cell = (int) ((long) n * cells / steps);
      int row = cell / tokens.columns();
      int column = cell % tokens.columns();
      all.add(
          new SamplingClip.Step(
              cell,
              tokens.at(row, column),
              engine.alternatives(state, row, column, SamplingClip.CHOICES).join()));
    }
    return new SamplingClip(
        growth, window(tokens, model), tokens.columns(), engine.patches(model).join(), all);
  }

  private Optional<SlidingWindow> window(TokenGrid tokens, String model) {
    int size = engine.input(model).window();
    return size > 0 && size <= Math.min(tokens.rows(), tokens.columns())
        ? Optional.of(new SlidingWindow(tokens.rows(), tokens.columns(), size))
        : Optional.empty();
  }
}
