package io.tessera.app.canvas;

import java.util.Locale;

/** What the mouse does on the canvas. */
public enum Tool {
  BRUSH,
  ERASER,
  FILL,
  RECTANGLE,
  ELLIPSE,
  LASSO,
  POLYGON,
  /** Depth that goes evenly from near to far. */
  GRADIENT,
  /** Moves all of a layer. */
  MOVE,
  /** Bends the limbs of figures. */
  POSE,
  /** Draws and moves boxes of objects. */
  BOX,
  PICKER,
  HAND,
  ZOOM,
  TOKENS;

  /** The name in resources and ids. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether the brush's size matters. */
  public boolean isBrush() {
    return this == BRUSH || this == ERASER;
  }

  /** Whether it changes a layer. */
  public boolean paints() {
    return this != PICKER && this != HAND && this != ZOOM && this != TOKENS && !movesItems();
  }

  /** Whether it works on things on the document, see {@link ItemHandler}. */
  public boolean movesItems() {
    return this == POSE || this == BOX;
  }
}
