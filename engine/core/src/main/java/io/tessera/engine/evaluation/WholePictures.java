package io.tessera.engine.evaluation;

import io.tessera.api.SamplingConfig;
import io.tessera.api.Schedule;
import io.tessera.api.TokenGrid;
import io.tessera.engine.model.ConditionTokens;
import io.tessera.engine.model.ModelBundle;
import io.tessera.engine.sampling.Picture;
import io.tessera.engine.sampling.Planner;
import io.tessera.engine.sampling.Sampler;
import java.util.List;

/** Renders of pictures that are larger than the window. */
final class WholePictures {
  private WholePictures() {}

  /** The tokens of a picture of so many cells. */
  static TokenGrid sample(
      ModelBundle model,
      Schedule schedule,
      ConditionTokens condition,
      SamplingConfig how,
      int rows,
      int columns,
      long seed) {
    Sampler sampler =
        new Sampler(
            model.transformer(),
            Conditions.drawing(model, how, rows, columns),
            Planner.plan(Sampler.window(model.transformer(), condition, rows, columns), schedule),
            List.of(new Picture(condition, TokenGrid.unknown(rows, columns), seed, 0)));
    while (sampler.remaining() > 0) {
      sampler.next();
    }
    return sampler.grid(0);
  }
}
