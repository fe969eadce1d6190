package io.tessera.engine.render;

import io.tessera.engine.fault.InputException;
import io.tessera.engine.image.LabelMap;
import io.tessera.engine.model.Condition;
import io.tessera.engine.model.TokenGrid;
import java.util.BitSet;

/**
 * A finished picture whose layout was changed in places: only what the change touches is sampled
 * again.
 *
 * @param done the finished render
 * @param layout of the same size as the one it was made from
 */
public record LayoutEdit(RenderState done, LabelMap layout) {

  /** The request of the edited picture: the same but for its layout. */
  public RenderRequest request() {
    RenderRequest r = done.request();
    return new RenderRequest(
        r.model(),
        new Condition.Layout(layout),
        r.tags(),
        r.width(),
        r.height(),
        r.seed(),
        r.sampler(),
        r.guidance(),
        r.schedule(),
        r.previews());
  }

  /**
   * The cells under pixels whose label changed, and those within {@code reach} cells that come
   * after one of them and so look at it: below, and to both sides there.
   *
   * @param reach 0 or more; the window's side is all that the next cell can see
   * @throws InputException if the layouts differ in size, or the picture has none
   */
  public BitSet cells(int reach) {
    if (!(done.request().condition() instanceof Condition.Layout old)) {
      throw new InputException("the picture was not made from a layout, so none can be changed");
    }
    LabelMap before = old.map();
    if (before.width() != layout.width() || before.height() != layout.height()) {
      throw new InputException(
          "the layout measures %d × %d now, but %d × %d when the picture was made"
              .formatted(layout.width(), layout.height(), before.width(), before.height()));
    }
    int rows = done.tokens().rows();
    int columns = done.tokens().columns();
    BitSet cells = new BitSet();
    byte[] a = before.labels();
    byte[] b = layout.labels();
    for (int i = 0; i < a.length; i++) {
      if (a[i] != b[i]) {
        int row = (int) ((long) (i / layout.width()) * rows / layout.height());
        int column = (int) ((long) (i % layout.width()) * columns / layout.width());
        cells.set(row * columns + column);
      }
    }
    return after(cells, rows, columns, reach);
  }

  private static BitSet after(BitSet changed, int rows, int columns, int reach) {
    BitSet out = (BitSet) changed.clone();
    changed.stream()
        .forEach(
            cell -> {
              int row = cell / columns;
              int column = cell % columns;
              for (int r = row; r <= Math.min(rows - 1, row + reach); r++) {
                int left = r == row ? column : Math.max(0, column - reach);
                int right = Math.min(columns - 1, column + reach);
                out.set(r * columns + left, r * columns + right + 1);
              }
            });
    return out;
  }

  /**
   * A render that has only those cells to sample.
   *
   * @param reach see {@link #cells}
   */
  public RenderState reopened(int reach) {
    BitSet cells = cells(reach);
    int[] tokens = done.tokens().tokens();
    float[] logs = done.logProbabilities();
    cells.stream()
        .forEach(
            c -> {
              tokens[c] = TokenGrid.UNKNOWN;
              logs[c] = 0;
            });
    return new RenderState(
        request(),
        new TokenGrid(done.tokens().rows(), done.tokens().columns(), tokens),
        logs,
        cells);
  }
}
