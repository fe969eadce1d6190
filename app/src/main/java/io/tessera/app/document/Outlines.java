package io.tessera.app.document;

import java.util.Arrays;

/** Outlines of corners, x and y in turn. */
public final class Outlines {
  private static final int ELLIPSE = 96;

  private Outlines() {}

  public static double[] rectangle(double x0, double y0, double x1, double y1) {
    return new double[] {x0, y0, x1, y0, x1, y1, x0, y1};
  }

  /** The ellipse inside a rectangle, as a polygon of many corners. */
  public static double[] ellipse(double x0, double y0, double x1, double y1) {
    double[] out = new double[2 * ELLIPSE];
    for (int i = 0; i < ELLIPSE; i++) {
      double a = 2 * Math.PI * i / ELLIPSE;
      out[2 * i] = (x0 + x1) / 2 + (x1 - x0) / 2 * Math.cos(a);
      out[2 * i + 1] = (y0 + y1) / 2 + (y1 - y0) / 2 * Math.sin(a);
    }
    return out;
  }

  /** The pixels that it could touch. */
  static Region around(double[] outline) {
    double left = Double.MAX_VALUE;
    double top = Double.MAX_VALUE;
    double right = -Double.MAX_VALUE;
    double bottom = -Double.MAX_VALUE;
    for (int i = 0; i + 1 < outline.length; i += 2) {
      left = Math.min(left, outline[i]);
      right = Math.max(right, outline[i]);
      top = Math.min(top, outline[i + 1]);
      bottom = Math.max(bottom, outline[i + 1]);
    }
    if (right < left) {
      return Region.NOTHING;
    }
    int x = (int) Math.floor(left);
    int y = (int) Math.floor(top);
    return new Region(x, y, (int) Math.ceil(right) - x + 1, (int) Math.ceil(bottom) - y + 1);
  }

  /** Where a horizontal line crosses it, from left to right. */
  static double[] crossings(double[] outline, double y) {
    double[] out = new double[outline.length / 2];
    int n = 0;
    int last = outline.length - 2;
    for (int i = 0; i < outline.length; i += 2) {
      int j = i == 0 ? last : i - 2;
      double y0 = outline[j + 1];
      double y1 = outline[i + 1];
      if (y0 <= y != y1 <= y) {
        out[n++] = outline[j] + (y - y0) / (y1 - y0) * (outline[i] - outline[j]);
      }
    }
    double[] found = Arrays.copyOf(out, n);
    Arrays.sort(found);
    return found;
  }
}
