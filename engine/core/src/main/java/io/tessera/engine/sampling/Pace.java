package io.tessera.engine.sampling;

import io.tessera.api.Schedule;

/**
 * What a schedule means for the planner.
 *
 * @param oneByOne every cell in a step of its own, its whole window through the network, nothing
 *     kept
 * @param keeps whether keys and values are kept from cell to cell of a row
 * @param columns the window moves every so many columns
 * @param rows the same, of rows
 * @param lag columns that a row stays behind the one above it; {@link #WAITS} where it waits for
 *     all that its window shows
 */
record Pace(boolean oneByOne, boolean keeps, int columns, int rows, int lag) {
  static final int WAITS = Integer.MAX_VALUE;

  static Pace of(Schedule schedule) {
    return switch (schedule) {
      case Schedule.Reference r -> new Pace(true, false, 1, 1, WAITS);
      case Schedule.Exact e -> new Pace(false, true, 1, 1, WAITS);
      case Schedule.Strided s -> new Pace(false, true, s.columns(), s.rows(), WAITS);
      // A draft's next cell sees more of the rows above than the last one did, so nothing can be
      // kept.
      case Schedule.Wavefront w -> new Pace(false, false, 1, 1, w.lag());
    };
  }

  /**
   * Whether a cell may look at one that comes before it in its window, and so waits for it.
   *
   * @param above rows that the earlier cell lies above it
   * @param right columns that it lies to the right of it
   */
  boolean sees(int above, int right) {
    return lag == WAITS || right < above * lag;
  }
}
