package io.tessera.engine.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrechetDistanceTest {
  private static double distance(List<float[]> a, List<float[]> b) {
    try (FrechetDistance d = new FrechetDistance()) {
      return d.between(a, b);
    }
  }

  /** Pairs to both sides of a middle along each axis: covariance 2 s² / (n - 1) on the diagonal. */
  private static List<float[]> along(float[] reach, float[] middle) {
    List<float[]> out = new ArrayList<>();
    for (int k = 0; k < reach.length; k++) {
      for (int sign = -1; sign <= 1; sign += 2) {
        float[] x = middle.clone();
        x[k] += sign * reach[k];
        out.add(x);
      }
    }
    return out;
  }

  /** |1, 0, -2|² + 2/5 ((1 - 2)² + (2 - 2)² + (3 - 1)²) = 5 + 2. */
  @Test
  void alongTheAxesItIsTheDifferenceOfMeansAndDeviations() {
    List<float[]> a = along(new float[] {1, 2, 3}, new float[] {0, 0, 0});
    List<float[]> b = along(new float[] {2, 2, 1}, new float[] {1, 0, -2});
    assertThat(distance(a, b)).isCloseTo(7, within(1e-5));
    assertThat(distance(b, a)).isCloseTo(7, within(1e-5));
    assertThat(distance(a, a)).isCloseTo(0, within(1e-5));
  }

  /** sin(0.7 k (i + 1) (j + 2)) + 0.1 j k. */
  private static List<float[]> waves(int n, int width, int k) {
    List<float[]> out = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      float[] row = new float[width];
      for (int j = 0; j < width; j++) {
        row[j] = (float) (Math.sin(k * (i + 1) * (j + 2) * 0.7) + 0.1 * j * k);
      }
      out.add(row);
    }
    return out;
  }

  /**
   * Against NumPy, by the eigenvalues of the covariances' product: more pictures than features,
   * fewer, and both.
   */
  @Test
  void aroundAnyAxesItIsTheFormula() {
    assertThat(distance(waves(12, 5, 1), waves(20, 5, 2)))
        .isCloseTo(0.443156056725436, within(1e-5));
    assertThat(distance(waves(4, 9, 1), waves(6, 9, 2))).isCloseTo(4.091974890215383, within(1e-5));
    assertThat(distance(waves(30, 4, 3), waves(5, 4, 1)))
        .isCloseTo(2.592793348625382, within(1e-5));
  }
}
