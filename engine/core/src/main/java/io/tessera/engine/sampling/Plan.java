package io.tessera.engine.sampling;

import io.tessera.api.SlidingWindow;
import java.util.BitSet;
import java.util.List;

/**
 * The steps that fill a grid. A step's cells do not depend on each other: they are one batch.
 *
 * @param cells what is sampled, row-major
 * @param slots how many runs are under way at once, at most
 */
public record Plan(
    SlidingWindow window, Pace pace, BitSet cells, List<List<Draw>> steps, int slots) {

  /**
   * One cell to be sampled.
   *
   * @param index of the cell in its run
   */
  public record Draw(Run run, int index) {
    public int cell() {
      return run.cells().get(index);
    }
  }

  public Plan {
    cells = (BitSet) cells.clone();
    steps = steps.stream().map(List::copyOf).toList();
  }

  @Override
  public BitSet cells() {
    return (BitSet) cells.clone();
  }

  /**
   * Whether a cell may look at one that comes before it in its window: always, unless a draft's
   * step does not wait for it.
   */
  public boolean sees(int cell, int earlier) {
    return sees(window, pace, cells, cell, earlier);
  }

  static boolean sees(SlidingWindow window, Pace pace, BitSet cells, int cell, int earlier) {
    return !cells.get(earlier)
        || pace.sees(
            cell / window.columns() - earlier / window.columns(),
            earlier % window.columns() - cell % window.columns());
  }
}
