package io.tessera.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class AheadTest {
  @Test
  void makesBatchesInOrderAndEachOnce() {
    List<Long> made = new CopyOnWriteArrayList<>();
    try (Ahead<Long> ahead =
        new Ahead<>(
            step -> {
              made.add(step);
              return step * 10;
            })) {
      for (long step = 5; step < 9; step++) {
        assertThat(ahead.get(step)).isEqualTo(step * 10);
      }
    }
    assertThat(made).startsWith(5L, 6L, 7L, 8L).doesNotHaveDuplicates().isSorted();
  }

  @Test
  void aFaultIsToldAtItsStep() {
    try (Ahead<Long> ahead =
        new Ahead<>(
            step -> {
              if (step == 1) {
                throw new IllegalArgumentException("no picture");
              }
              return step;
            })) {
      assertThat(ahead.get(0)).isZero();
      assertThatThrownBy(() -> ahead.get(1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("no picture");
    }
  }
}
