package io.tessera.app.render;

import io.tessera.engine.image.LabelMap;
import io.tessera.engine.image.RgbImage;
import javafx.geometry.Rectangle2D;

/** Where a render takes its layout from and shows its pixels; called on the FX thread. */
public interface Canvas {
  LabelMap layout();

  /** A new picture begins. */
  void clear();

  void pixels(int x, int y, RgbImage pixels);

  /** Attention window and current token in pixels; empty ones for none. */
  void attention(Rectangle2D window, Rectangle2D cell);
}
