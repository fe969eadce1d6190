package io.tessera.app.cli;

import io.tessera.api.ScalingPoint;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.PlotSheet;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Draws a scaling: a panel a series, both axes logarithmic; bounds are dashed. */
final class ScalingPlot {
  private static final int WIDTH = 420;
  private static final int HEIGHT = 260;
  private static final int COLUMNS = 3;
  private static final int LEFT = 64;
  private static final int TOP = 34;
  private static final Color INK = new Color(0x22, 0x26, 0x2e);
  private static final Color BLUE = new Color(0x2f, 0x6f, 0xd0);
  private static final Color GREY = new Color(0x88, 0x8e, 0x9a);

  private ScalingPlot() {}

  /**
   * Writes a PNG.
   *
   * @throws InputException if it cannot be written
   */
  public static void write(List<ScalingPoint> points, Path file) {
    Map<String, List<ScalingPoint>> series = new LinkedHashMap<>();
    points.forEach(p -> series.computeIfAbsent(p.series(), s -> new ArrayList<>()).add(p));
    int rows = (series.size() + COLUMNS - 1) / COLUMNS;
    PlotSheet sheet = new PlotSheet(COLUMNS * WIDTH, rows * HEIGHT);
    Graphics2D g = sheet.graphics();
    int n = 0;
    for (List<ScalingPoint> s : series.values()) {
      panel(g, s, n % COLUMNS * WIDTH, n / COLUMNS * HEIGHT);
      n++;
    }
    try {
      sheet.write(file);
    } catch (IOException e) {
      throw new InputException(file + " cannot be written: " + e.getMessage(), e);
    }
  }

  private static void panel(Graphics2D g, List<ScalingPoint> points, int left, int top) {
    double x0 = points.stream().mapToDouble(ScalingPoint::x).min().orElseThrow();
    double x1 = points.stream().mapToDouble(ScalingPoint::x).max().orElseThrow();
    double[] values =
        points.stream()
            .flatMapToDouble(p -> java.util.stream.DoubleStream.of(p.value(), p.bound()))
            .filter(v -> v > 0)
            .sorted()
            .toArray();
    double y0 = values[0] / 1.4;
    double y1 = values[values.length - 1] * 1.4;
    int w = WIDTH - LEFT - 24;
    int h = HEIGHT - TOP - 34;
    int x = left + LEFT;
    int y = top + TOP;
    g.setColor(INK);
    g.drawString(points.getFirst().series() + " (" + points.getFirst().unit() + ")", x, y - 10);
    g.setColor(new Color(0xdd, 0xe0, 0xe6));
    g.drawRect(x, y, w, h);
    ToDoubleFunction<Double> px = v -> x + w * Math.log(v / x0) / Math.log(x1 / x0);
    ToDoubleFunction<Double> py = v -> y + h - h * Math.log(v / y0) / Math.log(y1 / y0);
    Path2D line = new Path2D.Double();
    Path2D bound = new Path2D.Double();
    for (ScalingPoint p : points) {
      double cx = px.applyAsDouble(p.x());
      double cy = py.applyAsDouble(p.value());
      extend(line, cx, cy);
      if (p.bound() > 0) {
        extend(bound, cx, py.applyAsDouble(p.bound()));
      }
      g.setColor(BLUE);
      g.fill(new Ellipse2D.Double(cx - 3, cy - 3, 6, 6));
      g.setColor(GREY);
      String at = PlotSheet.number(p.x());
      g.drawString(at, (float) cx - g.getFontMetrics().stringWidth(at) / 2f, y + h + 16);
      g.setColor(INK);
      String told = PlotSheet.number(p.value());
      float tx = (float) Math.min(cx - 8, x + w - g.getFontMetrics().stringWidth(told));
      g.drawString(told, Math.max(x + 2, tx), (float) cy - 7);
    }
    g.setColor(BLUE);
    g.setStroke(new BasicStroke(1.8f));
    g.draw(line);
    g.setColor(GREY);
    g.setStroke(
        new BasicStroke(
            1.4f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, new float[] {5, 4}, 0));
    g.draw(bound);
    g.setStroke(new BasicStroke(1));
  }

  private static void extend(Path2D path, double x, double y) {
    if (path.getCurrentPoint() == null) {
      path.moveTo(x, y);
    } else {
      path.lineTo(x, y);
    }
  }
}
