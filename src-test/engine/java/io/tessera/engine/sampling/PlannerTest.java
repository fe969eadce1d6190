package io.tessera.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tessera.api.Schedule;
import io.tessera.api.SlidingWindow;
import io.tessera.api.fault.InputException;
import io.tessera.engine.sampling.Plan.Draw;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlannerTest {

  private static BitSet all(SlidingWindow w) {
    BitSet cells = new BitSet();
    cells.set(0, w.rows() * w.columns());
    return cells;
  }

  private static BitSet some(SlidingWindow w, int mask) {
    BitSet cells = all(w);
    if (mask > 0) {
      Random random = new Random(mask);
      for (int c = 0; c < w.rows() * w.columns(); c++) {
        cells.set(c, random.nextInt(4) > 0);
      }
    }
    return cells;
  }

  @Provide
  Arbitrary<Schedule> schedules() {
    return Arbitraries.oneOf(
        Arbitraries.of(Schedule.EXACT, Schedule.REFERENCE),
        Arbitraries.integers().between(1, 12).map(Schedule.Strided::new),
        Combinators.combine(
                Arbitraries.integers().between(1, 12), Arbitraries.integers().between(2, 12))
            .as(Schedule.Strided::new),
        Arbitraries.integers().between(1, 12).map(Schedule.Wavefront::new));
  }

  @Property(tries = 300)
  void everyCellOnceAfterAllThatItLooksAt(
      @ForAll("schedules") Schedule schedule,
      @ForAll @IntRange(min = 1, max = 9) int size,
      @ForAll @IntRange(max = 12) int moreRows,
      @ForAll @IntRange(max = 20) int moreColumns,
      @ForAll @IntRange(max = 5) int mask) {
    SlidingWindow w = new SlidingWindow(size + moreRows, size + moreColumns, size);
    BitSet cells = some(w, mask);
    Plan plan = Planner.plan(w, schedule, cells);
    Map<Integer, Integer> step = new HashMap<>();
    for (int s = 0; s < plan.steps().size(); s++) {
      assertThat(plan.steps().get(s)).isNotEmpty();
      for (Draw d : plan.steps().get(s)) {
        assertThat(step.put(d.cell(), s)).as("cell %d twice", d.cell()).isNull();
      }
    }
    assertThat(step.keySet()).isEqualTo(new java.util.HashSet<>(cells.stream().boxed().toList()));
    for (List<Draw> draws : plan.steps()) {
      for (Draw d : draws) {
        dependencies(w, d, plan, step);
      }
    }
  }

  /** The cell lies in its window, and what the window shows before it is sampled or known. */
  private static void dependencies(SlidingWindow w, Draw d, Plan plan, Map<Integer, Integer> step) {
    Run run = d.run();
    int row = d.cell() / w.columns();
    int column = d.cell() % w.columns();
    assertThat(run.top()).isBetween(0, w.rows() - w.size());
    assertThat(run.left()).isBetween(0, w.columns() - w.size());
    assertThat(row - run.top()).isBetween(0, w.size() - 1);
    assertThat(column - run.left()).isBetween(0, w.size() - 1);
    for (int r = run.top(); r <= row; r++) {
      for (int c = run.left(); c < run.left() + w.size() && !(r == row && c >= column); c++) {
        int earlier = r * w.columns() + c;
        boolean inOneRun = run.cells().contains(earlier);
        if (plan.sees(d.cell(), earlier) || inOneRun) {
          assertThat(step.getOrDefault(earlier, -1)).isLessThan(step.get(d.cell()));
        }
        boolean draft = plan.pace().lag() != Pace.WAITS;
        assertThat(draft || plan.sees(d.cell(), earlier)).isTrue();
      }
    }
  }

  @Property(tries = 200)
  void runsUnderWayHaveSlotsOfTheirOwn(
      @ForAll("schedules") Schedule schedule,
      @ForAll @IntRange(min = 2, max = 8) int size,
      @ForAll @IntRange(max = 10) int moreRows,
      @ForAll @IntRange(max = 30) int moreColumns,
      @ForAll @IntRange(max = 5) int mask) {
    SlidingWindow w = new SlidingWindow(size + moreRows, size + moreColumns, size);
    Plan plan = Planner.plan(w, schedule, some(w, mask));
    Map<Integer, Run> open = new HashMap<>();
    for (List<Draw> draws : plan.steps()) {
      for (Draw d : draws) {
        assertThat(d.run().slot()).isBetween(0, plan.slots() - 1);
        if (d.index() == 0) {
          assertThat(open.put(d.run().slot(), d.run())).isNull();
        } else {
          assertThat(open.get(d.run().slot())).isEqualTo(d.run());
        }
      }
      draws.stream()
          .filter(d -> d.index() == d.run().cells().size() - 1)
          .forEach(d -> open.remove(d.run().slot()));
    }
    assertThat(open).isEmpty();
  }

  @Property
  void aStrideOfOneIsTheOriginalsWindow(
      @ForAll @IntRange(min = 1, max = 20) int size, @ForAll @IntRange(max = 60) int more) {
    SlidingWindow w = new SlidingWindow(size, size + more, size);
    int[] left = Planner.starts(size + more, size, 1);
    for (int c = 0; c < left.length; c++) {
      assertThat(left[c]).isEqualTo(w.startColumn(c));
    }
  }

  @Property
  void stridesMoveTheWindowByThemselves(
      @ForAll @IntRange(min = 1, max = 20) int size,
      @ForAll @IntRange(max = 60) int more,
      @ForAll @IntRange(min = 1, max = 64) int stride) {
    int[] left = Planner.starts(size + more, size, stride);
    for (int c = 1; c < left.length; c++) {
      int move = left[c] - left[c - 1];
      int usual = Math.min(stride, size);
      boolean first = left[c - 1] == 0 && move >= usual && move < 2 * usual;
      boolean last = left[c] == more && move < 2 * usual;
      assertThat(move == 0 || move == usual || first || last).as("move by %d", move).isTrue();
    }
  }

  /** The figure of the paper's picture: 80 × 52 tokens, window 16. */
  @ParameterizedTest
  @CsvSource({
    "exact, 896, 5",
    "strided:8, 896, 5",
    "strided:8x4, 896, 20",
    "reference, 4160, 1",
    "wavefront:4, 284, 20"
  })
  void stepsOfTheLargePicture(String schedule, int steps, int slots) {
    SlidingWindow w = new SlidingWindow(52, 80, 16);
    Plan plan = Planner.plan(w, Schedule.of(schedule), all(w));
    assertThat(plan.steps()).hasSize(steps);
    assertThat(plan.slots()).isLessThanOrEqualTo(slots);
  }

  @Test
  void aPictureOfOneWindowIsOneRun() {
    SlidingWindow w = new SlidingWindow(16, 16, 16);
    Plan plan = Planner.plan(w, Schedule.EXACT, all(w));
    assertThat(plan.steps()).hasSize(256);
    assertThat(plan.steps().getFirst().getFirst().run().cells()).hasSize(256);
    assertThat(plan.slots()).isEqualTo(1);
  }

  @Test
  void idsAreReadBack() {
    for (String id : List.of("exact", "reference", "strided:8", "strided:8x4", "wavefront:3")) {
      assertThat(Schedule.of(id).id()).isEqualTo(id);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "fast",
        "strided",
        "strided:0",
        "strided:65",
        "strided:8x",
        "strided:8x0",
        "strided:8x65",
        "wavefront:-1",
        "exact:2"
      })
  void othersAreRefused(String id) {
    assertThatThrownBy(() -> Schedule.of(id)).isInstanceOf(InputException.class);
  }
}
