package io.tessera.app.document;

import io.tessera.api.SceneObject;

/**
 * An object on the document: a class and a box in pixels.
 *
 * @param category number of the class
 */
public record PlacedObject(int category, double x, double y, double width, double height) {

  /** Stretched about the document's upper left corner. */
  PlacedObject scaled(double byX, double byY) {
    return new PlacedObject(category, x * byX, y * byY, width * byX, height * byY);
  }

  public PlacedObject moved(double dx, double dy) {
    return new PlacedObject(category, x + dx, y + dy, width, height);
  }

  public boolean contains(double px, double py) {
    return px >= x && py >= y && px <= x + width && py <= y + height;
  }

  /** As shares of a document's size, cut off at its borders. */
  public SceneObject within(int documentWidth, int documentHeight) {
    double left = Math.clamp(x / documentWidth, 0.0, 1.0);
    double top = Math.clamp(y / documentHeight, 0.0, 1.0);
    double right = Math.clamp((x + width) / documentWidth, 0.0, 1.0);
    double bottom = Math.clamp((y + height) / documentHeight, 0.0, 1.0);
    return new SceneObject(category, left, top, right - left, bottom - top);
  }

  /** The other way round. */
  public static PlacedObject of(SceneObject o, int documentWidth, int documentHeight) {
    return new PlacedObject(
        o.category(),
        o.x() * documentWidth,
        o.y() * documentHeight,
        o.width() * documentWidth,
        o.height() * documentHeight);
  }
}
