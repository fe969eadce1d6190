package io.tessera.engine.sampling;

import io.tessera.api.SlidingWindow;

/** Which cell of a window comes at which place of its sequence. */
public final class Places {
  private final int size;
  private final int[] cells;
  private final int[] places;

  public Places(SlidingWindow window) {
    this.size = window.size();
    this.cells = window.order().cells(size);
    this.places = new int[cells.length];
    for (int place = 0; place < cells.length; place++) {
      places[cells[place]] = place;
    }
  }

  /**
   * Picture tokens of the window that come before a cell.
   *
   * @param row in the window
   * @param column in the window
   */
  public int of(int row, int column) {
    return places[row * size + column];
  }

  /** Row in the window of the cell at a place. */
  public int row(int place) {
    return cells[place] / size;
  }

  /** Column in the window of the cell at a place. */
  public int column(int place) {
    return cells[place] % size;
  }
}
