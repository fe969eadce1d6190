package io.tessera.engine.training;

import io.tessera.engine.torch.HostTensor;
import java.util.Arrays;
import java.util.Random;

/**
 * First values of weights, as PyTorch and the original choose them. One generator, so one seed
 * makes one network.
 */
final class Initializer {
  private final Random random;

  Initializer(long seed) {
    this.random = new Random(seed);
  }

  /** A convolution's weight or bias: uniform in ±1/√fan-in. */
  HostTensor uniform(long[] shape, double bound) {
    float[] data = new float[size(shape)];
    for (int i = 0; i < data.length; i++) {
      data[i] = (float) ((2 * random.nextDouble() - 1) * bound);
    }
    return new HostTensor.Floats(data, shape);
  }

  HostTensor normal(long[] shape, double mean, double deviation) {
    float[] data = new float[size(shape)];
    for (int i = 0; i < data.length; i++) {
      data[i] = (float) (mean + deviation * random.nextGaussian());
    }
    return new HostTensor.Floats(data, shape);
  }

  static HostTensor constant(long[] shape, float value) {
    float[] data = new float[size(shape)];
    Arrays.fill(data, value);
    return new HostTensor.Floats(data, shape);
  }

  private static int size(long[] shape) {
    return Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
  }

  /** Product of all dimensions but the first. */
  static double fanIn(long[] shape) {
    return Arrays.stream(shape).skip(1).reduce(1, Math::multiplyExact);
  }
}
