package io.tessera.engine.training;

import io.tessera.api.fault.InputException;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.LabelNames;
import io.tessera.api.image.Palette;
import io.tessera.engine.checkpoint.Checkpoint;
import io.tessera.engine.checkpoint.ConfigNode;
import io.tessera.engine.checkpoint.TensorEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The {@code training} section of a configuration, as far as it concerns every stage.
 *
 * @param steps batches to learn from
 * @param crop side of the square crops in pixels (first stages)
 * @param checkpointMinutes minutes between two saved states
 * @param sheetMinutes minutes between two contact sheets
 * @param threads threads of one operation
 * @param dataThreads threads that make pictures beside the step
 * @param sceneSizes pictures that scenes are drawn at, in turn
 * @param figureShare share of the scenes that have people in them and most crops about one, 0..1;
 *     where poses are learned, all have
 * @param patience sheets without improvement after which a training ends; 0 for none
 * @param folder a user's pictures, see {@link FolderDataset}
 * @param folderShare share of the pictures that come from there, 0..1; the others are scenes
 * @param heldOut a folder of the same form whose pictures are measured, never learned from
 * @param initFrom a model to begin with instead of new weights
 */
record TrainingSettings(
    long steps,
    int batchSize,
    int crop,
    long seed,
    double checkpointMinutes,
    double sheetMinutes,
    int threads,
    int dataThreads,
    List<SceneDataset.Size> sceneSizes,
    double figureShare,
    int scenePool,
    int stepsPerScene,
    int patience,
    Optional<Path> folder,
    double folderShare,
    Optional<Path> heldOut,
    Optional<Path> initFrom,
    Optional<Palette> labels) {

  /** Every key that a {@code training} section can have, whatever is trained. */
  static final Set<String> KEYS =
      Set.of(
          "aligned_positions",
          "batch_size",
          "beta1",
          "beta2",
          "checkpoint_minutes",
          "clip",
          "code_decay",
          "colour_weight",
          "cosine_codes",
          "cosine_steps",
          "crop",
          "data_threads",
          "detail_from",
          "dim_weight",
          "disc_learning_rate",
          "disc_ramp",
          "drop_condition",
          "drop_word",
          "ema",
          "feature_weight",
          "features",
          "figure_share",
          "folder",
          "folder_optional",
          "folder_share",
          "folder_windows",
          "freeze_encoder_from",
          "held_out",
          "init_from",
          "jaccard_weight",
          "kmeans_start",
          "labels",
          "lazy_adversary",
          "learning_rate",
          "legacy",
          "lpips",
          "most_lambda",
          "optimizer",
          "painted_share",
          "patience",
          "pixel_weight",
          "precision",
          "quantize_from",
          "rare_weight",
          "reconstructed_by",
          "reconstructed_share",
          "revive_every",
          "revive_until",
          "scene_pool",
          "scene_sizes",
          "scenes",
          "seed",
          "sheet_minutes",
          "slope_weight",
          "squared",
          "steps",
          "steps_per_scene",
          "texture_from",
          "texture_weight",
          "threads",
          "token_sets",
          "warm_up",
          "weight_decay");

  static TrainingSettings of(ConfigNode root) {
    ConfigNode t = root.get("training").required();
    t.checkKeys(KEYS);
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
            dataThreads(t.get("data_threads")),
            sizes.stream().map(size -> size(t.get("scene_sizes"), size)).toList(),
            share(t.get("figure_share"), 0),
            t.get("scene_pool").integer(200),
            t.get("steps_per_scene").integer(4),
            t.get("patience").integer(0),
            folder(t, "folder"),
            share(t.get("folder_share"), 1),
            folder(t, "held_out"),
            t.get("init_from").isPresent()
                ? Optional.of(Path.of(t.get("init_from").text()))
                : Optional.empty(),
            t.get("labels").isPresent()
                ? Optional.of(LabelNames.read(place(t.get("labels"))))
                : Optional.empty());
    if (s.sceneSizes.stream().anyMatch(z -> Math.min(z.width(), z.height()) < s.crop)) {
      throw t.get("crop").fault("should be no larger than the scenes, " + sizes);
    }
    return s;
  }

  /**
   * Whether the user's labels fit, before anything is trained.
   *
   * @throws InputException if one of them is not a label of the model
   */
  void checkLabels(int count) {
    labels.stream()
        .flatMap(p -> p.materials().stream())
        .filter(m -> m.label() >= count && m.label() != LabelMap.UNLABELLED)
        .findFirst()
        .ifPresent(
            m -> {
              throw new InputException(
                  "training.labels names the label "
                      + m.label()
                      + "; the model has 0 to "
                      + (count - 1));
            });
  }

  /** Colours of so many labels: the user's where they are given, else those of the original. */
  Palette palette(int count) {
    return labels.orElseGet(() -> Palette.notebook(count));
  }

  /** A number from 0 to 1. */
  static double share(ConfigNode n, double otherwise) {
    double share = n.number(otherwise);
    if (share < 0 || share > 1) {
      throw n.fault("should lie between 0 and 1");
    }
    return share;
  }

  private static int dataThreads(ConfigNode n) {
    return n.isPresent()
        ? n.positive()
        : Math.max(2, Runtime.getRuntime().availableProcessors() / 2);
  }

  /** The folder of pictures that a key names, where it names one. */
  private static Optional<Path> folder(ConfigNode t, String key) {
    ConfigNode n = t.get(key);
    if (!n.isPresent()) {
      return Optional.empty();
    }
    Path folder = place(n);
    if (Files.isDirectory(folder) || Files.isRegularFile(folder)) {
      return Optional.of(folder);
    }
    if (t.get("folder_optional").flag(false)) {
      return Optional.empty();
    }
    throw n.fault(
        "should name a folder with pictures, or a text file that lists them; there is none at "
            + folder);
  }

  /** As it is given, below the user's home for {@code ~}, or beside the configuration. */
  private static Path place(ConfigNode n) {
    String text = n.text();
    Path given =
        text.startsWith("~/")
            ? Path.of(System.getProperty("user.home"), text.substring(2))
            : Path.of(text);
    Path beside = n.file().toAbsolutePath().resolveSibling(given);
    return Files.exists(given) || !Files.exists(beside) ? given : beside;
  }

  private static SceneDataset.Size size(ConfigNode node, String text) {
    if (!text.matches("\\d{2,4}x\\d{2,4}")) {
      throw node.fault("should list sizes such as 512x320, not '" + text + "'");
    }
    String[] parts = text.split("x");
    return new SceneDataset.Size(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
  }

  /** Hands the tensors of the model to begin with to whoever takes them, if there is one. */
  void begin(Consumer<Map<String, TensorEntry>> take) {
    initFrom.ifPresent(
        file -> {
          try (Checkpoint checkpoint = Checkpoint.open(file)) {
            take.accept(checkpoint.tensors());
          }
        });
  }
}
