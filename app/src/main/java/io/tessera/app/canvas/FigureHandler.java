package io.tessera.app.canvas;

/** Told what the mouse does while figures are posed. Coordinates are the document's pixels. */
public interface FigureHandler {
  /**
   * @param reach how far from a joint a press still means it
   * @param free whether limbs may change their length (Alt)
   */
  void press(double x, double y, double reach, boolean free);

  void drag(double x, double y);

  void release();

  void hover(double x, double y, double reach);

  /** Does nothing. */
  FigureHandler NONE =
      new FigureHandler() {
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
