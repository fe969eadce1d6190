package io.tessera.engine.checkpoint;

/**
 * What a model is made of, read from a configuration in the original's schema: {@code model:
 * {target, params}}.
 */
public sealed interface ModelConfig
    permits FirstStageConfig, GptConfig, Net2NetConfig, SegmenterConfig {

  /**
   * Reads the {@code model} section.
   *
   * @throws io.tessera.api.fault.InputException if a target is unknown or a value makes no sense,
   *     naming file and key
   */
  static ModelConfig of(ConfigNode root) {
    if (DiffusersNames.isConfig(root)) {
      return of(DiffusersNames.original(root));
    }
    ConfigNode model = root.get("model").required();
    String target = model.get("target").text();
    ConfigNode params = model.get("params").required();
    return switch (target) {
      case Net2NetConfig.TARGET -> Net2NetConfig.of(params);
      case SegmenterConfig.TARGET -> SegmenterConfig.of(params);
      case GptConfig.TARGET -> GptConfig.of(target, params);
      default -> {
        if (FirstStageConfig.isTarget(target)) {
          yield FirstStageConfig.of(target, params);
        }
        throw model.get("target").fault("names the unknown model '" + target + "'");
      }
    };
  }
}
