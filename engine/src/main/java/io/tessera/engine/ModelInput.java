package io.tessera.engine;

import io.tessera.engine.checkpoint.CondStageConfig;
import io.tessera.engine.checkpoint.ModelConfig;
import io.tessera.engine.checkpoint.Net2NetConfig;
import io.tessera.engine.checkpoint.SamplingConfig;
import io.tessera.engine.checkpoint.TagConfig;
import io.tessera.engine.sampling.SlidingWindow;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a model makes its pictures from.
 *
 * @param choices labels of a layout, or classes, also of boxes; 0 for other kinds
 * @param cell side of a token's cell in pixels
 * @param window side of the attention window in cells; 0 where there is no transformer
 * @param sampling what the model suggests
 * @param texture whether it has learned how much texture its pictures have
 * @param words that stand before the rest of its condition
 */
public record ModelInput(
    Kind kind,
    int choices,
    int cell,
    int window,
    SamplingConfig sampling,
    boolean texture,
    List<TagConfig> words) {
  public ModelInput {
    words = List.copyOf(words);
  }

  /**
   * What the model suggests for one picture.
   *
   * @param tags words that the user chose, by their names; for others the seed may choose
   */
  public SamplingConfig sampling(Map<String, String> tags, long seed) {
    return sampling.told(
        words.stream()
            .map(word -> word.choice(Optional.ofNullable(tags.get(word.name())), seed))
            .toList());
  }

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
      return new ModelInput(Kind.NOT_A_GENERATOR, 0, 16, 0, SamplingConfig.PLAIN, false, List.of());
    }
    return switch (c.condStage()) {
      case CondStageConfig.Encoded e ->
          switch (e.firstStage().modality()) {
            case LAYOUT -> of(c, Kind.LAYOUT, e.firstStage().labels(), 0, true);
            case POSE -> of(c, Kind.POSE, 0, 0, true);
            case DEPTH, IMAGE -> of(c, Kind.DEPTH, 0, 0, true);
          };
      case CondStageConfig.ClassLabel l -> of(c, Kind.CLASS, l.nClasses(), 1, false);
      case CondStageConfig.StartToken s -> of(c, Kind.NONE, 0, 1, false);
      case CondStageConfig.Coordinates k -> of(c, Kind.NONE, 0, 0, true);
      case CondStageConfig.BoundingBoxes b -> {
        int cell = c.firstStage().factor();
        yield new ModelInput(
            Kind.BOXES,
            c.transformer().vocabSize() - 1,
            cell,
            c.firstStage().dd().resolution() / cell,
            c.sampling(),
            c.firstStage().dd().drawsOver(),
            c.tags());
      }
    };
  }

  /**
   * @param tokens condition tokens before the window's beside the words
   * @param grid whether there is a condition token for every cell
   */
  private static ModelInput of(Net2NetConfig c, Kind kind, int choices, int tokens, boolean grid) {
    int before = c.tags().size() + tokens;
    return new ModelInput(
        kind,
        choices,
        c.firstStage().factor(),
        SlidingWindow.largest(c.transformer().blockSize(), before, grid),
        c.sampling(),
        c.firstStage().dd().drawsOver(),
        c.tags());
  }
}
