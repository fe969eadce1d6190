package io.tessera.api;

import io.tessera.api.image.DepthMap;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.Pose;
import java.util.List;
import java.util.Map;

/**
 * Something plausible to make a picture from.
 *
 * @param labels in the demo's materials
 * @param planes depth and edges of the same scene
 * @param figures in it, in pixels of the layout
 */
public record Surprise(LabelMap labels, Map<ConditionKind, DepthMap> planes, List<Pose> figures) {
  public Surprise {
    planes = Map.copyOf(planes);
    figures = List.copyOf(figures);
  }
}
