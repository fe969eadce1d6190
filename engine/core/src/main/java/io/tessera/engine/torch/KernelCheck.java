package io.tessera.engine.torch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;

/**
 * Computes small layers with every kernel family and compares them with plain sums in double: with
 * shapes that leave tails in every block, since on some processors it is there that kernels are
 * wrong (decision 0015). Inputs are small integers wherever a result is a sum of products, so that
 * float32 has to be exact and bfloat16 may be off by its last rounding only.
 */
final class KernelCheck {
  /** Outputs and inputs of linear layers, and rows: multiples of a block, and others. */
  private static final int[][] LINEAR = {
    {40, 64, 5}, {72, 40, 17}, {96, 250, 1}, {256, 64, 33}, {1034, 72, 3}
  };

  /** Channels in and out, side of the kernel, stride. */
  private static final int[][] CONVOLUTION = {
    {3, 24, 3, 1}, {24, 40, 3, 1}, {40, 3, 3, 1}, {32, 32, 3, 2}, {40, 24, 1, 1}, {32, 64, 2, 1}
  };

  private static final int[][] BACKWARD = {
    {3, 24, 3, 1}, {24, 40, 3, 1}, {40, 1, 3, 1}, {12, 8, 1, 1}
  };

  /**
   * Channels, side of the kernel and stride of convolutions that filter every channel by itself.
   */
  private static final int[][] DEPTHWISE = {
    {24, 3, 1}, {40, 5, 1}, {96, 3, 1}, {96, 3, 2}, {144, 5, 2}
  };

  /** Garbage in gradients does not come every time. */
  private static final int BACKWARD_TIMES = 3;

  private static final int HEIGHT = 11;
  private static final int WIDTH = 13;

  private final Map<KernelFamily, List<String>> sources;

  /** Further shapes, at random. */
  private final int more;

  KernelCheck() {
    this(Map.of(), 0);
  }

  /**
   * @param instead scripts that are checked in place of a family's own
   * @param more how many shapes at random are checked beside the fixed ones
   */
  KernelCheck(Map<KernelFamily, List<String>> instead, int more) {
    this.more = more;
    Map<KernelFamily, List<String>> all = new EnumMap<>(KernelFamily.class);
    for (KernelFamily f : KernelFamily.values()) {
      all.put(f, instead.getOrDefault(f, f.sources()));
    }
    this.sources = all;
  }

  /** Checks every family, on the calling thread and with its number of threads. */
  Map<KernelFamily, Verdict> run() {
    Map<KernelFamily, Verdict> out = new EnumMap<>(KernelFamily.class);
    for (KernelFamily family : KernelFamily.values()) {
      out.put(family, run(family));
    }
    return out;
  }

  private Verdict run(KernelFamily family) {
    Verdict verdict;
    try (ScriptModule script = load(family)) {
      verdict = check(family, script);
    } catch (CancellationException e) {
      throw e; // the engine is being closed: nothing was found out
    } catch (RuntimeException e) {
      verdict = Verdict.missing(e); // a script does not compile where its operators are missing
    }
    return verdict;
  }

  private ScriptModule load(KernelFamily family) {
    List<String> own = sources.get(family);
    List<String> all = new ArrayList<>(List.of("gpt.py"));
    if (family.isLinear()) {
      all.addAll(List.of("conv_onednn.py", "whole.py"));
      all.addAll(own);
      all.add("linear_check.py");
      return ScriptModule.loadExactly(Device.CPU, "LinearCheck", all);
    }
    for (String source : List.of("conv_onednn.py", "attention_fused.py", "group_norm_native.py")) {
      String part = source.substring(0, source.indexOf('_'));
      all.add(own.stream().filter(s -> s.contains(part)).findFirst().orElse(source));
    }
    all.addAll(List.of("whole.py", "kernel_check.py"));
    return ScriptModule.loadExactly(Device.CPU, "KernelCheck", all);
  }

  /** The fixed shapes, and as many more below these limits. */
  private int[][] shapes(int[][] fixed, int... limits) {
    Random random = new Random(7);
    int[][] all = Arrays.copyOf(fixed, fixed.length + more);
    for (int i = fixed.length; i < all.length; i++) {
      all[i] = Arrays.stream(limits).map(limit -> 1 + random.nextInt(limit)).toArray();
    }
    return all;
  }

  private Verdict check(KernelFamily family, ScriptModule script) {
    return switch (family) {
      case PACKED_F32, PACKED_BF16, LINEAR_F32, LINEAR_BF16 -> linear(family, script);
      case LINEAR_INT8 -> integers(script);
      case CONVOLUTION_F32, CONVOLUTION_BF16 -> convolutions(family, script);
      case BACKWARD_F32, BACKWARD_BF16 -> gradients(family, script);
      case ATTENTION_F32, ATTENTION_BF16 -> attention(family, script);
      case GROUP_NORM_F32, GROUP_NORM_BF16 -> groupNorm(family, script);
    };
  }

  private Verdict linear(KernelFamily family, ScriptModule script) {
    Random random = new Random(1);
    Verdict worst = new Verdict(0, "");
    for (int[] shape : shapes(LINEAR, 1100, 300, 70)) {
      int n = shape[0];
      int k = shape[1];
      int rows = shape[2];
      float[] x = integers(random, rows * k, 3);
      float[] weight = integers(random, n * k, 2);
      float[] bias = integers(random, n, 3);
      float[] y =
          script
              .call(
                  "layer",
                  new HostTensor.Floats(x, rows, k),
                  new HostTensor.Floats(weight, n, k),
                  new HostTensor.Floats(bias, n),
                  family.scalarType())
              .getFirst()
              .floats();
      double[] truth = Reference.linear(x, weight, bias, rows, k, n);
      worst =
          worst.worse(
              exact(family, y, truth, String.format(Locale.ROOT, "%d × %d → %d", rows, k, n)));
    }
    return worst;
  }

  /** Rows from 0 to 255 over one step of 1, weights up to 127: nothing is rounded. */
  private Verdict integers(ScriptModule script) {
    Random random = new Random(2);
    Verdict worst = new Verdict(0, "");
    for (int[] shape : shapes(LINEAR, 1100, 300, 70)) {
      int n = shape[0];
      int k = Math.max(3, shape[1]);
      int rows = shape[2];
      float[] x = new float[rows * k];
      float[] weight = new float[n * k];
      for (int i = 0; i < x.length; i++) {
        x[i] = i % k == 0 ? 0 : i % k == 1 ? 255 : random.nextInt(256);
      }
      for (int i = 0; i < weight.length; i++) {
        weight[i] = i % k == 2 ? 127 : random.nextInt(255) - 127;
      }
      float[] bias = integers(random, n, 9);
      float[] y =
          script
              .call(
                  "layer",
                  new HostTensor.Floats(x, rows, k),
                  new HostTensor.Floats(weight, n, k),
                  new HostTensor.Floats(bias, n),
                  Precision.F32.scalarType())
              .getFirst()
              .floats();
      double[] truth = Reference.linear(x, weight, bias, rows, k, n);
      String where = String.format(Locale.ROOT, "%d × %d → %d", rows, k, n);
      worst = worst.worse(compare(y, truth, 1e-3, 1e-5, where));
    }
    return worst;
  }

  private Verdict convolutions(KernelFamily family, ScriptModule script) {
    Random random = new Random(3);
    Verdict worst = new Verdict(0, "");
    for (int[] shape : shapes(CONVOLUTION, 70, 70, 3, 2)) {
      Reference.Conv conv = conv(shape);
      float[] x = integers(random, conv.inputs() * HEIGHT * WIDTH, 3);
      float[] weight = integers(random, conv.weights(), 2);
      float[] bias = integers(random, conv.outputs(), 3);
      double[] truth = conv.forward(x, weight, bias);
      for (boolean last : new boolean[] {false, true}) {
        float[] y =
            script
                .call(
                    "convolution",
                    new HostTensor.Floats(x, 1, conv.inputs(), HEIGHT, WIDTH),
                    new HostTensor.Floats(weight, conv.weightShape()),
                    new HostTensor.Floats(bias, conv.outputs()),
                    conv.stride(),
                    conv.pad(),
                    last,
                    family.scalarType())
                .getFirst()
                .floats();
        worst = worst.worse(exact(family, y, truth, conv + (last ? ", channels last" : "")));
      }
    }
    return depthwise(family, script, random, worst);
  }

  /** As convolutions whose weights are zero between different channels. */
  private static Verdict depthwise(
      KernelFamily family, ScriptModule script, Random random, Verdict soFar) {
    Verdict worst = soFar;
    for (int[] shape : DEPTHWISE) {
      Reference.Conv conv = conv(new int[] {shape[0], shape[0], shape[1], shape[2]});
      float[] x = integers(random, conv.inputs() * HEIGHT * WIDTH, 3);
      float[] filters = integers(random, shape[0] * shape[1] * shape[1], 2);
      float[] bias = integers(random, shape[0], 3);
      double[] truth = conv.forward(x, Reference.betweenChannels(filters, shape[0]), bias);
      for (boolean last : new boolean[] {false, true}) {
        float[] y =
            script
                .call(
                    "depthwise",
                    new HostTensor.Floats(x, 1, shape[0], HEIGHT, WIDTH),
                    new HostTensor.Floats(filters, shape[0], 1, shape[1], shape[1]),
                    new HostTensor.Floats(bias, shape[0]),
                    shape[2],
                    last,
                    family.scalarType())
                .getFirst()
                .floats();
        String where = conv + ", channel by channel" + (last ? ", channels last" : "");
        worst = worst.worse(exact(family, y, truth, where));
      }
    }
    return worst;
  }

  private static Verdict depthwiseGradients(
      KernelFamily family, ScriptModule script, Random random, Verdict soFar) {
    Verdict worst = soFar;
    for (int[] shape : DEPTHWISE) {
      Reference.Conv conv = conv(new int[] {shape[0], shape[0], shape[1], shape[2]});
      float[] x = integers(random, conv.inputs() * HEIGHT * WIDTH, 2);
      float[] filters = integers(random, shape[0] * shape[1] * shape[1], 2);
      float[] g = integers(random, conv.outputs() * conv.rows() * conv.columns(), 1);
      Map<String, double[]> truth =
          conv.gradients(x, Reference.betweenChannels(filters, shape[0]), g);
      script.call("set", "stride", shape[2]);
      for (boolean last : new boolean[] {false, true}) {
        script.call("set", "channels_last", last ? 1 : 0);
        Map<String, HostTensor> found =
            script.train(
                "depthwise_backward",
                new HostTensor.Floats(x, 1, shape[0], HEIGHT, WIDTH),
                new HostTensor.Floats(filters, shape[0], 1, shape[1], shape[1]),
                new HostTensor.Floats(g, 1, shape[0], conv.rows(), conv.columns()));
        String where = conv + ", channel by channel" + (last ? ", channels last, by " : ", by ");
        worst = worst.worse(exact(family, found.get("x").floats(), truth.get("x"), where + "x"));
        double[] ofFilters = Reference.withinChannels(truth.get("weight"), shape[0]);
        worst =
            worst.worse(exact(family, found.get("weight").floats(), ofFilters, where + "weight"));
      }
    }
    return worst;
  }

  private static Reference.Conv conv(int[] shape) {
    return new Reference.Conv(
        shape[0],
        shape[1],
        shape[2],
        shape[3],
        shape[2] % 2 == 1 ? shape[2] / 2 : 0,
        HEIGHT,
        WIDTH);
  }

  private Verdict gradients(KernelFamily family, ScriptModule script) {
    Random random = new Random(4);
    Verdict worst = new Verdict(0, "");
    script.call("set", "dtype", family.scalarType());
    for (int[] shape : BACKWARD) {
      Reference.Conv conv = conv(shape);
      float[] x = integers(random, conv.inputs() * HEIGHT * WIDTH, 2);
      float[] weight = integers(random, conv.weights(), 2);
      float[] g = integers(random, conv.outputs() * HEIGHT * WIDTH, 1);
      Map<String, double[]> truth = conv.gradients(x, weight, g);
      for (int time = 0; time < BACKWARD_TIMES + more; time++) {
        Map<String, HostTensor> found =
            script.train(
                "backward",
                new HostTensor.Floats(x, 1, conv.inputs(), HEIGHT, WIDTH),
                new HostTensor.Floats(weight, conv.weightShape()),
                new HostTensor.Floats(new float[conv.outputs()], conv.outputs()),
                new HostTensor.Floats(g, 1, conv.outputs(), HEIGHT, WIDTH));
        for (Map.Entry<String, double[]> one : truth.entrySet()) {
          float[] y = found.get(one.getKey()).floats();
          worst = worst.worse(exact(family, y, one.getValue(), conv + " by " + one.getKey()));
        }
      }
    }
    return depthwiseGradients(family, script, random, worst);
  }

  private static Verdict attention(KernelFamily family, ScriptModule script) {
    Random random = new Random(5);
    Verdict worst = new Verdict(0, "");
    int heads = 3;
    for (int[] shape : new int[][] {{37, 37, 24}, {70, 70, 40}, {1, 53, 32}}) {
      int t = shape[0];
      int s = shape[1];
      int d = shape[2];
      float[] q = quarters(random, heads * t * d);
      float[] k = quarters(random, heads * s * d);
      float[] v = quarters(random, heads * s * d);
      boolean causal = t == s;
      float[] y =
          script
              .call(
                  "attention",
                  new HostTensor.Floats(q, 1, heads, t, d),
                  new HostTensor.Floats(k, 1, heads, s, d),
                  new HostTensor.Floats(v, 1, heads, s, d),
                  causal,
                  family.scalarType())
              .getFirst()
              .floats();
      double[] truth = Reference.attention(q, k, v, heads, t, s, d, causal);
      double tolerance = family.isBfloat16() ? 0.02 : 1e-5;
      String where = String.format(Locale.ROOT, "%d × %d, heads of %d", t, s, d);
      worst = worst.worse(compare(y, truth, tolerance, tolerance, where));
    }
    return worst;
  }

  private static Verdict groupNorm(KernelFamily family, ScriptModule script) {
    Random random = new Random(6);
    Verdict worst = new Verdict(0, "");
    int channels = 40;
    int groups = 8;
    float[] x = quarters(random, 2 * channels * HEIGHT * WIDTH);
    float[] weight = quarters(random, channels);
    float[] bias = quarters(random, channels);
    double[] truth = Reference.groupNorm(x, 2, channels, groups, weight, bias);
    for (boolean last : new boolean[] {false, true}) {
      float[] y =
          script
              .call(
                  "group_norm",
                  new HostTensor.Floats(x, 2, channels, HEIGHT, WIDTH),
                  groups,
                  new HostTensor.Floats(weight, channels),
                  new HostTensor.Floats(bias, channels),
                  last,
                  family.scalarType())
              .getFirst()
              .floats();
      double tolerance = family.isBfloat16() ? 0.02 : 1e-5;
      worst = worst.worse(compare(y, truth, tolerance, tolerance, last ? "channels last" : ""));
    }
    return worst;
  }

  /** Sums of integers: float32 has to have them, bfloat16 rounds them once. */
  private static Verdict exact(KernelFamily family, float[] y, double[] truth, String where) {
    return family.isBfloat16()
        ? compare(y, truth, 0.01, 0x1.0p-8, where)
        : compare(y, truth, 1e-3, 1e-6, where);
  }

  private static Verdict compare(
      float[] y, double[] truth, double absolute, double relative, String where) {
    if (y.length != truth.length) {
      return new Verdict(Double.NaN, where + ": another shape");
    }
    double worst = 0;
    int at = 0;
    for (int i = 0; i < y.length; i++) {
      double off = Math.abs(y[i] - truth[i]) / (absolute + relative * Math.abs(truth[i]));
      if (!(off <= worst)) {
        worst = off;
        at = i;
        if (Double.isNaN(off)) {
          break;
        }
      }
    }
    return new Verdict(worst, where + ": " + y[at] + " for " + (float) truth[at]);
  }

  private static float[] integers(Random random, int n, int most) {
    float[] out = new float[n];
    for (int i = 0; i < n; i++) {
      out[i] = random.nextInt(2 * most + 1) - most;
    }
    return out;
  }

  private static float[] quarters(Random random, int n) {
    float[] out = integers(random, n, 6);
    for (int i = 0; i < n; i++) {
      out[i] /= 4;
    }
    return out;
  }
}
