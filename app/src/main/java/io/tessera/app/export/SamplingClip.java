package io.tessera.app.export;

import io.tessera.api.Alternatives;
import io.tessera.api.CodebookPatches;
import io.tessera.api.SlidingWindow;
import io.tessera.api.image.PngFile;
import io.tessera.api.image.RgbImage;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Optional;

/**
 * The sampling as the token view shows it: what is there, the window around the cell that is drawn
 * next, and below the tokens that the model thought likeliest there, with the one it took outlined.
 *
 * @param growth the picture growing over its layout
 * @param window that the model sees around each cell; empty where it is not known
 * @param columns of the token grid
 * @param book what the tokens look like
 * @param steps that are shown, in the order of sampling; then the whole picture
 */
public record SamplingClip(
    Growth growth,
    Optional<SlidingWindow> window,
    int columns,
    CodebookPatches book,
    List<Step> steps)
    implements Clip {
  /** Tokens that are shown beside one another. */
  public static final int CHOICES = 12;

  private static final int WIDEST = 640;
  private static final int CHART = 88;
  private static final int BAR = 40;
  private static final int PATCH = 30;
  private static final int GAP = 8;
  private static final int PAUSE = 14;
  private static final int LAST_PAUSE = 250;
  private static final Color GROUND = new Color(0x12151b);
  private static final Color BLUE = new Color(0x58a6ff);
  private static final Color QUIET = new Color(0x4b5563);

  /**
   * One token.
   *
   * @param cell row-major
   * @param token that was taken
   * @param alternatives what the model expected
   */
  public record Step(int cell, int token, Alternatives alternatives) {}

  public SamplingClip {
    steps = List.copyOf(steps);
  }

  @Override
  public int frames() {
    return steps.size() + 1;
  }

  @Override
  public int hundredths(int n) {
    return n == steps.size() ? LAST_PAUSE : PAUSE;
  }

  @Override
  public RgbImage frame(int n) {
    boolean last = n == steps.size();
    RgbImage picture = last ? growth.picture() : growth.at(steps.get(n).cell());
    int w = Math.min(WIDEST, picture.width());
    int h = Math.max(1, picture.height() * w / picture.width());
    BufferedImage image = new BufferedImage(w, h + CHART, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D g = image.createGraphics();
    try {
      g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      g.setColor(GROUND);
      g.fillRect(0, 0, w, h + CHART);
      g.drawImage(PngFile.buffered(picture.resized(w, h)), 0, 0, null);
      if (!last) {
        attend(g, steps.get(n), (double) w / picture.width());
        chart(g, steps.get(n), w, h);
      }
    } finally {
      g.dispose();
    }
    return PngFile.rgb(image);
  }

  private void attend(Graphics2D g, Step step, double scale) {
    int row = step.cell() / columns;
    int column = step.cell() % columns;
    double side = growth.cell() * scale;
    g.setColor(BLUE);
    g.setStroke(new BasicStroke(2));
    window.ifPresent(
        s ->
            g.drawRect(
                (int) (s.startColumn(column) * side),
                (int) (s.startRow(row) * side),
                (int) (s.size() * side) - 1,
                (int) (s.size() * side) - 1));
    int cell = Math.max(4, (int) Math.round(side));
    g.fillRect((int) (column * side), (int) (row * side), cell, cell);
  }

  /** The token that was taken stands last if it is none of the likeliest. */
  private void chart(Graphics2D g, Step step, int width, int top) {
    int base = top + GAP + BAR;
    int most = Math.max(1, Math.min(CHOICES, width / (PATCH + GAP) - 1));
    List<Alternatives.Choice> choices = step.alternatives().choices().stream().limit(most).toList();
    int x = GAP;
    boolean found = false;
    for (Alternatives.Choice c : choices) {
      boolean taken = c.token() == step.token();
      bar(g, x, base, c.token(), c.probability(), taken);
      found |= taken;
      x += PATCH + GAP;
    }
    if (!found) {
      bar(g, x + GAP, base, step.token(), step.alternatives().probability(), true);
    }
  }

  private void bar(Graphics2D g, int x, int base, int token, double probability, boolean taken) {
    int height = (int) Math.max(1, Math.round(BAR * probability));
    g.setColor(taken ? BLUE : QUIET);
    g.fillRect(x, base - height, PATCH, height);
    g.drawImage(PngFile.buffered(book.patch(token)), x, base + 4, PATCH, PATCH, null);
    if (taken) {
      g.setStroke(new BasicStroke(2));
      g.drawRect(x - 1, base + 3, PATCH + 1, PATCH + 1);
    }
  }
}
