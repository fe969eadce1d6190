package io.tessera.engine;

import io.tessera.api.ConditionKind;
import io.tessera.api.ModelInput;
import io.tessera.api.SamplingConfig;
import io.tessera.api.SlidingWindow;
import io.tessera.engine.checkpoint.CondStageConfig;
import io.tessera.engine.checkpoint.ModelConfig;
import io.tessera.engine.checkpoint.Net2NetConfig;
import java.util.List;

/** What a configuration says of the conditions that a model takes. */
public final class ModelInputs {
  private ModelInputs() {}

  public static ModelInput of(ModelConfig config) {
    if (!(config instanceof Net2NetConfig c)) {
      return new ModelInput(
          ConditionKind.NOT_A_GENERATOR,
          0,
          16,
          0,
          SamplingConfig.PLAIN,
          false,
          List.of(),
          List.of());
    }
    return switch (c.condStage()) {
      case CondStageConfig.Encoded e -> {
        ConditionKind kind = e.firstStage().encodes();
        yield of(
            c,
            kind == ConditionKind.NONE ? ConditionKind.DEPTH : kind,
            kind == ConditionKind.LAYOUT ? e.firstStage().labels() : 0,
            0,
            true);
      }
      case CondStageConfig.ClassLabel l -> of(c, ConditionKind.CLASS, l.nClasses(), 1, false);
      case CondStageConfig.StartToken s -> of(c, ConditionKind.NONE, 0, 1, false);
      case CondStageConfig.Coordinates k -> of(c, ConditionKind.NONE, 0, 0, true);
      case CondStageConfig.BoundingBoxes b -> {
        int cell = c.firstStage().factor();
        yield new ModelInput(
            ConditionKind.BOXES,
            c.transformer().vocabSize() - 1,
            cell,
            c.firstStage().dd().resolution() / cell,
            c.sampling(),
            c.firstStage().dd().drawsOver(),
            List.of(),
            c.tags());
      }
    };
  }

  /**
   * @param tokens condition tokens before the window's beside the words
   * @param grid whether there is a condition token for every cell
   */
  private static ModelInput of(
      Net2NetConfig c, ConditionKind kind, int choices, int tokens, boolean grid) {
    int before = c.tags().size() + tokens;
    return new ModelInput(
        kind,
        choices,
        c.firstStage().factor(),
        SlidingWindow.largest(c.transformer().blockSize(), before, grid),
        c.sampling(),
        c.firstStage().dd().drawsOver(),
        List.of(),
        c.tags());
  }
}
