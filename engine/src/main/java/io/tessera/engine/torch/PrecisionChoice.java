package io.tessera.engine.torch;

/**
 * Finds the precision that a device computes fastest in, by a measurement of about a tenth of a
 * second.
 */
public final class PrecisionChoice {
  private static final int ROWS = 384;
  private static final int WIDTH = 512;

  /**
   * How much faster than float32 a shorter type must be: rounding is worth it only for a real gain.
   */
  private static final double GAIN = 1.3;

  private PrecisionChoice() {}

  /** The fastest of float32, bfloat16 and, on GPUs, float16. */
  public static Precision fastest(Device device) {
    Precision best = Precision.F32;
    try (ScriptModule probe = ScriptModule.load(device, "Probe", "probe.py")) {
      double f32 = seconds(probe, Precision.F32);
      double least = f32 / GAIN;
      for (Precision p :
          device.isGpu()
              ? new Precision[] {Precision.BF16, Precision.F16}
              : new Precision[] {Precision.BF16}) {
        double s = seconds(probe, p);
        if (s < least) {
          least = s;
          best = p;
        }
      }
    }
    return best;
  }

  /** The best of three, after one to warm up. */
  private static double seconds(ScriptModule probe, Precision p) {
    HostTensor x = new HostTensor.Floats(filled(ROWS * WIDTH), ROWS, WIDTH);
    HostTensor w = new HostTensor.Floats(filled(WIDTH * WIDTH), WIDTH, WIDTH);
    double best = Double.MAX_VALUE;
    for (int k = 0; k < 4; k++) {
      long began = System.nanoTime();
      probe.call("run", x, w, p.scalarType(), 8);
      if (k > 0) {
        best = Math.min(best, (System.nanoTime() - began) / 1e9);
      }
    }
    return best;
  }

  private static float[] filled(int n) {
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = (i % 13 - 6) * 0.01f;
    }
    return x;
  }
}
