package io.tessera.app.render;

import io.tessera.api.Condition;
import io.tessera.api.ConditionKind;
import io.tessera.api.image.RgbImage;
import javafx.geometry.Rectangle2D;

/** Where a render takes its condition from and shows its pixels; called on the FX thread. */
public interface Canvas {
  /** Width of the document in pixels. */
  int width();

  /** Height of the document in pixels. */
  int height();

  /**
   * What the document holds of a kind; later edits do not reach it.
   *
   * @param kind what the model is made for; classes are no part of a document
   */
  Condition condition(ConditionKind kind);

  /** A new picture begins. */
  void clear();

  void pixels(int x, int y, RgbImage pixels);

  /**
   * What the pixels on the canvas are made from: what the document says otherwise is shown, too.
   */
  void madeFrom(Condition condition);

  /** Attention window and current token in pixels; empty ones for none. */
  void attention(Rectangle2D window, Rectangle2D cell);
}
