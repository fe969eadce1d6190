package io.tessera.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tessera.api.fault.InputException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DivergenceGuardTest {
  private final DivergenceGuard guard = new DivergenceGuard();

  @Test
  void aBadStepIsToldAndAGoodOneForgivesIt() {
    assertThat(guard.watch(0, Map.of("loss", 1.0))).isEmpty();
    assertThat(guard.watch(1, Map.of("loss", Double.NaN)))
        .hasValueSatisfying(line -> assertThat(line).contains("step 1").contains("1 so far"));
    assertThat(guard.isHealthy()).isFalse();
    assertThat(guard.watch(2, Map.of("loss", 1.0))).isEmpty();
    assertThat(guard.isHealthy()).isTrue();
    assertThat(guard.watch(3, Map.of("loss", 1.0, "skipped", 1.0))).isPresent();
  }

  @Test
  void manyBadStepsInARowEndTheRun() {
    for (int step = 0; step < 9; step++) {
      guard.watch(step, Map.of("rec_loss", Double.POSITIVE_INFINITY));
    }
    assertThatThrownBy(() -> guard.watch(9, Map.of("rec_loss", Double.NaN)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("diverges")
        .hasMessageContaining("--resume");
  }

  @Test
  void aLossThatRisesFarAboveItsBestEndsTheRunAndIsNotSavedBefore() {
    for (int step = 0; step < 100; step++) {
      guard.watch(step, Map.of("rec_loss", 0.1, "total_loss", 500.0 * step));
    }
    assertThat(guard.isHealthy()).isTrue();
    assertThatThrownBy(
            () -> {
              for (int step = 100; step < 400; step++) {
                if (step == 140) {
                  assertThat(guard.isHealthy()).isFalse();
                }
                guard.watch(step, Map.of("rec_loss", 1.0));
              }
            })
        .isInstanceOf(InputException.class)
        .hasMessageContaining("has risen");
  }
}
