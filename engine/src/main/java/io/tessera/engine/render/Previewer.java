package io.tessera.engine.render;

import io.tessera.engine.image.RgbImage;
import io.tessera.engine.model.FirstStage;
import io.tessera.engine.model.TokenGrid;
import io.tessera.engine.sampling.SampledToken;
import io.tessera.engine.torch.HostTensor;
import java.util.ArrayList;
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
    Box grown(TokenGrid grid, int up, int down, int aside) {
      return new Box(
          Math.max(0, top - up),
          Math.min(grid.rows() - 1, bottom + down),
          Math.max(0, left - aside),
          Math.min(grid.columns() - 1, right + aside));
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
   * Decodes the cells that changed since the last preview, and those beside them, which look better
   * now: row by row where rows are under way in different places, at once where that is less work.
   */
  List<RenderEvent.Preview> decode(TokenGrid grid) {
    long began = System.nanoTime();
    Box all = changes.values().stream().reduce(Box::around).orElseThrow();
    Collection<Box> boxes =
        work(grid, all) <= changes.values().stream().mapToInt(b -> work(grid, b)).sum()
            ? List.of(all)
            : changes.values();
    List<RenderEvent.Preview> previews = new ArrayList<>();
    boxes.forEach(box -> previews.add(decode(grid, box)));
    changes.clear();
    long took = System.nanoTime() - began;
    due = System.nanoTime() + Math.max(80_000_000L, (long) (took * (1 / SHARE - 1)));
    return previews;
  }

  private static Box decoded(TokenGrid grid, Box box) {
    return box.grown(grid, MARGIN, 1, MARGIN);
  }

  private static int work(TokenGrid grid, Box box) {
    Box d = decoded(grid, box);
    return d.rows() * d.columns();
  }

  private RenderEvent.Preview decode(TokenGrid grid, Box box) {
    Box d = decoded(grid, box);
    Box shown = box.grown(grid, 1, 0, 1);
    HostTensor x = firstStage.decode(filled(grid, d));
    int f = firstStage.factor();
    RgbImage part =
        RgbImage.fromNetwork(
            x.floats(), (int) x.shape()[1], (int) x.shape()[3], (int) x.shape()[2]);
    RgbImage pixels =
        part.crop(
            (shown.left - d.left) * f,
            (shown.top - d.top) * f,
            shown.columns() * f,
            shown.rows() * f);
    return new RenderEvent.Preview(shown.left * f, shown.top * f, pixels);
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
