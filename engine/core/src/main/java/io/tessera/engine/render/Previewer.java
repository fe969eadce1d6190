package io.tessera.engine.render;

import io.tessera.api.RenderEvent;
import io.tessera.api.SampledToken;
import io.tessera.api.TokenGrid;
import io.tessera.api.image.RgbImage;
import io.tessera.engine.model.FirstStage;
import io.tessera.engine.torch.HostTensor;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * Decodes what changed, with some cells around it, and takes no more than a share of the time for
 * it. Norms make such a piece look a little different from the same piece in the whole picture; so
 * now and then, where that is quick, all that was sampled is decoded again as a whole.
 */
final class Previewer {
  /** Cells around a change that are decoded with it, because convolutions and norms look there. */
  private static final int MARGIN = 4;

  /** Largest share of the time that goes into previews. */
  private static final double SHARE = 0.06;

  /** The same for all that was sampled. */
  private static final double WHOLE_SHARE = 0.05;

  /** What takes longer is not decoded as a whole before the end. */
  private static final double MOST_SECONDS = 1;

  /** Cells, ends included. */
  private record Box(int top, int bottom, int left, int right) {
    Box around(Box o) {
      return new Box(
          Math.min(top, o.top),
          Math.max(bottom, o.bottom),
          Math.min(left, o.left),
          Math.max(right, o.right));
    }

    /** Grown by so many cells, within the grid. */
    Box grown(TokenGrid grid, int up, int down, int toLeft, int toRight) {
      return new Box(
          Math.max(0, top - up),
          Math.min(grid.rows() - 1, bottom + down),
          Math.max(0, left - toLeft),
          Math.min(grid.columns() - 1, right + toRight));
    }

    boolean isAsWideAs(Box o) {
      return left == o.left && right == o.right;
    }

    int rows() {
      return bottom - top + 1;
    }

    int columns() {
      return right - left + 1;
    }
  }

  private final FirstStage firstStage;
  private final double texture;

  /** What changed since the last preview, by row. */
  private final TreeMap<Integer, Box> changes = new TreeMap<>();

  /** What was sampled so far, row-major. */
  private final BitSet sampled = new BitSet();

  private final int columns;
  private final LongSupplier clock;
  private long due;
  private long wholeDue;
  private double secondsPerCell;

  /**
   * @param texture how much of it is drawn
   * @param columns of the grid
   * @param clock nanoseconds from anywhere on
   */
  Previewer(FirstStage firstStage, double texture, int columns, LongSupplier clock) {
    this.firstStage = firstStage;
    this.texture = texture;
    this.columns = columns;
    this.clock = clock;
    this.due = clock.getAsLong() + 150_000_000L;
    this.wholeDue = clock.getAsLong() + 1_000_000_000L;
  }

  void changed(SampledToken token) {
    changed(token.row(), token.column());
  }

  /**
   * What a render that goes on has sampled before: whoever watches it now has not seen that.
   *
   * @param cells that the render samples; of those the known ones
   */
  void begin(TokenGrid grid, BitSet cells) {
    cells.stream()
        .filter(cell -> grid.at(cell / columns, cell % columns) != TokenGrid.UNKNOWN)
        .forEach(cell -> changed(cell / columns, cell % columns));
  }

  private void changed(int row, int column) {
    changes.merge(row, new Box(row, row, column, column), Box::around);
    sampled.set(row * columns + column);
  }

  boolean isDue() {
    return !changes.isEmpty() && clock.getAsLong() >= due;
  }

  /**
   * Decodes the cells that changed since the last preview, and those above and to the left, which
   * look better now: row by row where rows are under way in different places, all at once where
   * that is less work. Cells that are not sampled yet are not shown.
   */
  List<RenderEvent.Preview> decode(TokenGrid grid) {
    int rows = lastKnownRow(grid) + 1;
    double expected = secondsPerCell * rows * columns;
    boolean whole = clock.getAsLong() >= wholeDue && expected > 0 && expected < MOST_SECONDS;
    List<RenderEvent.Preview> previews = whole ? whole(grid, rows) : pieces(grid);
    changes.clear();
    return previews;
  }

  /** The rows that have known cells, decoded at once; what was sampled of them is shown. */
  private List<RenderEvent.Preview> whole(TokenGrid grid, int rows) {
    long began = clock.getAsLong();
    RgbImage all = pixels(grid, new Box(0, rows - 1, 0, columns - 1));
    int f = firstStage.factor();
    List<RenderEvent.Preview> previews =
        sampledBoxes(rows).stream()
            .map(
                b ->
                    new RenderEvent.Preview(
                        b.left * f,
                        b.top * f,
                        all.crop(b.left * f, b.top * f, b.columns() * f, b.rows() * f)))
            .toList();
    long now = clock.getAsLong();
    wholeDue = now + (long) ((now - began) * (1 / WHOLE_SHARE - 1));
    due = now + 80_000_000L;
    return previews;
  }

  private int lastKnownRow(TokenGrid grid) {
    int cell = grid.rows() * columns - 1;
    while (cell > 0 && grid.at(cell / columns, cell % columns) == TokenGrid.UNKNOWN) {
      cell--;
    }
    return cell / columns;
  }

  /** What was sampled as boxes; one for rows below one another that are alike. */
  private List<Box> sampledBoxes(int rows) {
    List<Box> boxes = new ArrayList<>();
    List<Box> above = List.of();
    for (int row = 0; row < rows; row++) {
      List<Box> runs = new ArrayList<>();
      int end = (row + 1) * columns;
      int from = sampled.nextSetBit(row * columns);
      while (from >= 0 && from < end) {
        int to = Math.min(end, sampled.nextClearBit(from));
        runs.add(new Box(row, row, from % columns, (to - 1) % columns));
        from = sampled.nextSetBit(to);
      }
      if (runs.size() == 1 && above.size() == 1 && runs.getFirst().isAsWideAs(above.getFirst())) {
        boxes.set(boxes.size() - 1, boxes.getLast().around(runs.getFirst()));
      } else {
        boxes.addAll(runs);
      }
      above = runs;
    }
    return boxes;
  }

  private List<RenderEvent.Preview> pieces(TokenGrid grid) {
    long began = clock.getAsLong();
    Collection<Box> rows = changes.values();
    Box all = rows.stream().reduce(Box::around).orElseThrow();
    boolean together = work(grid, all) <= rows.stream().mapToInt(b -> work(grid, b)).sum();
    List<RenderEvent.Preview> previews = new ArrayList<>();
    Box around = decoded(grid, all);
    RgbImage whole = together ? pixels(grid, around) : null;
    for (Box row : rows) {
      Box d = whole != null ? around : decoded(grid, row);
      RgbImage part = whole != null ? whole : pixels(grid, d);
      previews.add(shown(grid, row, d, part));
    }
    long now = clock.getAsLong();
    long took = now - began;
    int cells = together ? work(grid, all) : rows.stream().mapToInt(b -> work(grid, b)).sum();
    secondsPerCell = took / 1e9 / cells;
    due = now + Math.max(80_000_000L, (long) (took * (1 / SHARE - 1)));
    return previews;
  }

  /**
   * Decodes some cells of a grid with those around them: nearly what the whole picture will show
   * there, in a fraction of its time.
   *
   * @param cells row-major; not empty
   * @param texture how much of it is drawn
   */
  static RenderEvent.Preview part(
      FirstStage firstStage, TokenGrid grid, BitSet cells, double texture) {
    int columns = grid.columns();
    Box box =
        cells.stream()
            .mapToObj(c -> new Box(c / columns, c / columns, c % columns, c % columns))
            .reduce(Box::around)
            .orElseThrow()
            .grown(grid, 1, 1, 1, 1);
    Box around = box.grown(grid, MARGIN, MARGIN, MARGIN, MARGIN);
    RgbImage pixels = pixels(firstStage, grid, around, texture);
    int f = firstStage.factor();
    return new RenderEvent.Preview(
        box.left * f,
        box.top * f,
        pixels.crop(
            (box.left - around.left) * f,
            (box.top - around.top) * f,
            box.columns() * f,
            box.rows() * f));
  }

  private static Box decoded(TokenGrid grid, Box box) {
    return box.grown(grid, MARGIN, 1, MARGIN, MARGIN);
  }

  private static int work(TokenGrid grid, Box box) {
    Box d = decoded(grid, box);
    return d.rows() * d.columns();
  }

  private RgbImage pixels(TokenGrid grid, Box box) {
    return pixels(firstStage, grid, box, texture);
  }

  private static RgbImage pixels(FirstStage firstStage, TokenGrid grid, Box box, double texture) {
    HostTensor x = firstStage.decodePart(filled(grid, box), box.top, box.left, texture);
    return RgbImage.fromNetwork(
        x.floats(), (int) x.shape()[1], (int) x.shape()[3], (int) x.shape()[2]);
  }

  /** A row's changes, cut out of what was decoded around them. */
  private RenderEvent.Preview shown(TokenGrid grid, Box row, Box decoded, RgbImage part) {
    boolean known = true;
    Box shown = row.grown(grid, 1, 0, 1, 0);
    for (int r = shown.top; r <= shown.bottom; r++) {
      for (int c = shown.left; c <= shown.right; c++) {
        known &= grid.at(r, c) != TokenGrid.UNKNOWN;
      }
    }
    Box cut = known ? shown : row; // a draft's row may be ahead of the one above it
    int f = firstStage.factor();
    RgbImage pixels =
        part.crop(
            (cut.left - decoded.left) * f,
            (cut.top - decoded.top) * f,
            cut.columns() * f,
            cut.rows() * f);
    return new RenderEvent.Preview(cut.left * f, cut.top * f, pixels);
  }

  /** The cells of a box; unknown ones repeat what is known to their left, else above them. */
  private static TokenGrid filled(TokenGrid grid, Box d) {
    int w = d.columns();
    int[] tokens = new int[d.rows() * w];
    for (int i = 0; i < tokens.length; i++) {
      int token = grid.at(d.top + i / w, d.left + i % w);
      if (token == TokenGrid.UNKNOWN) {
        token = i % w > 0 ? tokens[i - 1] : i >= w ? tokens[i - w] : 0;
      }
      tokens[i] = token;
    }
    return new TokenGrid(d.rows(), w, tokens);
  }
}
