package io.tessera.engine.training;

import io.tessera.api.image.PlotSheet;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Path2D;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Draws what a run has logged, a panel for each term: values in grey, their moving mean in blue.
 */
final class CurvePlot {
  private static final int WIDTH = 420;
  private static final int HEIGHT = 210;
  private static final int COLUMNS = 3;
  private static final int LEFT = 64;
  private static final int MARGIN = 28;

  private CurvePlot() {}

  private record Point(double step, double value) {}

  /**
   * Writes a PNG.
   *
   * @param logs CSV files of step, term, value; the last line of a step counts, as after a resume
   */
  static void write(List<Path> logs, Path file) throws IOException {
    Map<String, TreeMap<Long, Double>> terms = new TreeMap<>();
    for (Path log : logs) {
      if (Files.exists(log)) {
        for (String line : Files.readAllLines(log)) {
          String[] cells = line.split(",");
          if (cells.length == 3 && !cells[0].equals("step")) {
            terms
                .computeIfAbsent(cells[1], k -> new TreeMap<>())
                .put(Long.parseLong(cells[0]), Double.parseDouble(cells[2]));
          }
        }
      }
    }
    terms.values().removeIf(t -> t.size() < 2);
    if (terms.isEmpty()) {
      return;
    }
    int rows = (terms.size() + COLUMNS - 1) / COLUMNS;
    PlotSheet sheet = new PlotSheet(COLUMNS * WIDTH, rows * HEIGHT);
    Graphics2D g = sheet.graphics();
    int n = 0;
    for (Map.Entry<String, TreeMap<Long, Double>> term : terms.entrySet()) {
      List<Point> points = new ArrayList<>();
      term.getValue().forEach((step, value) -> points.add(new Point(step, value)));
      panel(g, term.getKey(), points, n % COLUMNS * WIDTH, n / COLUMNS * HEIGHT);
      n++;
    }
    sheet.write(file);
  }

  private static void panel(Graphics2D g, String name, List<Point> points, int x, int y) {
    List<Point> finite = points.stream().filter(p -> Double.isFinite(p.value)).toList();
    if (finite.isEmpty()) {
      return;
    }
    // A few wild values at the start should not flatten the rest.
    double[] sorted = finite.stream().mapToDouble(Point::value).sorted().toArray();
    double low = sorted[(int) (0.005 * (sorted.length - 1))];
    double high = sorted[(int) Math.ceil(0.98 * (sorted.length - 1))];
    double span = high > low ? high - low : 1;
    double last = Math.max(1, finite.getLast().step);
    int w = WIDTH - LEFT - 16;
    int h = HEIGHT - 2 * MARGIN - 8;
    g.setColor(new Color(0x22, 0x26, 0x2e));
    g.drawString(name, x + LEFT, y + MARGIN - 8);
    g.setColor(new Color(0xdd, 0xe0, 0xe6));
    g.drawRect(x + LEFT, y + MARGIN, w, h);
    g.setColor(new Color(0x66, 0x6c, 0x78));
    g.drawString(PlotSheet.number(high), x + 6, y + MARGIN + 10);
    g.drawString(PlotSheet.number(low), x + 6, y + MARGIN + h);
    g.drawString("0", x + LEFT, y + MARGIN + h + 16);
    String end = String.format(Locale.ROOT, "%.0f", last);
    g.drawString(end, x + LEFT + w - g.getFontMetrics().stringWidth(end), y + MARGIN + h + 16);
    g.setClip(x + LEFT, y + MARGIN, w, h);
    Path2D line = new Path2D.Double();
    Path2D mean = new Path2D.Double();
    double average = finite.getFirst().value;
    double inertia = finite.size() > 200 ? 0.98 : finite.size() > 40 ? 0.9 : 0;
    for (int i = 0; i < finite.size(); i++) {
      Point p = finite.get(i);
      average = inertia * average + (1 - inertia) * p.value;
      double px = x + LEFT + p.step / last * w;
      add(line, i, px, y + MARGIN + h - (p.value - low) / span * h);
      add(mean, i, px, y + MARGIN + h - (average - low) / span * h);
    }
    g.setStroke(new BasicStroke(1));
    g.setColor(new Color(0xc4, 0xc8, 0xd0));
    g.draw(line);
    g.setStroke(new BasicStroke(1.8f));
    g.setColor(new Color(0x2f, 0x6f, 0xd0));
    g.draw(mean);
    g.setClip(null);
  }

  private static void add(Path2D path, int i, double x, double y) {
    if (i == 0) {
      path.moveTo(x, y);
    } else {
      path.lineTo(x, y);
    }
  }
}
