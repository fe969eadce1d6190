package io.tessera.app.canvas;

/** What the mouse does on the canvas. */
public enum Tool {
  BRUSH("Brush"),
  ERASER("Eraser"),
  FILL("Fill"),
  HAND("Hand");

  private final String title;

  Tool(String title) {
    this.title = title;
  }

  public String title() {
    return title;
  }
}
