package io.tessera.app.document;

import io.tessera.api.ConditionKind;
import io.tessera.api.RenderRequest;
import io.tessera.api.RenderState;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.Pose;
import io.tessera.api.image.RgbImage;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that is kept of a document: what a project file holds.
 *
 * @param planes depth and edges, 0 to 255, of the layout's size
 * @param figures in the layout's pixels
 * @param objects in the layout's pixels
 * @param mask of the layout's size
 * @param photograph of the layout's size, if there is one
 * @param palette id of the palette that the layout's labels belong to
 * @param settings of the next render, by name
 * @param pictures the newest first
 * @param shown number of the picture on the canvas; 0 for none
 */
public record Project(
    LabelMap layout,
    Map<ConditionKind, LabelMap> planes,
    List<Pose> figures,
    List<PlacedObject> objects,
    LabelMap mask,
    @Nullable RgbImage photograph,
    String palette,
    Map<String, String> settings,
    List<SavedPicture> pictures,
    long shown) {
  public Project {
    planes = Map.copyOf(planes);
    figures = List.copyOf(figures);
    objects = List.copyOf(objects);
    settings = Map.copyOf(settings);
    pictures = List.copyOf(pictures);
  }

  /** The same with other pictures. */
  Project with(List<SavedPicture> others) {
    return new Project(
        layout, planes, figures, objects, mask, photograph, palette, settings, others, shown);
  }

  /**
   * A rendered picture.
   *
   * @param state its tokens, where they are known
   * @param bits mean of -log2 p of its tokens; NaN where it is not known
   */
  public record SavedPicture(
      long number,
      RenderRequest request,
      @Nullable RenderState state,
      RgbImage image,
      double bits,
      boolean favourite) {}
}
