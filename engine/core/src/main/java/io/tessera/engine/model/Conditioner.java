package io.tessera.engine.model;

import io.tessera.api.Condition;
import io.tessera.api.ConditionKind;
import io.tessera.api.SceneObject;
import io.tessera.api.TagConfig;
import io.tessera.api.TileProgress;
import io.tessera.api.TokenGrid;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.PoseRaster;
import io.tessera.engine.checkpoint.CondStageConfig;
import io.tessera.engine.checkpoint.Net2NetConfig;
import io.tessera.engine.torch.HostTensor;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Turns a condition into the tokens that stand before a picture's own. */
public final class Conditioner {
  private final ModelBundle model;
  private final TileProgress progress;

  public Conditioner(ModelBundle model) {
    this(model, TileProgress.NONE);
  }

  /**
   * @param progress told while a condition is encoded
   */
  public Conditioner(ModelBundle model, TileProgress progress) {
    this.model = model;
    this.progress = progress;
  }

  /**
   * The condition of a picture, with the words before it.
   *
   * @param tags chosen values by name; the seed, or the model's first value, stands in for what is
   *     missing
   * @throws InputException as {@link #tokens(Condition, int, int)}, or if the model lacks a tag or
   *     its value
   */
  public ConditionTokens tokens(
      Condition condition, Map<String, String> tags, long seed, int rows, int columns) {
    List<TagConfig> known = model.config() instanceof Net2NetConfig c ? c.tags() : List.of();
    for (String name : tags.keySet()) {
      if (known.stream().noneMatch(tag -> tag.name().equals(name))) {
        throw new InputException("the model '" + name() + "' knows no " + name);
      }
    }
    int[] words =
        known.stream()
            .mapToInt(tag -> tag.token(tag.choice(Optional.ofNullable(tags.get(tag.name())), seed)))
            .toArray();
    return tokens(condition, rows, columns).after(words);
  }

  /**
   * The same with everything left to the model, as guidance needs it: one token in every cell, so
   * that all windows see the same.
   *
   * @throws InputException if the model was not trained with open conditions
   */
  public ConditionTokens open(int rows, int columns) {
    OptionalInt token = openToken();
    if (!(model.config() instanceof Net2NetConfig config)
        || config.tags().isEmpty()
        || token.isEmpty()) {
      throw new InputException(
          "the model '"
              + name()
              + "' was not trained to do without its condition, so there is no guidance; leave it at 1");
    }
    int[] words = config.tags().stream().mapToInt(TagConfig::any).toArray();
    return ConditionTokens.grid(TokenGrid.filled(rows, columns, token.getAsInt())).after(words);
  }

  /**
   * The condition of a picture of {@code rows} × {@code columns} tokens.
   *
   * @throws InputException if the model takes another kind of condition, or a label or class that
   *     it does not know
   */
  public ConditionTokens tokens(Condition condition, int rows, int columns) {
    if (!(model.config() instanceof Net2NetConfig config)) {
      return ConditionTokens.prefix(new int[0]);
    }
    return switch (config.condStage()) {
      case CondStageConfig.Encoded stage -> encoded(condition, rows, columns);
      case CondStageConfig.ClassLabel stage -> classLabel(condition, stage.nClasses());
      case CondStageConfig.StartToken stage -> ConditionTokens.prefix(stage.token());
      case CondStageConfig.Coordinates stage ->
          ConditionTokens.grid(
              Coordinates.tokens(
                  Coordinates.picture(columns * stage.downFactor(), rows * stage.downFactor()),
                  columns * stage.downFactor(),
                  rows * stage.downFactor(),
                  stage.nEmbed(),
                  stage.downFactor()));
      case CondStageConfig.BoundingBoxes stage -> objects(config, condition, rows, columns);
    };
  }

  /** The boxes speak of a whole picture, so it has to be one window. */
  private ConditionTokens objects(
      Net2NetConfig config, Condition condition, int rows, int columns) {
    if (!(condition instanceof Condition.Objects given)) {
      throw new InputException("the model '" + name() + "' needs objects with boxes");
    }
    int pixels = config.firstStage().dd().resolution();
    int side = pixels / config.firstStage().factor();
    if (rows != side || columns != side) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "the model '%s' makes pictures of %d × %d pixels alone: its boxes speak of one window",
              name(),
              pixels,
              pixels));
    }
    if (config.condStageKey().contains("center")) {
      throw new InputException(
          "the model '" + name() + "' is told middles of objects, which is not supported");
    }
    int vocabulary = config.transformer().vocabSize();
    int room = config.transformer().blockSize() - side * side;
    boolean crop = room % 3 == 2;
    ObjectTokens tokens = new ObjectTokens(room / 3, vocabulary, 0, false, crop);
    if (given.objects().size() > tokens.most()) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "the model '%s' is told of %d objects at most, not %d",
              name(),
              tokens.most(),
              given.objects().size()));
    }
    for (SceneObject o : given.objects()) {
      if (o.category() < 0 || o.category() >= vocabulary - 1) {
        throw new InputException(
            String.format(
                Locale.ROOT,
                "the class %d of an object is not one of 0 to %d",
                o.category(),
                vocabulary - 2));
      }
    }
    return ConditionTokens.prefix(tokens.of(given.objects()));
  }

  private ConditionTokens encoded(Condition condition, int rows, int columns) {
    if (condition instanceof Condition.None) {
      OptionalInt token = openToken();
      if (token.isPresent()) {
        return ConditionTokens.grid(TokenGrid.filled(rows, columns, token.getAsInt()));
      }
    }
    return switch (stage().config().encodes()) {
      case LAYOUT -> layout(condition, rows, columns);
      case POSE -> figures(condition, rows, columns);
      default -> plane(condition, rows, columns);
    };
  }

  /**
   * What stands in a cell about which nothing is said; empty where the model never learned that.
   */
  private OptionalInt openToken() {
    if (!(model.config() instanceof Net2NetConfig config)) {
      return OptionalInt.empty();
    }
    boolean unlabelled =
        model.condStage().map(stage -> stage.config().unlabelled().isPresent()).orElse(false);
    return config.openToken().isEmpty() && unlabelled
        ? OptionalInt.of(stage().openToken())
        : config.openToken();
  }

  private ConditionTokens figures(Condition condition, int rows, int columns) {
    if (!(condition instanceof Condition.Figures figures)) {
      throw new InputException("the model '" + name() + "' needs figures (poses)");
    }
    int width = columns * stage().factor();
    int height = rows * stage().factor();
    float byX = (float) width / figures.width();
    float byY = (float) height / figures.height();
    LabelMap map =
        PoseRaster.draw(
            figures.poses().stream().map(p -> p.scaled(byX, byY)).toList(), width, height);
    return ConditionTokens.grid(encoded(map, rows, columns));
  }

  private ConditionTokens layout(Condition condition, int rows, int columns) {
    if (!(condition instanceof Condition.Layout layout)) {
      throw new InputException("the model '" + name() + "' needs a layout (a label map)");
    }
    FirstStage stage = stage();
    int labels = stage.config().labels();
    LabelMap map = layout.map().resized(columns * stage.factor(), rows * stage.factor());
    byte[] known = map.labels().clone();
    for (int i = 0; i < known.length; i++) {
      int label = known[i] & 0xff;
      if (label == LabelMap.UNLABELLED && stage.config().unlabelled().isPresent()) {
        known[i] = (byte) stage.config().unlabelled().getAsInt();
      } else if (label >= labels) {
        throw new InputException(
            String.format(
                Locale.ROOT,
                "the layout has the label %d at (%d, %d); the model '%s' knows 0 to %d: say what it means with --labels, such as {\"%d\": 0}",
                label,
                i % map.width(),
                i / map.width(),
                name(),
                labels - 1,
                label));
      }
    }
    return ConditionTokens.grid(
        encoded(new LabelMap(map.width(), map.height(), known), rows, columns));
  }

  private TokenGrid encoded(LabelMap map, int rows, int columns) {
    FirstStage stage = stage();
    return Tiling.tokens(
        stage,
        rows,
        columns,
        (x, y, w, h) ->
            stage.encodeLabels(new HostTensor.Bytes(map.crop(x, y, w, h).labels(), 1, h, w)),
        progress);
  }

  private ConditionTokens plane(Condition condition, int rows, int columns) {
    FirstStage stage = stage();
    ConditionKind kind = stage.config().encodes();
    if (!(condition instanceof Condition.Plane plane)
        || kind.form() == ConditionKind.Form.PLANE && plane.kind() != kind) {
      throw new InputException(
          "the model '"
              + name()
              + "' needs "
              + stage.config().imageKey()
              + ", a number in every pixel");
    }
    int width = columns * stage.factor();
    int height = rows * stage.factor();
    float[] map = plane.kind().plane().signal(plane.map(), width, height);
    return ConditionTokens.grid(
        Tiling.tokens(
            stage,
            rows,
            columns,
            (x, y, w, h) ->
                stage.encode(new HostTensor.Floats(cut(map, width, x, y, w, h), 1, 1, h, w)),
            progress));
  }

  private static float[] cut(float[] map, int width, int x, int y, int w, int h) {
    float[] out = new float[w * h];
    for (int row = 0; row < h; row++) {
      System.arraycopy(map, (y + row) * width + x, out, row * w, w);
    }
    return out;
  }

  private ConditionTokens classLabel(Condition condition, int classes) {
    if (!(condition instanceof Condition.ClassLabel label)) {
      throw new InputException("the model '" + name() + "' needs a class, 0 to " + (classes - 1));
    }
    if (label.number() < 0 || label.number() >= classes) {
      throw new InputException("class " + label.number() + " is not one of 0 to " + (classes - 1));
    }
    return ConditionTokens.prefix(label.number());
  }

  private FirstStage stage() {
    return model.condStage().orElseThrow();
  }

  private String name() {
    return model.folder().name();
  }
}
