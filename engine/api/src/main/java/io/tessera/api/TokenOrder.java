package io.tessera.api;

import io.tessera.api.image.NumpyRandom;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The order in which a transformer writes the cells of its window ({@code
 * taming.modules.transformer.permuter}). All but rows from the top fill one window that stands
 * still: a window that slides needs its known cells to come first.
 */
public enum TokenOrder {
  /** Row by row, each from the left. */
  RASTER("Identity"),
  /** Every second cell of every second row, recursively: coarse before fine. */
  SUBSAMPLE("Subsample"),
  /** Morton's curve. */
  Z_CURVE("ZCurve"),
  SPIRAL_OUT("SpiralOut"),
  SPIRAL_IN("SpiralIn"),
  /** One fixed shuffle, NumPy's of seed 1. */
  RANDOM("Random"),
  /** Row by row, every second one from the right. */
  ALTERNATE("AlternateParsing");

  private final String original;

  TokenOrder(String original) {
    this.original = original;
  }

  /** The original's name of it. */
  public String original() {
    return original;
  }

  /**
   * Cells of a window in this order, by their row-major number.
   *
   * @param size side of the window: a power of two for SUBSAMPLE and Z_CURVE, even for spirals
   */
  public int[] cells(int size) {
    return switch (this) {
      case RASTER -> IntStream.range(0, size * size).toArray();
      case SUBSAMPLE -> by(size, (row, column) -> subsample(row, column, size));
      case Z_CURVE -> by(size, TokenOrder::interleave);
      case SPIRAL_OUT -> spiral(size);
      case SPIRAL_IN -> reversed(spiral(size));
      case RANDOM -> new NumpyRandom(1).permutation(size * size);
      case ALTERNATE ->
          by(size, (row, column) -> row * size + (row % 2 == 0 ? column : size - 1 - column));
    };
  }

  /** When a cell's turn is. */
  private interface Turn {
    int of(int row, int column);
  }

  private static int[] by(int size, Turn turn) {
    return IntStream.range(0, size * size)
        .boxed()
        .sorted(Comparator.comparingInt(cell -> turn.of(cell / size, cell % size)))
        .mapToInt(cell -> cell)
        .toArray();
  }

  /** Bits of row and column by turns, the row's above the column's. */
  private static int interleave(int row, int column) {
    int z = 0;
    for (int bit = 0; bit < 15; bit++) {
      z |= (column >> bit & 1) << 2 * bit | (row >> bit & 1) << 2 * bit + 1;
    }
    return z;
  }

  /** As on the Z curve, but the lowest bits of row and column count most. */
  private static int subsample(int row, int column, int size) {
    int turn = 0;
    for (int bit = 0; 1 << bit < size; bit++) {
      turn = turn << 2 | (row >> bit & 1) << 1 | column >> bit & 1;
    }
    return turn;
  }

  /** From left of the middle up, right, down and left, ever farther. */
  private static int[] spiral(int size) {
    int[] cells = new int[size * size];
    int row = size / 2;
    int column = size / 2 - 1;
    int n = 0;
    cells[n++] = row * size + column;
    int[] down = {-1, 0, 1, 0};
    int[] right = {0, 1, 0, -1};
    for (int leg = 0; n < cells.length; leg++) {
      for (int k = 0; k <= leg / 2 && n < cells.length; k++) {
        row += down[leg % 4];
        column += right[leg % 4];
        cells[n++] = row * size + column;
      }
    }
    return cells;
  }

  private static int[] reversed(int[] cells) {
    return IntStream.range(0, cells.length).map(i -> cells[cells.length - 1 - i]).toArray();
  }
}
