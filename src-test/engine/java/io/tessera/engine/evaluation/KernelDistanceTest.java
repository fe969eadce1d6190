package io.tessera.engine.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KernelDistanceTest {
  private static List<float[]> cloud(int n, double mean, long seed) {
    Random random = new Random(seed);
    List<float[]> rows = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      float[] row = new float[8];
      for (int k = 0; k < row.length; k++) {
        row[k] = (float) (mean + random.nextGaussian());
      }
      rows.add(row);
    }
    return rows;
  }

  /** By hand: kernels (xy + 1)^3 of a = {0, 1, 2} and b = {1, 1, 1} in one dimension. */
  @Test
  void theEstimateIsTheFormulas() {
    List<float[]> a = List.of(new float[] {0}, new float[] {1}, new float[] {2});
    List<float[]> b = List.of(new float[] {1}, new float[] {1}, new float[] {1});
    double aa = (1 + 1 + 27) * 2 / 6.0;
    double bb = 8;
    double ab = (1 + 8 + 27) * 3 / 9.0;
    assertThat(KernelDistance.of(a, b).value()).isCloseTo(aa + bb - 2 * ab, within(1e-9));
  }

  @Test
  void picturesOfOneKindAreAboutZeroApart() {
    double sum = 0;
    for (int k = 0; k < 40; k++) {
      sum += KernelDistance.of(cloud(12, 0.5, 2 * k), cloud(12, 0.5, 2 * k + 1)).value();
    }
    KernelDistance apart = KernelDistance.of(cloud(12, 0.5, 1), cloud(12, 1.5, 2));
    assertThat(sum / 40).isCloseTo(0, within(apart.value() / 10));
  }

  /** The error that is told is about the deviation over collections. */
  @Test
  void theErrorIsTheDeviation() {
    double sum = 0;
    double squares = 0;
    double told = 0;
    int n = 60;
    for (int k = 0; k < n; k++) {
      KernelDistance d = KernelDistance.of(cloud(20, 0.5, 2 * k), cloud(20, 0.8, 2 * k + 1));
      sum += d.value();
      squares += d.value() * d.value();
      told += d.error();
    }
    double deviation = Math.sqrt(squares / n - sum / n * (sum / n));
    assertThat(told / n).isBetween(0.7 * deviation, 1.5 * deviation);
  }
}
