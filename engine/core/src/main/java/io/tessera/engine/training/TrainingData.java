package io.tessera.engine.training;

import io.tessera.api.ConditionKind;
import io.tessera.api.fault.InputException;
import io.tessera.engine.training.scene.Scene;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What a first stage learns from: scenes, a user's pictures, or both in a fixed share. */
final class TrainingData implements AutoCloseable {
  /** Pictures in the pools at the first step. */
  private static final int FIRST = 24;

  private final Optional<RollingPool<Sample>> scenes;
  private final Optional<RollingPool<Sample>> folder;
  private final double share;

  /**
   * @param modality what is learned to encode: layouts need labels of every picture; depth and
   *     poses are known of scenes alone
   * @param labels how many labels there may be
   * @param complaints takes one line for every file that is skipped
   */
  TrainingData(
      TrainingSettings s, ConditionKind modality, int labels, Consumer<String> complaints) {
    boolean labelled = modality == ConditionKind.LAYOUT;
    if (s.folder().isPresent() && !modality.isSeenInPictures()) {
      throw new InputException(
          "training.folder holds pictures, and this first stage encodes "
              + (modality == ConditionKind.DEPTH
                  ? "depth; for grey pictures of one channel set image_key: image"
                  : "figures"));
    }
    OwnPictures own = new OwnPictures(s, labelled, labels);
    this.folder =
        own.learned(s.crop(), complaints)
            .map(files -> stream(files, Math.min(64, files.size()), s.stepsPerScene(), s));
    this.share = folder.isPresent() ? s.folderShare() : 0;
    if (labelled && share < 1 && labels < Scene.LABELS) {
      throw new InputException(
          "the scenes have "
              + Scene.LABELS
              + " labels and this model "
              + labels
              + "; learn from a folder of your own with folder_share: 1");
    }
    this.scenes =
        share == 1
            ? Optional.empty()
            : Optional.of(
                stream(
                    new SceneDataset(s.sceneSizes(), s.seed(), modality, s.figureShare()),
                    s.scenePool(),
                    s.stepsPerScene(),
                    s));
  }

  private static RollingPool<Sample> stream(
      Dataset data, int pool, int stepsPerSample, TrainingSettings settings) {
    int first = Math.min(FIRST, pool);
    return new RollingPool<>(
        data::get,
        step -> first + step / stepsPerSample,
        pool,
        settings.seed(),
        settings.dataThreads());
  }

  /** Pictures for one batch; the folder's share is kept over several batches, too. */
  List<Sample> draw(long step, int count) {
    int photographs =
        (int) (Math.floor((step + 1) * count * share) - Math.floor(step * count * share));
    List<Sample> batch = new ArrayList<>();
    if (photographs < count) {
      scenes.ifPresent(stream -> batch.addAll(stream.draw(step, count - photographs)));
    }
    if (photographs > 0) {
      folder.ifPresent(stream -> batch.addAll(stream.draw(step, photographs)));
    }
    return batch;
  }

  @Override
  public void close() {
    scenes.ifPresent(RollingPool::close);
    folder.ifPresent(RollingPool::close);
  }
}
