package io.tessera.engine.training;

import io.tessera.api.ConditionKind;
import io.tessera.api.image.LabelMap;
import java.util.List;

/**
 * What a pixel of each label counts for in a loss: a sun or a figure covers a thousandth of the
 * picture and would never be told otherwise.
 */
final class LabelWeights {
  /** Scenes that the labels' frequencies are counted in. */
  private static final int COUNTED = 24;

  /** The same of photographs. */
  private static final int PHOTOGRAPHS = 60;

  private static final SceneDataset.Size SIZE = new SceneDataset.Size(320, 208);

  /** A label is never taken to be rarer than this share of the pixels. */
  private static final double RAREST = 5e-4;

  private LabelWeights() {}

  /**
   * One over a power of each label's frequency in scenes, and in the folder's label maps as far as
   * they are learned from; 1 in the mean over their pixels.
   *
   * @param labels how many there are
   * @param power 0 for all alike, 0.5 for the square root
   */
  static float[] of(int labels, TrainingSettings settings, ConditionKind modality, double power) {
    double[] share = new double[labels];
    boolean mixed = settings.folder().isPresent() && modality == ConditionKind.LAYOUT;
    double photographs = mixed ? settings.folderShare() : 0;
    SceneDataset scenes =
        new SceneDataset(List.of(SIZE), settings.seed(), modality, settings.figureShare());
    for (int n = 0; photographs < 1 && n < COUNTED; n++) {
      count(scenes.get(n).labels().orElseThrow(), (1 - photographs) / COUNTED, share);
    }
    if (photographs > 0) {
      int side = settings.crop();
      FolderDataset files =
          new OwnPictures(settings, true, labels).learned(side, file -> {}).orElseThrow();
      for (int n = 0; n < PHOTOGRAPHS; n++) {
        count(files.get(n).labels().orElseThrow(), photographs / PHOTOGRAPHS, share);
      }
    }
    double mean = 0;
    for (double s : share) {
      mean += s * Math.pow(Math.max(RAREST, s), -power);
    }
    float[] weights = new float[labels];
    for (int k = 0; k < labels; k++) {
      weights[k] = (float) (Math.pow(Math.max(RAREST, share[k]), -power) / mean);
    }
    return weights;
  }

  private static void count(LabelMap map, double weight, double[] share) {
    for (byte label : map.labels()) {
      if ((label & 0xff) < share.length) {
        share[label] += weight / map.labels().length;
      }
    }
  }
}
