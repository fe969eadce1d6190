package io.tessera.app.canvas;

/**
 * Told what the mouse does while things on the document, figures or boxes, are worked on.
 * Coordinates are the document's pixels.
 */
public interface ItemHandler {
  /**
   * @param reach how far from a handle a press still means it
   * @param free whether what is kept otherwise, such as a limb's length, may change (Alt)
   */
  void press(double x, double y, double reach, boolean free);

  void drag(double x, double y);

  void release();

  void hover(double x, double y, double reach);

  /** Does nothing. */
  ItemHandler NONE =
      new ItemHandler() {
        @Override
        public void press(double x, double y, double reach, boolean free) {}

        @Override
        public void drag(double x, double y) {}

        @Override
        public void release() {}

        @Override
        public void hover(double x, double y, double reach) {}
      };
}
