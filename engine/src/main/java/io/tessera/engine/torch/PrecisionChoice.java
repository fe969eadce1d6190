package io.tessera.engine.torch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the precision that a device computes fastest in, by measurements of about two tenths of a
 * second that are made when they are first needed.
 */
public final class PrecisionChoice {
  private static final int ROWS = 384;
  private static final int WIDTH = 512;

  /**
   * From this width of a transformer on, integers are considered: where products are smaller, what
   * is done around them takes as long as they save (measured at 256, the demo models').
   */
  static final int INT8_WIDTH = 1024;

  /** How much faster a coarser type must be: rounding is worth it only for a real gain. */
  private static final double GAIN = 1.3;

  private static final int ROUNDS = 5;
  private static final int REPEATS = 8;

  private final Device device;
  private @Nullable Precision floats;
  private @Nullable Precision wide;

  public PrecisionChoice(Device device) {
    this.device = device;
  }

  /** The fastest for a transformer of this width ({@code n_embd}); 0 for a model that has none. */
  public Precision of(int width) {
    if (floats == null) {
      floats = fastestFloats();
    }
    if (width < INT8_WIDTH || !Int8Products.on(device)) {
      return floats;
    }
    if (wide == null) {
      wide = fastestWith(floats);
    }
    return wide;
  }

  /** The fastest of float32, bfloat16 and, on GPUs, float16. */
  private Precision fastestFloats() {
    List<Precision> shorter =
        device.isGpu() ? List.of(Precision.BF16, Precision.F16) : List.of(Precision.BF16);
    Map<Precision, Double> seconds = new EnumMap<>(Precision.class);
    try (ScriptModule probe = ScriptModule.load(device, "Probe", "probe.py")) {
      HostTensor x = filled(ROWS, WIDTH);
      HostTensor w = filled(WIDTH, WIDTH);
      // In turn, so that what else the machine does meanwhile slows all of them; the first of each
      // warms up.
      for (int k = 0; k <= ROUNDS; k++) {
        List<Precision> all = new ArrayList<>(shorter);
        all.add(Precision.F32);
        for (Precision p : all) {
          double took = seconds(probe, "run", x, w, p.scalarType(), REPEATS);
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

  /** Integers, with all else in the type given, or that type alone. */
  private Precision fastestWith(Precision type) {
    double best = Double.MAX_VALUE;
    double bestInt8 = Double.MAX_VALUE;
    try (ScriptModule probe = ScriptModule.load(device, "Probe", "probe.py");
        ScriptModule int8 = Int8Products.probe()) {
      HostTensor x = filled(ROWS, INT8_WIDTH);
      HostTensor w = filled(INT8_WIDTH, INT8_WIDTH);
      int8.call("put", w);
      for (int k = 0; k <= ROUNDS; k++) {
        double took = seconds(probe, "run", x, w, type.scalarType(), REPEATS);
        double tookInt8 = seconds(int8, "run", x, type.scalarType(), REPEATS);
        if (k > 0) {
          best = Math.min(best, took);
          bestInt8 = Math.min(bestInt8, tookInt8);
        }
      }
    }
    if (bestInt8 * GAIN > best) {
      return type;
    }
    return type == Precision.BF16 ? Precision.INT8 : Precision.INT8_F32;
  }

  private static double seconds(ScriptModule probe, String method, Object... arguments) {
    long began = System.nanoTime();
    probe.call(method, arguments);
    return (System.nanoTime() - began) / 1e9;
  }

  private static HostTensor filled(int rows, int columns) {
    float[] x = new float[rows * columns];
    for (int i = 0; i < x.length; i++) {
      x[i] = (i % 13 - 6) * 0.01f;
    }
    return new HostTensor.Floats(x, rows, columns);
  }
}
