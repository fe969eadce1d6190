package io.tessera.api;

import io.tessera.api.image.DepthMap;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.Pose;
import java.util.List;

/**
 * Something plausible to make a picture from.
 *
 * @param labels in the demo's materials
 * @param depth nearness of the same scene
 * @param figures in it, in pixels of the layout
 */
public record Surprise(LabelMap labels, DepthMap depth, List<Pose> figures) {
  public Surprise {
    figures = List.copyOf(figures);
  }
}
