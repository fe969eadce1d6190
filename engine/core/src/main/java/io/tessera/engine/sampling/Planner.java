package io.tessera.engine.sampling;

import io.tessera.api.Schedule;
import io.tessera.api.SlidingWindow;
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
  private final Pace pace;
  private final BitSet cells;

  /** First column and first row of the window that the cells of each column and row see. */
  private final int[] left;

  private final int[] top;

  private Planner(SlidingWindow window, Schedule schedule, BitSet cells) {
    this.window = window;
    Pace asked = Pace.of(schedule);
    // In another order every cell waits for all before it: there is nothing to draft.
    this.pace = window.isRaster() || asked.oneByOne() ? asked : Pace.of(Schedule.EXACT);
    this.cells = cells;
    this.left = starts(window.columns(), window.size(), pace.columns());
    this.top = starts(window.rows(), window.size(), pace.rows());
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
   * Where the window begins that is seen from each place along one side of the grid, if it moves
   * every {@code stride} places. The places between two moves lie around the window's middle. The
   * first ones are a multiple of the stride, where that fits the window, so that the rows under way
   * move their windows in the same steps.
   *
   * @param length of the grid's side
   * @param size of the window
   */
  static int[] starts(int length, int size, int stride) {
    int last = length - size;
    int first = Math.max(0, Math.min(size / 2 - (stride - 1) / 2, size - stride));
    int[] starts = new int[length];
    int now = 0;
    int aligned = (first + 2 * stride - 1) / stride * stride;
    int atEdge = stride > 1 && aligned <= size ? aligned : Math.min(first + stride, size);
    for (int place = 0; place < length; place++) {
      int reach = now == 0 ? atEdge : Math.min(first + stride, size);
      if (now < last && place - now >= reach) {
        now = Math.min(place - first, last);
      }
      starts[place] = now;
    }
    return starts;
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
    return new Plan(window, pace, cells, steps, slots);
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

  /** Cells with one window, of a row or of all that it stands still for. */
  private List<Draft> runs() {
    if (!window.isRaster()) {
      return orderedRuns();
    }
    // Over several rows a run's keys and values stay as long as these rows are under way. That is
    // worth the memory where windows stand still by intent, not for a few at the grid's edges.
    boolean manyRows = window.columns() == window.size() || pace.rows() > 1;
    List<Draft> runs = new ArrayList<>();
    Map<List<Integer>, Draft> open = new HashMap<>();
    for (int cell = cells.nextSetBit(0); cell >= 0; cell = cells.nextSetBit(cell + 1)) {
      int row = cell / window.columns();
      int t = top[row];
      int l = left[cell % window.columns()];
      List<Integer> key =
          !pace.keeps() ? List.of(cell) : manyRows ? List.of(t, l) : List.of(row, l);
      Draft run = open.get(key);
      if (run == null) {
        run = new Draft(t, l);
        open.put(key, run);
        runs.add(run);
      }
      run.cells.add(cell);
    }
    return runs;
  }

  /** One run; the original makes each cell by itself. */
  private List<Draft> orderedRuns() {
    List<Draft> runs = new ArrayList<>();
    for (int cell : window.order().cells(window.size())) {
      if (cells.get(cell)) {
        if (runs.isEmpty() || pace.oneByOne()) {
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
    if (pace.oneByOne() || !window.isRaster()) {
      int next = 0;
      for (Draft run : runs) {
        for (int cell : run.cells) {
          time[cell] = next++;
        }
      }
      return time;
    }
    Map<Integer, Draft> of = new HashMap<>();
    runs.forEach(run -> run.cells.forEach(cell -> of.put(cell, run)));
    // Row by row: the rows of one run depend on other runs between them.
    cells.stream().forEach(cell -> time[cell] = 1 + latest(of.get(cell), cell, time));
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
        if (time[earlier] > latest && Plan.sees(window, pace, cells, cell, earlier)) {
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
