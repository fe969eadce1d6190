package io.tessera.engine.training;

import io.tessera.engine.checkpoint.ConfigNode;
import java.util.List;

/**
 * The {@code training} section of a configuration, as far as it concerns every stage.
 *
 * @param steps batches to learn from
 * @param crop side of the square crops in pixels (first stages)
 * @param checkpointMinutes minutes between two saved states
 * @param sheetMinutes minutes between two contact sheets
 * @param threads threads of one operation
 * @param sceneSizes pictures that scenes are drawn at, in turn
 */
record TrainingSettings(
    long steps,
    int batchSize,
    int crop,
    long seed,
    double checkpointMinutes,
    double sheetMinutes,
    int threads,
    List<SceneStream.Size> sceneSizes,
    int scenePool,
    int stepsPerScene) {

  static TrainingSettings of(ConfigNode root) {
    ConfigNode t = root.get("training").required();
    List<String> sizes =
        t.get("scene_sizes").isPresent() ? t.get("scene_sizes").texts() : List.of("512x320");
    TrainingSettings s =
        new TrainingSettings(
            t.get("steps").positive(),
            t.get("batch_size").positive(),
            t.get("crop").integer(128),
            t.get("seed").integer(1),
            t.get("checkpoint_minutes").number(5),
            t.get("sheet_minutes").number(10),
            t.get("threads").integer(Runtime.getRuntime().availableProcessors()),
            sizes.stream().map(size -> size(t.get("scene_sizes"), size)).toList(),
            t.get("scene_pool").integer(200),
            t.get("steps_per_scene").integer(4));
    if (s.sceneSizes.stream().anyMatch(z -> Math.min(z.width(), z.height()) < s.crop)) {
      throw t.get("crop").fault("should be no larger than the scenes, " + sizes);
    }
    return s;
  }

  private static SceneStream.Size size(ConfigNode node, String text) {
    if (!text.matches("\\d{2,4}x\\d{2,4}")) {
      throw node.fault("should list sizes such as 512x320, not '" + text + "'");
    }
    String[] parts = text.split("x");
    return new SceneStream.Size(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
  }

  SceneStream stream() {
    return new SceneStream(sceneSizes, 24, scenePool, stepsPerScene, seed, 1);
  }
}
