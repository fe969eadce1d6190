package io.tessera.engine.render;

import io.tessera.api.Alternatives;
import io.tessera.api.RenderRequest;
import io.tessera.api.RenderState;
import io.tessera.api.TokenGrid;
import io.tessera.engine.model.ConditionTokens;
import io.tessera.engine.model.Conditioner;
import io.tessera.engine.model.ModelBundle;
import io.tessera.engine.sampling.Likelihood;
import org.jspecify.annotations.Nullable;

/**
 * What a model thinks of the tokens of pictures that it has made. Remembers the condition of the
 * picture that was asked about last: encoding it takes longer than the answer about a cell. On the
 * engine's thread.
 */
public final class Inspection {
  private final ModelBundle model;
  private final Likelihood likelihood;
  private @Nullable Known known;

  /** The condition of a request, for a grid of that size. */
  private record Known(RenderRequest request, int rows, int columns, ConditionTokens tokens) {}

  public Inspection(ModelBundle model) {
    this.model = model;
    this.likelihood = new Likelihood(model.transformer());
  }

  /** The model that is asked. */
  public ModelBundle model() {
    return model;
  }

  /**
   * What else the model thought of for a cell.
   *
   * @param state tokens before the cell in its window must be known
   * @param most choices that are told
   */
  public Alternatives alternatives(RenderState state, int row, int column, int most) {
    TokenGrid grid = state.tokens();
    float[] logits = likelihood.logits(condition(state), grid, row * grid.columns() + column);
    return Alternatives.of(
        logits, model.firstStage().codebook().tokens(), grid.at(row, column), most);
  }

  /**
   * How undecided the model is about every cell, in bits, row-major.
   *
   * @param state all of its tokens must be known
   */
  public float[] entropies(RenderState state) {
    return likelihood.entropies(
        condition(state), state.tokens(), model.firstStage().codebook().tokens());
  }

  private ConditionTokens condition(RenderState state) {
    RenderRequest r = state.request();
    model.firstStage().codebook().check(state.tokens());
    int rows = state.tokens().rows();
    int columns = state.tokens().columns();
    Known k = known;
    if (k == null || !k.request.equals(r) || k.rows != rows || k.columns != columns) {
      ConditionTokens tokens =
          new Conditioner(model).tokens(r.condition(), r.tags(), r.seed(), rows, columns);
      k = new Known(r, rows, columns, tokens);
      known = k;
    }
    return k.tokens;
  }
}
