package io.tessera.engine.training;

import io.tessera.engine.checkpoint.ConfigNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The {@code data} section of the original's configurations ({@code custom_vqgan.yaml}): lists of
 * pictures in text files, their size, the batch. Where there is no {@code training} section it
 * becomes one.
 */
final class OriginalData {
  /** The original trains until it is stopped. */
  private static final int STEPS = 1_000_000;

  private static final List<String> LISTS =
      List.of("training_images_list_file", "test_images_list_file");

  private OriginalData() {}

  /**
   * @param notices takes a line that says what was taken from where
   */
  static ConfigNode withTraining(ConfigNode root, Consumer<String> notices) {
    ConfigNode data = root.get("data").get("params");
    if (root.get("training").isPresent() || !data.isPresent()) {
      return root;
    }
    Optional<ConfigNode> learned = list(data.get("train").get("params"));
    if (learned.isEmpty()) {
      throw root.get("training")
          .fault(
              "is missing, and 'data.params.train.params' names no training_images_list_file; add"
                  + " training: {steps: N, batch_size: N, crop: PIXELS, learning_rate: R, folder:"
                  + " PICTURES}");
    }
    int batch = data.get("batch_size").integer(4);
    double rate = root.get("model").get("base_learning_rate").number(4.5e-6) * batch;
    Map<String, Object> training = new LinkedHashMap<>();
    training.put("steps", STEPS);
    training.put("batch_size", batch);
    training.put("crop", data.get("train").get("params").get("size").integer(256));
    training.put("learning_rate", rate);
    training.put("folder", learned.get().text());
    training.put("folder_share", 1);
    training.put("scenes", 1);
    list(data.get("validation").get("params"))
        .ifPresent(held -> training.put("held_out", held.text()));
    int crop = (int) training.get("crop");
    training.put("scene_sizes", List.of(Math.max(512, crop) + "x" + Math.max(320, crop)));
    notices.accept(
        "no training section: pictures, batch and size are those of 'data', the learning rate is "
            + rate
            + " (base_learning_rate times batch), and it ends when it is stopped (Ctrl+C)");
    return root.with("training", training);
  }

  private static Optional<ConfigNode> list(ConfigNode params) {
    return LISTS.stream().map(params::get).filter(ConfigNode::isPresent).findFirst();
  }
}
