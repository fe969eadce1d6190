package io.tessera.engine.render;

import io.tessera.engine.image.RgbImage;
import io.tessera.engine.model.FirstStage;
import io.tessera.engine.model.TokenGrid;
import io.tessera.engine.sampling.SampledToken;
import io.tessera.engine.torch.HostTensor;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/**
 * Decodes what changed, with some cells around it, and takes no more than a share of the time for
 * it.
 */
final class Previewer {
  /** Cells around a change that are decoded with it, because convolutions and norms look there. */
  private static final int MARGIN = 4;

  /** Largest share of the time that goes into previews. */
  private static final double SHARE = 0.15;

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

    int rows() {
      return bottom - top + 1;
    }

    int columns() {
      return right - left + 1;
    }
  }

  private final FirstStage firstStage;

  /** What changed since the last preview, by row. */
  private final TreeMap<Integer, Box> changes = new TreeMap<>();

  private long due = System.nanoTime() + 150_000_000L;

  Previewer(FirstStage firstStage) {
    this.firstStage = firstStage;
  }

  void changed(SampledToken token) {
    Box cell = new Box(token.row(), token.row(), token.column(), token.column());
    changes.merge(token.row(), cell, Box::around);
  }

  boolean isDue() {
    return !changes.isEmpty() && System.nanoTime() >= due;
  }

  /**
   * Decodes the cells that changed since the last preview, and those above and to the left, which
   * look better now: row by row where rows are under way in different places, all at once where
   * that is less work. Cells that are not sampled yet are not shown.
   */
  List<RenderEvent.Preview> decode(TokenGrid grid) {
    long began = System.nanoTime();
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
    changes.clear();
    long took = System.nanoTime() - began;
    due = System.nanoTime() + Math.max(80_000_000L, (long) (took * (1 / SHARE - 1)));
    return previews;
  }

  /**
   * Decodes some cells of a grid with those around them: nearly what the whole picture will show
   * there, in a fraction of its time.
   *
   * @param cells row-major; not empty
   */
  static RenderEvent.Preview part(FirstStage firstStage, TokenGrid grid, BitSet cells) {
    int columns = grid.columns();
    Box box =
        cells.stream()
            .mapToObj(c -> new Box(c / columns, c / columns, c % columns, c % columns))
            .reduce(Box::around)
            .orElseThrow()
            .grown(grid, 1, 1, 1, 1);
    Box around = box.grown(grid, MARGIN, MARGIN, MARGIN, MARGIN);
    RgbImage pixels = new Previewer(firstStage).pixels(grid, around);
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
    HostTensor x = firstStage.decode(filled(grid, box));
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
