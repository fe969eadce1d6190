package io.tessera.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tessera.api.SlidingWindow;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SlidingWindowTest {

  /** The rule as sample_conditional.py writes it, with 16 and 8 as they stand there. */
  private static int originalStart(int i, int h) {
    int local;
    if (i <= 8) {
      local = i;
    } else if (h - i < 8) {
      local = 16 - (h - i);
    } else {
      local = 8;
    }
    return i - local;
  }

  @Property
  void isTheOriginalsAtSixteen(
      @ForAll @IntRange(min = 16, max = 300) int length, @ForAll @IntRange(max = 299) int at) {
    if (at < length) {
      assertThat(new SlidingWindow(length, length, 16).startRow(at))
          .isEqualTo(originalStart(at, length));
    }
  }

  @Property
  void liesInTheGridAndHoldsTheCell(
      @ForAll @IntRange(min = 1, max = 40) int size,
      @ForAll @IntRange(max = 100) int moreRows,
      @ForAll @IntRange(max = 100) int moreColumns,
      @ForAll @IntRange(max = 139) int r,
      @ForAll @IntRange(max = 139) int c) {
    SlidingWindow w = new SlidingWindow(size + moreRows, size + moreColumns, size);
    int row = r % w.rows();
    int column = c % w.columns();
    assertThat(w.startRow(row)).isBetween(0, w.rows() - size);
    assertThat(row - w.startRow(row)).isBetween(0, size - 1);
    assertThat(w.startColumn(column)).isBetween(0, w.columns() - size);
    assertThat(column - w.startColumn(column)).isBetween(0, size - 1);
  }

  @Property
  void neverMovesBack(
      @ForAll @IntRange(min = 1, max = 40) int size, @ForAll @IntRange(max = 100) int more) {
    SlidingWindow w = new SlidingWindow(size + more, size, size);
    for (int row = 1; row < w.rows(); row++) {
      assertThat(w.startRow(row) - w.startRow(row - 1)).isBetween(0, size);
    }
  }

  @Test
  void aGridSmallerThanTheWindowIsRefused() {
    assertThatThrownBy(() -> new SlidingWindow(15, 40, 16)).hasMessageContaining("16");
  }

  @Test
  void theWindowFollowsFromTheBlock() {
    assertThat(SlidingWindow.largest(512, 0, true)).isEqualTo(16);
    assertThat(SlidingWindow.largest(511, 0, true)).isEqualTo(16);
    assertThat(SlidingWindow.largest(256, 1, false)).isEqualTo(16);
    assertThat(SlidingWindow.largest(128, 0, true)).isEqualTo(8);
  }
}
