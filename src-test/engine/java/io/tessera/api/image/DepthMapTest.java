package io.tessera.api.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tessera.api.fault.InputException;
import org.junit.jupiter.api.Test;

class DepthMapTest {
  @Test
  void nearnessGivesEveryFactorOfDistanceTheSameStep() {
    float[] near = new DepthMap(4, 1, new float[] {3, 30, 300, 3000}).nearness().depth();
    assertThat(near).containsExactly(new float[] {1, 2 / 3f, 1 / 3f, 0}, within(1e-6f));
    assertThatThrownBy(() -> new DepthMap(2, 1, new float[] {3, 0}).nearness())
        .isInstanceOf(InputException.class)
        .hasMessageContaining("(1, 0)");
  }

  @Test
  void invertingSwapsNearAndFar() {
    assertThat(new DepthMap(3, 1, new float[] {10, 30, 20}).inverted().depth())
        .containsExactly(new float[] {1, 0, 0.5f}, within(1e-6f));
  }

  @Test
  void clampingCutsBothEnds() {
    assertThat(new DepthMap(3, 1, new float[] {1, 5, 9}).clamped(2, 6).depth())
        .containsExactly(2, 5, 6);
  }

  @Test
  void resizingIsBilinearBetweenPixelCentres() {
    DepthMap map = new DepthMap(2, 1, new float[] {0, 4});
    assertThat(map.resized(4, 1).depth()).containsExactly(0, 1, 3, 4);
    assertThat(map.resized(4, 2).resized(2, 1).depth()).containsExactly(0.5f, 3.5f);
    assertThat(map.resized(2, 1)).isSameAs(map);
  }
}
