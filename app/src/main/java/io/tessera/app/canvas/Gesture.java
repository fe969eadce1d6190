package io.tessera.app.canvas;

import io.tessera.app.document.LabelLayer;
import io.tessera.app.document.Outlines;

/** What happens between press and release of the mouse. Coordinates are the document's pixels. */
interface Gesture {
  double[] NO_OUTLINE = {};

  /**
   * @param pressure of a pen, 0 to 1
   * @param square whether both sides should be alike (Shift)
   */
  void drag(double x, double y, double pressure, boolean square);

  void release();

  /** What is drawn over the document while it lasts. */
  default double[] outline() {
    return NO_OUTLINE;
  }

  /** A brush that follows the mouse, a little behind it where it is smoothed. */
  final class Stroke implements Gesture {
    private final LabelLayer layer;
    private final double radius;
    private final int value;
    private final double smoothing;
    private double x;
    private double y;
    private double aimX;
    private double aimY;
    private double lastRadius;

    Stroke(
        LabelLayer layer,
        double fromX,
        double fromY,
        double x,
        double y,
        double radius,
        double pressure,
        int value,
        double smoothing) {
      this.layer = layer;
      this.radius = radius;
      this.value = value;
      this.smoothing = smoothing;
      this.x = x;
      this.y = y;
      this.aimX = x;
      this.aimY = y;
      this.lastRadius = radius * pressure;
      layer.paintSegment(fromX, fromY, x, y, lastRadius, value);
    }

    @Override
    public void drag(double toX, double toY, double pressure, boolean square) {
      aimX = toX;
      aimY = toY;
      to(x + (toX - x) * (1 - smoothing), y + (toY - y) * (1 - smoothing), pressure);
    }

    private void to(double nextX, double nextY, double pressure) {
      double next = radius * pressure;
      layer.paintSegment(x, y, nextX, nextY, (next + lastRadius) / 2, value);
      lastRadius = next;
      x = nextX;
      y = nextY;
    }

    /** A smoothed stroke still ends where the mouse does. */
    @Override
    public void release() {
      layer.paintSegment(x, y, aimX, aimY, lastRadius, value);
      layer.commit();
    }

    double x() {
      return aimX;
    }

    double y() {
      return aimY;
    }
  }

  /** A rectangle or an ellipse between two corners. */
  final class Box implements Gesture {
    private final LabelLayer layer;
    private final boolean round;
    private final double fromX;
    private final double fromY;
    private final int value;
    private double[] outline = NO_OUTLINE;

    Box(LabelLayer layer, boolean round, double x, double y, int value) {
      this.layer = layer;
      this.round = round;
      this.fromX = x;
      this.fromY = y;
      this.value = value;
    }

    @Override
    public void drag(double x, double y, double pressure, boolean square) {
      double toX = x;
      double toY = y;
      if (square) {
        double side = Math.max(Math.abs(x - fromX), Math.abs(y - fromY));
        toX = fromX + Math.copySign(side, x - fromX);
        toY = fromY + Math.copySign(side, y - fromY);
      }
      outline =
          round
              ? Outlines.ellipse(fromX, fromY, toX, toY)
              : Outlines.rectangle(fromX, fromY, toX, toY);
    }

    @Override
    public void release() {
      layer.fillOutline(outline, value);
      layer.commit();
    }

    @Override
    public double[] outline() {
      return outline;
    }
  }

  /** An outline drawn by hand. */
  final class Lasso implements Gesture {
    private final LabelLayer layer;
    private final int value;
    private final Corners corners = new Corners();

    Lasso(LabelLayer layer, double x, double y, int value) {
      this.layer = layer;
      this.value = value;
      corners.add(x, y);
    }

    @Override
    public void drag(double x, double y, double pressure, boolean square) {
      corners.add(x, y);
    }

    @Override
    public void release() {
      layer.fillOutline(corners.toArray(), value);
      layer.commit();
    }

    @Override
    public double[] outline() {
      return corners.toArray();
    }
  }

  /** All of a layer, moved with the mouse. */
  final class Move implements Gesture {
    private final LabelLayer layer;
    private final byte[] before;
    private final double fromX;
    private final double fromY;
    private final int behind;

    /**
     * @param behind what the layer leaves behind, or {@link LabelLayer#EDGES}
     */
    Move(LabelLayer layer, double x, double y, int behind) {
      this.layer = layer;
      this.before = layer.snapshot().labels();
      this.fromX = x;
      this.fromY = y;
      this.behind = behind;
    }

    /** Shift keeps to one direction. */
    @Override
    public void drag(double x, double y, double pressure, boolean square) {
      boolean level = Math.abs(x - fromX) > Math.abs(y - fromY);
      int dx = square && !level ? 0 : (int) Math.round(x - fromX);
      int dy = square && level ? 0 : (int) Math.round(y - fromY);
      layer.shift(before, dx, dy, behind);
    }

    @Override
    public void release() {
      layer.commit();
    }
  }

  /** A line along which depth changes evenly. */
  final class Gradient implements Gesture {
    private final LabelLayer layer;
    private final double fromX;
    private final double fromY;
    private final int from;
    private final int to;
    private double toX;
    private double toY;

    Gradient(LabelLayer layer, double x, double y, int from, int to) {
      this.layer = layer;
      this.fromX = x;
      this.fromY = y;
      this.toX = x;
      this.toY = y;
      this.from = from;
      this.to = to;
    }

    /** Shift keeps the line upright or level. */
    @Override
    public void drag(double x, double y, double pressure, boolean square) {
      boolean level = Math.abs(x - fromX) > Math.abs(y - fromY);
      toX = square && !level ? fromX : x;
      toY = square && level ? fromY : y;
    }

    @Override
    public void release() {
      layer.paintGradient(fromX, fromY, toX, toY, from, to);
      layer.commit();
    }

    @Override
    public double[] outline() {
      return new double[] {fromX, fromY, toX, toY};
    }
  }
}
