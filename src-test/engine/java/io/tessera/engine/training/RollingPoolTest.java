package io.tessera.engine.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RollingPoolTest {
  private static RollingPool<Long> pool(AtomicInteger made) {
    return new RollingPool<>(
        n -> {
          made.incrementAndGet();
          return n;
        },
        step -> 4 + step * 3 / 2,
        6,
        9,
        2);
  }

  @Test
  void newOnesEnterAndTheOldestLeave() {
    try (RollingPool<Long> pool = pool(new AtomicInteger())) {
      assertThat(pool.at(0)).containsExactly(0L, 1L, 2L, 3L);
      assertThat(pool.at(1)).containsExactly(0L, 1L, 2L, 3L, 4L);
      assertThat(pool.at(4)).containsExactly(4L, 5L, 6L, 7L, 8L, 9L);
    }
  }

  @Test
  void aStepSeesTheSameWhereverTheTrainingBegan() {
    List<List<Long>> whole = new ArrayList<>();
    try (RollingPool<Long> pool = pool(new AtomicInteger())) {
      for (long step = 0; step < 12; step++) {
        whole.add(pool.draw(step, 5));
      }
    }
    try (RollingPool<Long> resumed = pool(new AtomicInteger())) {
      assertThat(resumed.draw(11, 5)).isEqualTo(whole.get(11));
    }
  }

  @Test
  void eachIsMadeOnce() {
    AtomicInteger made = new AtomicInteger();
    try (RollingPool<Long> pool = pool(made)) {
      for (long step = 0; step < 20; step++) {
        pool.at(step);
        pool.draw(step, 3);
      }
    }
    assertThat(made.get()).isBetween(4 + 19 * 3 / 2, 4 + 19 * 3 / 2 + 8);
  }
}
