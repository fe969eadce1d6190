package io.tessera.engine.training;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/**
 * A user's pictures in a training: what is learned from, and what is only measured. The latter are
 * those of {@code held_out}, or every tenth of {@code folder} where that is not given.
 *
 * @param labelled whether pictures without labels are left out
 * @param labels how many labels their maps may have
 */
record OwnPictures(TrainingSettings settings, boolean labelled, int labels) {
  private FolderDataset.Wanted wanted(int smallest, FolderDataset.Part part) {
    return new FolderDataset.Wanted(smallest, labelled, labels, part);
  }

  /** Whether they are what the training is about, rather than something beside the scenes. */
  boolean areMost() {
    return settings.folder().isPresent() && settings.folderShare() >= 0.5;
  }

  /** Whether there is nothing else. */
  boolean areAll() {
    return settings.folder().isPresent() && settings.folderShare() == 1;
  }

  /**
   * What is learned from.
   *
   * @param smallest shortest side in pixels
   */
  Optional<FolderDataset> learned(int smallest, Consumer<String> complaints) {
    FolderDataset.Part part =
        settings.heldOut().isPresent() || !areMost()
            ? FolderDataset.Part.ALL
            : FolderDataset.Part.LEARNED;
    return settings
        .folder()
        .filter(f -> settings.folderShare() > 0)
        .map(f -> new FolderDataset(f, wanted(smallest, part), settings.seed(), complaints));
  }

  /** What is measured; empty if there are no pictures of the user's. */
  Optional<FolderDataset> measured(int smallest, Consumer<String> complaints) {
    if (settings.heldOut().isPresent()) {
      return settings
          .heldOut()
          .map(
              f ->
                  new FolderDataset(
                      f, wanted(smallest, FolderDataset.Part.ALL), settings.seed(), complaints));
    }
    Optional<FolderDataset> part =
        settings
            .folder()
            .map(
                f ->
                    new FolderDataset(
                        f,
                        wanted(smallest, FolderDataset.Part.HELD_OUT),
                        settings.seed(),
                        complaints));
    part.filter(files -> !FolderDataset.Part.spares(files.size()) && files.isWhole())
        .ifPresent(
            files ->
                complaints.accept(
                    "the folder has "
                        + files.size()
                        + " pictures, too few to keep some for measuring: measures are of those"
                        + " learned from"));
    return part;
  }

  /** Pictures for a contact sheet, always the same. */
  List<Sample> shown(FolderDataset files, int most) {
    return LongStream.range(0, Math.min(most, files.size())).mapToObj(files::get).toList();
  }
}
