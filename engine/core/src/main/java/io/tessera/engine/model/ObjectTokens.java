package io.tessera.engine.model;

import io.tessera.api.SceneObject;
import java.util.ArrayList;
import java.util.List;

/**
 * Objects as tokens in front of a picture's, as the original's builders make them ({@code
 * objects_bbox}, {@code objects_center_points}): for each its class and two corners (or its
 * middle), places as numbers of a grid of √tokens a side; what is missing up to the most objects is
 * the last token, "none". Objects outside the crop are left out.
 *
 * @param most objects that there is room for; further ones are left out
 * @param tokens of the vocabulary
 * @param classes there are; what a class is combined with counts in these
 * @param centres one token for the middle instead of two for the corners
 * @param encodeCrop whether two tokens for the crop follow; else boxes are those within the crop
 */
public record ObjectTokens(int most, int tokens, int classes, boolean centres, boolean encodeCrop) {
  /** All of a picture. */
  public static final Box WHOLE = new Box(0, 0, 1, 1);

  /** A rectangle; shares of the picture's width and height. */
  public record Box(double x, double y, double width, double height) {
    private boolean meets(Box o) {
      return Math.min(x + width, o.x + o.width) > Math.max(x, o.x)
          && Math.min(y + height, o.y + o.height) > Math.max(y, o.y);
    }

    /** As a share of a crop, cut off at its borders. */
    private Box within(Box crop, boolean flip) {
      double left = Math.clamp((x - crop.x) / crop.width, 0.0, 1.0);
      double top = Math.clamp((y - crop.y) / crop.height, 0.0, 1.0);
      double w = Math.min(width / crop.width, 1 - left);
      double h = Math.min(height / crop.height, 1 - top);
      return new Box(flip ? 1 - (left + w) : left, top, w, h);
    }
  }

  /**
   * An object with what else is known of it.
   *
   * @param modifiers 1 a group, 2 partly hidden, 4 a depiction, 8 seen from inside; added up
   */
  public record Marked(int category, Box box, int modifiers) {}

  /** The tokens of a picture's objects. */
  public int[] of(List<SceneObject> objects) {
    return of(
        objects.stream()
            .map(o -> new Marked(o.category(), new Box(o.x(), o.y(), o.width(), o.height()), 0))
            .toList(),
        WHOLE,
        false);
  }

  /**
   * The same of a crop of a picture, perhaps mirrored.
   *
   * @param crop part of the picture
   */
  public int[] of(List<Marked> objects, Box crop, boolean flip) {
    List<Integer> out = new ArrayList<>();
    int count = 0;
    for (Marked o : objects.subList(0, Math.min(most, objects.size()))) {
      if (o.box.meets(crop)) {
        Box box = o.box.within(encodeCrop ? WHOLE : crop, flip);
        out.add(o.category + classes * o.modifiers);
        if (centres) {
          out.add(place(box.x + box.width / 2, box.y + box.height / 2));
        } else {
          corners(box, out);
        }
        count++;
      }
    }
    for (int missing = (most - count) * (centres ? 2 : 3); missing > 0; missing--) {
      out.add(tokens - 1);
    }
    if (encodeCrop) {
      corners(
          flip ? new Box(1 - (crop.x + crop.width), crop.y, crop.width, crop.height) : crop, out);
    }
    return out.stream().mapToInt(t -> t).toArray();
  }

  private void corners(Box box, List<Integer> out) {
    out.add(place(box.x, box.y));
    out.add(place(box.x + box.width, box.y + box.height));
  }

  /** Row and column rounded half to even, as Python does. */
  private int place(double x, double y) {
    int side = (int) Math.sqrt(tokens);
    return (int) Math.rint(y * (side - 1)) * side + (int) Math.rint(x * (side - 1));
  }
}
