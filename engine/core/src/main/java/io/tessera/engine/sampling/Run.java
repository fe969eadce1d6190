package io.tessera.engine.sampling;

import java.util.List;

/**
 * Cells that are sampled one after another through one window while it stands still: the first from
 * a whole prefix, the others from one token more each.
 *
 * @param top first row of the window
 * @param left first column of the window
 * @param cells row-major indices in the grid, in the order of the window's places
 * @param slot which of the plan's slots holds the run's keys and values while it is under way
 */
public record Run(int top, int left, List<Integer> cells, int slot) {
  public Run {
    cells = List.copyOf(cells);
  }
}
