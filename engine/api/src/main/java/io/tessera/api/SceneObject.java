package io.tessera.api;

/**
 * Something that a scene-image model is told of: a class and a box, whose corners are shares of the
 * picture's width and height.
 *
 * @param category number of the class
 * @param x left edge, 0..1
 * @param y upper edge, 0..1
 * @param width above 0
 * @param height above 0
 */
public record SceneObject(int category, double x, double y, double width, double height) {

  /** Whether any of it lies in the picture. */
  public boolean isVisible() {
    return width > 0 && height > 0;
  }
}
