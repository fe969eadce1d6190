package io.tessera.engine.torch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The precision that a device computes fastest in. On a processor it is a matter of its
 * instructions alone, never of how busy it is: the same picture must come out in every run.
 */
public final class PrecisionChoice {
  private static final int ROWS = 384;
  private static final int WIDTH = 512;

  /**
   * How much faster than float32 a shorter type must be: rounding is worth it only for a real gain.
   */
  private static final double GAIN = 1.3;

  private static final int ROUNDS = 5;

  private PrecisionChoice() {}

  /**
   * The fastest of float32, bfloat16 and, on GPUs, float16. On a GPU by a measurement of about two
   * tenths of a second.
   */
  public static Precision fastest(Device device) {
    if (!device.isGpu()) {
      boolean fast = Kernels.computesBfloat16() && Kernels.here().hasBfloat16();
      return fast ? Precision.BF16 : Precision.F32;
    }
    List<Precision> shorter = List.of(Precision.BF16, Precision.F16);
    Map<Precision, Double> seconds = new EnumMap<>(Precision.class);
    try (ScriptModule probe = ScriptModule.load(device, "Probe", "probe.py")) {
      HostTensor x = new HostTensor.Floats(filled(ROWS * WIDTH), ROWS, WIDTH);
      HostTensor w = new HostTensor.Floats(filled(WIDTH * WIDTH), WIDTH, WIDTH);
      // In turn, so that what else the machine does meanwhile slows all of them; the first of each
      // warms up.
      for (int k = 0; k <= ROUNDS; k++) {
        List<Precision> all = new ArrayList<>(shorter);
        all.add(Precision.F32);
        for (Precision p : all) {
          long began = System.nanoTime();
          probe.call("run", x, w, p.scalarType(), 8);
          double took = (System.nanoTime() - began) / 1e9;
          if (k > 0) {
            seconds.merge(p, took, Math::min);
          }
        }
      }
    }
    double most = seconds.getOrDefault(Precision.F32, 0.0) / GAIN;
    return shorter.stream()
        .filter(p -> seconds.getOrDefault(p, most) < most)
        .min(Comparator.comparingDouble(p -> seconds.getOrDefault(p, most)))
        .orElse(Precision.F32);
  }

  private static float[] filled(int n) {
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = (i % 13 - 6) * 0.01f;
    }
    return x;
  }
}
