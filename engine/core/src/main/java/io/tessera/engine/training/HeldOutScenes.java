package io.tessera.engine.training;

import io.tessera.api.ConditionKind;
import java.util.List;
import java.util.stream.LongStream;

/**
 * The scenes of a training's contact sheets, which it never learns from: drawn for the first sheet,
 * kept for the others, since the training waits for a sheet.
 */
final class HeldOutScenes {
  private final SceneDataset scenes;
  private final int count;
  private List<Sample> drawn = List.of();

  HeldOutScenes(List<SceneDataset.Size> sizes, ConditionKind modality, int count) {
    this.scenes = SceneDataset.heldOut(sizes, modality);
    this.count = count;
  }

  List<Sample> get() {
    if (drawn.isEmpty()) {
      drawn = LongStream.range(0, count).parallel().mapToObj(scenes::get).toList();
    }
    return drawn;
  }
}
