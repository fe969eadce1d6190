package io.tessera.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Layers of 8-bit products against float64, row by row. */
class Int8ProductsTest {
  private static final int ROWS = 24;
  private static final int INPUTS = 96;
  private static final int OUTPUTS = 40;

  @ParameterizedTest
  @CsvSource({
    "1, false", // all rows alike: one step for all
    "1, true",
    "500, false", // one row far larger than the others: a step for each
    "500, true"
  })
  void everyRowIsCloseToTheProduct(double larger, boolean gelu) {
    assumeThat(Int8Products.on(Device.CPU)).isTrue();
    Random random = new Random(5);
    float[] weight = normal(random, OUTPUTS * INPUTS, 0.2);
    float[] x = normal(random, ROWS * INPUTS, 1);
    for (int i = 0; i < INPUTS; i++) {
      x[i] *= (float) larger;
    }
    float[] y;
    try (ScriptModule probe = Int8Products.probe()) {
      probe.call("put", new HostTensor.Floats(weight, OUTPUTS, INPUTS));
      y = probe.call("layer", new HostTensor.Floats(x, ROWS, INPUTS), gelu).getFirst().floats();
    }
    for (int row = 0; row < ROWS; row++) {
      double squares = 0;
      double differences = 0;
      for (int o = 0; o < OUTPUTS; o++) {
        double sum = 0;
        for (int i = 0; i < INPUTS; i++) {
          sum += (double) weight[o * INPUTS + i] * x[row * INPUTS + i];
        }
        double expected = gelu ? gelu(sum) : sum;
        squares += expected * expected;
        differences += Math.pow(expected - y[row * OUTPUTS + o], 2);
      }
      assertThat(Math.sqrt(differences / squares)).as("row %d", row).isLessThan(0.02);
    }
  }

  private static double gelu(double x) {
    // Abramowitz and Stegun 7.1.26, to 1.5e-7
    double z = Math.abs(x) / Math.sqrt(2);
    double t = 1 / (1 + 0.3275911 * z);
    double poly =
        0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429)));
    double erf = 1 - t * poly * Math.exp(-z * z);
    return x * 0.5 * (1 + Math.signum(x) * erf);
  }

  private static float[] normal(Random random, int n, double deviation) {
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = (float) (random.nextGaussian() * deviation);
    }
    return x;
  }
}
