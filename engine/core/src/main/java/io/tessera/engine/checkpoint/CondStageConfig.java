package io.tessera.engine.checkpoint;

/** What the transformer is told: how a condition becomes tokens in front of the picture's. */
public sealed interface CondStageConfig {
  /**
   * A layout or depth map, encoded by a first stage of its own (or the model's own: {@code
   * __is_first_stage__}).
   */
  record Encoded(FirstStageConfig firstStage, boolean sharedWithFirstStage)
      implements CondStageConfig {}

  /** One class token: {@code taming.modules.util.Labelator}. */
  record ClassLabel(int nClasses) implements CondStageConfig {}

  /** One fixed token: {@code SOSProvider}, or {@code __is_unconditional__}. */
  record StartToken(int token) implements CondStageConfig {}

  /** Place in the picture: {@code taming.modules.misc.coord.CoordStage}. */
  record Coordinates(int nEmbed, int downFactor) implements CondStageConfig {}

  /** Bounding boxes made into tokens by the data set: {@code DummyCondStage}. */
  record BoundingBoxes() implements CondStageConfig {}

  static CondStageConfig of(ConfigNode n, int sosToken, FirstStageConfig firstStage) {
    if (n.isText("__is_unconditional__")) {
      return new StartToken(sosToken);
    }
    if (n.isText("__is_first_stage__")) {
      return new Encoded(firstStage, true);
    }
    String target = n.get("target").text();
    ConfigNode p = n.get("params");
    return switch (target) {
      case "taming.modules.util.Labelator" -> new ClassLabel(p.get("n_classes").positive());
      case "taming.modules.util.SOSProvider" -> new StartToken(p.get("sos_token").integer());
      case "taming.modules.misc.coord.CoordStage" ->
          new Coordinates(p.get("n_embed").positive(), p.get("down_factor").positive());
      case "taming.models.dummy_cond_stage.DummyCondStage" -> new BoundingBoxes();
      default -> {
        if (FirstStageConfig.isTarget(target)) {
          yield new Encoded(FirstStageConfig.of(target, p), false);
        }
        throw n.get("target").fault("names the unknown condition stage '" + target + "'");
      }
    };
  }
}
