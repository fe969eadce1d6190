package io.tessera.api;

import java.util.Locale;

/**
 * The window of cells that the transformer sees around each cell (section 3.3; {@code
 * sample_conditional.py}), generalised from 16 to any side.
 *
 * @param rows height of the token grid
 * @param columns width of the token grid
 * @param size side of the window, at most both
 * @param order of the cells within the window; another than row by row needs a window that is the
 *     whole grid
 */
public record SlidingWindow(int rows, int columns, int size, TokenOrder order) {
  /** A window whose cells come row by row. */
  public SlidingWindow(int rows, int columns, int size) {
    this(rows, columns, size, TokenOrder.RASTER);
  }

  public SlidingWindow {
    if (size < 1 || rows < size || columns < size) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a window of %d × %d does not fit a grid of %d × %d tokens",
              size,
              size,
              rows,
              columns));
    }
    if (order != TokenOrder.RASTER && (rows > size || columns > size)) {
      throw new IllegalArgumentException("a window in the order " + order + " cannot slide");
    }
  }

  /** First row of the window around a cell in this row. */
  public int startRow(int row) {
    return start(row, rows);
  }

  /** First column of the window around a cell in this column. */
  public int startColumn(int column) {
    return start(column, columns);
  }

  private int start(int position, int length) {
    int half = size / 2;
    int local;
    if (position <= half) {
      local = position;
    } else if (length - position < size - half) {
      local = size - (length - position);
    } else {
      local = half;
    }
    return position - local;
  }

  /** Whether cells come row by row. */
  public boolean isRaster() {
    return order == TokenOrder.RASTER;
  }

  /**
   * Largest window whose sequence a transformer can take: condition, then the window's tokens
   * without the last.
   *
   * @param block longest sequence of the transformer
   * @param prefix condition tokens that do not depend on the window
   * @param grid whether a condition token stands for every cell of the window too
   */
  public static int largest(int block, int prefix, boolean grid) {
    int cells = (block + 1 - prefix) / (grid ? 2 : 1);
    return (int) Math.sqrt(Math.max(0, cells));
  }
}
