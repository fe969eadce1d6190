package io.tessera.engine.model;

import io.tessera.engine.checkpoint.CondStageConfig;
import io.tessera.engine.checkpoint.ModelConfig;
import io.tessera.engine.checkpoint.Net2NetConfig;

/**
 * What a model makes its pictures from.
 *
 * @param choices labels of a layout, or classes; 0 for other kinds
 * @param cell side of a token's cell in pixels
 */
public record ModelInput(Kind kind, int choices, int cell) {
  /** Kinds of conditions. */
  public enum Kind {
    LAYOUT,
    DEPTH,
    /** Figures. */
    POSE,
    CLASS,
    /** Nothing that a user would have to give. */
    NONE,
    /** Bounding boxes. */
    BOXES,
    /** The model makes no pictures by itself: a first stage alone, or a transformer alone. */
    NOT_A_GENERATOR
  }

  public static ModelInput of(ModelConfig config) {
    if (!(config instanceof Net2NetConfig c)) {
      return new ModelInput(Kind.NOT_A_GENERATOR, 0, 16);
    }
    int cell = c.firstStage().factor();
    return switch (c.condStage()) {
      case CondStageConfig.Encoded e ->
          switch (e.firstStage().modality()) {
            case LAYOUT -> new ModelInput(Kind.LAYOUT, e.firstStage().labels(), cell);
            case POSE -> new ModelInput(Kind.POSE, 0, cell);
            case DEPTH, IMAGE -> new ModelInput(Kind.DEPTH, 0, cell);
          };
      case CondStageConfig.ClassLabel l -> new ModelInput(Kind.CLASS, l.nClasses(), cell);
      case CondStageConfig.StartToken s -> new ModelInput(Kind.NONE, 0, cell);
      case CondStageConfig.Coordinates k -> new ModelInput(Kind.NONE, 0, cell);
      case CondStageConfig.BoundingBoxes b -> new ModelInput(Kind.BOXES, 0, cell);
    };
  }
}
