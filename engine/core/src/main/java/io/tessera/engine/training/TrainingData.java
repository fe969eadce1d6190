package io.tessera.engine.training;

import io.tessera.engine.checkpoint.Modality;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What a first stage learns from: scenes, a user's pictures, or both in a fixed share. */
final class TrainingData implements AutoCloseable {
  /** Pictures in the pools at the first step. */
  private static final int FIRST = 24;

  private final RollingPool<Sample> scenes;
  private final Optional<RollingPool<Sample>> folder;
  private final double share;

  /**
   * @param modality what is learned to encode: layouts need labels of every picture; depth and
   *     poses are known of scenes alone
   * @param complaints takes one line for every file that is skipped
   */
  TrainingData(TrainingSettings s, Modality modality, Consumer<String> complaints) {
    this.scenes =
        stream(
            new SceneDataset(s.sceneSizes(), s.seed(), modality, s.figureShare()),
            s.scenePool(),
            s.stepsPerScene(),
            s);
    boolean labelled = modality == Modality.LAYOUT;
    this.folder =
        s.folder()
            .filter(path -> labelled || modality == Modality.IMAGE)
            .map(path -> new FolderDataset(path, s.crop(), labelled, s.seed(), complaints))
            .map(files -> stream(files, Math.min(64, files.size()), s.stepsPerScene(), s));
    this.share = folder.isPresent() ? s.folderShare() : 0;
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
      batch.addAll(scenes.draw(step, count - photographs));
    }
    if (photographs > 0) {
      folder.ifPresent(stream -> batch.addAll(stream.draw(step, photographs)));
    }
    return batch;
  }

  @Override
  public void close() {
    scenes.close();
    folder.ifPresent(RollingPool::close);
  }
}
