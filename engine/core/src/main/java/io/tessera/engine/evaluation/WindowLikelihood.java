package io.tessera.engine.evaluation;

import io.tessera.api.SlidingWindow;
import io.tessera.api.TokenGrid;
import io.tessera.api.TokenSampler;
import io.tessera.engine.model.ConditionTokens;
import io.tessera.engine.model.Transformer;
import io.tessera.engine.sampling.Places;
import io.tessera.engine.torch.HostTensor;
import java.util.Arrays;
import java.util.List;

/** How likely the true tokens of windows are to a transformer. */
final class WindowLikelihood {
  private final Transformer transformer;

  WindowLikelihood(Transformer transformer) {
    this.transformer = transformer;
  }

  /**
   * Mean over all tokens of -log2 p, given the true tokens before each.
   *
   * @param conditions of square windows of one size
   * @param tokens true ones of the same windows
   */
  double bits(List<ConditionTokens> conditions, List<TokenGrid> tokens) {
    int side = tokens.getFirst().rows();
    Places places = new Places(new SlidingWindow(side, side, side, transformer.config().order()));
    double nats = 0;
    for (int n = 0; n < conditions.size(); n++) {
      nats += nats(conditions.get(n), tokens.get(n), places);
    }
    return nats / conditions.size() / (side * side) / Math.log(2);
  }

  private double nats(ConditionTokens c, TokenGrid grid, Places places) {
    int cells = grid.tokens().length;
    int[] z = new int[cells];
    Arrays.setAll(z, i -> grid.at(places.row(i), places.column(i)));
    int before = c.prefix().length + cells;
    long[] ids = new long[before + cells - 1];
    for (int i = 0; i < ids.length; i++) {
      ids[i] =
          i < c.prefix().length
              ? c.prefix()[i]
              : i < before ? c.grid().orElseThrow().tokens()[i - c.prefix().length] : z[i - before];
    }
    float[] logits = transformer.logits(new HostTensor.Longs(ids, 1, ids.length)).floats();
    int vocabulary = logits.length / ids.length;
    double nats = 0;
    for (int i = 0; i < cells; i++) {
      int from = (before - 1 + i) * vocabulary;
      float[] row = Arrays.copyOfRange(logits, from, from + vocabulary);
      nats -= TokenSampler.logProbability(row, z[i]);
    }
    return nats;
  }
}
