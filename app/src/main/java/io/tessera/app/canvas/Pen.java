package io.tessera.app.canvas;

import javafx.scene.input.MouseEvent;

/** Pressure of the pointing device, for tablets whose drivers tell it. */
@FunctionalInterface
public interface Pen {
  /** A mouse presses fully. */
  Pen MOUSE = event -> 1;

  /** 0 to 1; the brush's diameter is multiplied by it. */
  double pressure(MouseEvent event);
}
