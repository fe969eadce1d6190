package io.tessera.app.canvas;

/** Told what the mouse does while tokens are looked at. Coordinates are the document's pixels. */
public interface CellHandler {
  /**
   * @param viewX where the mouse is in the view
   * @param viewY where the mouse is in the view
   */
  void hover(double x, double y, double viewX, double viewY);

  /**
   * @param extend whether what is selected stays so
   */
  void press(double x, double y, boolean extend);

  void drag(double x, double y);

  void leave();

  /** Does nothing. */
  CellHandler NONE =
      new CellHandler() {
        @Override
        public void hover(double x, double y, double viewX, double viewY) {}

        @Override
        public void press(double x, double y, boolean extend) {}

        @Override
        public void drag(double x, double y) {}

        @Override
        public void leave() {}
      };
}
