package io.tessera.engine.sampling;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns a grid, a window, a schedule and the cells to be sampled into steps: the same for a whole
 * picture, a completion, a repainted region and several candidates.
 *
 * <p>Every cell is sampled as early as the cells allow that its window shows before it. With the
 * original's window of 16 a row so follows the one above it 16 columns behind: at the left edge the
 * window stands still, and its right side must be there first. 80 × 52 cells take 80 + 51 · 16
 * steps.
 */
public final class Planner {
  private final SlidingWindow window;
  private final Schedule schedule;
  private final BitSet cells;
  private final int[] left;

  private Planner(SlidingWindow window, Schedule schedule, BitSet cells) {
    this.window = window;
    // In another order every cell waits for all before it: there is nothing to draft.
    this.schedule =
        window.isRaster() || schedule instanceof Schedule.Reference ? schedule : Schedule.EXACT;
    this.cells = cells;
    this.left = lefts(window, this.schedule instanceof Schedule.Strided s ? s.columns() : 1);
  }

  /**
   * @param cells row-major indices of the cells to be sampled; all others are known
   */
  public static Plan plan(SlidingWindow window, Schedule schedule, BitSet cells) {
    return new Planner(window, schedule, (BitSet) cells.clone()).plan();
  }

  /** A plan that samples every cell. */
  public static Plan plan(SlidingWindow window, Schedule schedule) {
    BitSet all = new BitSet();
    all.set(0, window.rows() * window.columns());
    return plan(window, schedule, all);
  }

  /**
   * First column of the window that each column's cells are seen through, where it moves every
   * {@code stride} columns. The columns between two moves lie around the window's middle. The first
   * columns are a multiple of the stride, where that fits the window, so that the rows under way
   * move their windows in the same steps.
   */
  static int[] lefts(SlidingWindow window, int stride) {
    int size = window.size();
    int last = window.columns() - size;
    int first = Math.max(0, Math.min(size / 2 - (stride - 1) / 2, size - stride));
    int[] left = new int[window.columns()];
    int now = 0;
    int aligned = (first + 2 * stride - 1) / stride * stride;
    int atEdge = stride > 1 && aligned <= size ? aligned : Math.min(first + stride, size);
    for (int c = 0; c < left.length; c++) {
      int reach = now == 0 ? atEdge : Math.min(first + stride, size);
      if (now < last && c - now >= reach) {
        now = Math.min(c - first, last);
      }
      left[c] = now;
    }
    return left;
  }

  private Plan plan() {
    List<Draft> runs = runs();
    int[] time = times(runs);
    List<List<Plan.Draw>> steps = new ArrayList<>();
    int slots = slots(runs, time);
    for (Draft draft : runs) {
      Run run = new Run(draft.top, draft.left, draft.cells, draft.slot);
      for (int i = 0; i < run.cells().size(); i++) {
        int t = time[run.cells().get(i)];
        while (steps.size() <= t) {
          steps.add(new ArrayList<>());
        }
        steps.get(t).add(new Plan.Draw(run, i));
      }
    }
    steps.removeIf(List::isEmpty);
    return new Plan(window, schedule, cells, steps, slots);
  }

  /** A run without its slot yet. */
  private static final class Draft {
    final int top;
    final int left;
    final List<Integer> cells = new ArrayList<>();
    int slot;

    Draft(int top, int left) {
      this.top = top;
      this.left = left;
    }
  }

  /** Cells of a row with one window; of several rows where the window is as wide as the grid. */
  private List<Draft> runs() {
    if (!window.isRaster()) {
      return orderedRuns();
    }
    List<Draft> runs = new ArrayList<>();
    // A draft's next cell sees more of the rows above than the last one did, so nothing can be
    // kept.
    boolean single =
        schedule instanceof Schedule.Reference || schedule instanceof Schedule.Wavefront;
    boolean wholeRows = window.columns() == window.size();
    int row = -1;
    Draft open = null;
    for (int cell = cells.nextSetBit(0); cell >= 0; cell = cells.nextSetBit(cell + 1)) {
      int r = cell / window.columns();
      int top = window.startRow(r);
      int l = left[cell % window.columns()];
      boolean fits =
          open != null && !single && (r == row || wholeRows) && open.top == top && open.left == l;
      if (!fits || open == null) {
        open = new Draft(top, l);
        runs.add(open);
      }
      open.cells.add(cell);
      row = r;
    }
    return runs;
  }

  /** One run; the original makes each cell by itself. */
  private List<Draft> orderedRuns() {
    List<Draft> runs = new ArrayList<>();
    for (int cell : window.order().cells(window.size())) {
      if (cells.get(cell)) {
        if (runs.isEmpty() || schedule instanceof Schedule.Reference) {
          runs.add(new Draft(0, 0));
        }
        runs.getLast().cells.add(cell);
      }
    }
    return runs;
  }

  /** The step of every cell: one after the latest of those it depends on. */
  private int[] times(List<Draft> runs) {
    int[] time = new int[window.rows() * window.columns()];
    Arrays.fill(time, -1);
    int next = 0;
    for (Draft run : runs) {
      for (int cell : run.cells) {
        boolean byTurns = schedule instanceof Schedule.Reference || !window.isRaster();
        time[cell] = byTurns ? next++ : 1 + latest(run, cell, time);
      }
    }
    return time;
  }

  private int latest(Draft run, int cell, int[] time) {
    int columns = window.columns();
    int latest = -1;
    int row = cell / columns;
    for (int r = run.top; r <= row; r++) {
      int end = r < row ? run.left + window.size() : cell % columns;
      for (int c = run.left; c < end; c++) {
        int earlier = r * columns + c;
        if (time[earlier] > latest && Plan.sees(window, schedule, cells, cell, earlier)) {
          latest = time[earlier];
        }
      }
    }
    return latest;
  }

  /**
   * Gives every run the first slot that is free while it is under way; tells how many there are.
   */
  private static int slots(List<Draft> runs, int[] time) {
    List<Draft> byStart = new ArrayList<>(runs);
    byStart.sort((a, b) -> Integer.compare(time[a.cells.getFirst()], time[b.cells.getFirst()]));
    BitSet taken = new BitSet();
    Map<Integer, List<Draft>> ending = new HashMap<>();
    int now = 0;
    int slots = 0;
    for (Draft run : byStart) {
      for (int start = time[run.cells.getFirst()]; now < start; now++) {
        ending.getOrDefault(now, List.of()).forEach(r -> taken.clear(r.slot));
      }
      run.slot = taken.nextClearBit(0);
      taken.set(run.slot);
      ending.computeIfAbsent(time[run.cells.getLast()], k -> new ArrayList<>()).add(run);
      slots = Math.max(slots, run.slot + 1);
    }
    return slots;
  }
}
