package io.tessera.engine.training;

import io.tessera.engine.checkpoint.DdConfig;
import io.tessera.engine.checkpoint.FirstStageConfig;
import io.tessera.engine.torch.HostTensor;
import java.util.Map;

/**
 * First values with which an autoencoder begins as a Haar wavelet transform of its picture and back
 * again: the straight path through encoder and decoder carries the mean colours of the cells into
 * which a token's square is divided, as many as the code has room for (48 of 64 dimensions for 4 ×
 * 4 cells). What the residual branches add, nearly nothing at first, is learned from there; from
 * random weights a small network needs hours to get that far.
 *
 * <p>Two devices bring a straight path through a group norm and a SiLU: silu(x) - silu(-x) = x, so
 * every value comes with its negative; and a pair of large constants in every group of the norm
 * keeps its scale the same for all pictures, so that brightness is not divided away.
 */
final class WaveletStart {
  /** The constants in the groups of the last norms; large against values in [-1, 1]. */
  private static final float CONSTANT = 6;

  /** What is left of weights that would disturb the straight path. */
  private static final float BRANCHES = 0.02f;

  private final DdConfig dd;
  private final Map<String, HostTensor> w;
  private final int colours;

  /** Last halvings of the size at which the details are kept, too. */
  private final int kept;

  private WaveletStart(FirstStageConfig config, Map<String, HostTensor> weights) {
    this.dd = config.dd();
    this.w = weights;
    this.colours = dd.inChannels();
    int channels = dd.ch() * dd.chMult().getLast();
    int pairs = dd.numGroups() * (channels / dd.numGroups() / 2 - 1);
    int room = Math.min(Math.min(config.embedDim(), dd.zChannels()), pairs);
    int levels = 0;
    while (levels < dd.chMult().size() - 1 && colours << 2 * (levels + 1) <= room) {
      levels++;
    }
    this.kept = levels;
  }

  /**
   * Whether a network can begin so: it needs room for the colours in its norms, and a decoder that
   * enlarges by sub-pixel convolution.
   */
  static boolean fits(FirstStageConfig config) {
    DdConfig dd = config.dd();
    return dd.subpixel()
        && !dd.doubleZ()
        && dd.inChannels() == dd.outCh()
        && dd.ch() * dd.chMult().getFirst() / dd.numGroups() >= 4
        && dd.ch() * dd.chMult().getLast() / dd.numGroups() >= 4
        && dd.outCh() <= dd.numGroups()
        && dd.inChannels() <= config.embedDim();
  }

  /**
   * Overwrites the straight path in weights that are otherwise random.
   *
   * @param weights by name, changed in place
   */
  static void apply(FirstStageConfig config, Map<String, HostTensor> weights) {
    WaveletStart start = new WaveletStart(config, weights);
    weights.forEach(
        (name, value) -> {
          if (name.endsWith("conv2.weight") || name.endsWith("proj_out.weight")) {
            scale(value.floats(), BRANCHES);
          }
        });
    start.encoder();
    start.decoder();
  }

  private static void scale(float[] x, float by) {
    for (int i = 0; i < x.length; i++) {
      x[i] *= by;
    }
  }

  private Kernel kernel(String name) {
    HostTensor weight = java.util.Objects.requireNonNull(w.get(name + ".weight"));
    HostTensor bias = java.util.Objects.requireNonNull(w.get(name + ".bias"));
    return new Kernel(weight.floats(), bias.floats(), weight.shape());
  }

  private void encoder() {
    int p = dd.patch();
    Kernel in = kernel("encoder.conv_in");
    for (int c = 0; c < colours; c++) {
      in.clear(c);
      for (int k = 0; k < p * p; k++) {
        in.set(c, c * p * p + k, 1, 1, 1f / (p * p));
      }
    }
    int levels = dd.chMult().size();
    for (int l = 0; l < levels; l++) {
      shortcut("encoder.down." + l + ".block.0", carried(l));
      if (l < levels - 1) {
        halve(kernel("encoder.down." + l + ".downsample.conv"), carried(l), carried(l + 1));
      }
    }
    int n = carried(levels - 1);
    pairs(levels - 1, n);
    Kernel out = kernel("encoder.conv_out");
    Kernel quant = kernel("quant_conv");
    norm("encoder.norm_out", dd.ch() * dd.chMult().getLast());
    // Codes are compared by distance: what is random yet should not decide.
    for (int i = n; i < quant.shape()[0]; i++) {
      quant.damp(i, BRANCHES);
    }
    for (int i = 0; i < n; i++) {
      out.clear(i);
      int at = place(i, dd.ch() * dd.chMult().getLast());
      out.set(i, at, 1, 1, 1);
      out.set(i, at + 1, 1, 1, -1);
      quant.clear(i);
      quant.set(i, i, 0, 0, 1);
    }
  }

  /** Values that the straight path carries at a level. */
  private int carried(int level) {
    int last = dd.chMult().size() - 1;
    return colours << 2 * Math.max(0, kept - (last - level));
  }

  /** Where value {@code i} stands among the channels before a last norm; its negative follows. */
  private int place(int i, int channels) {
    int group = channels / dd.numGroups();
    int perGroup = group / 2 - 1;
    return i / perGroup * group + i % perGroup * 2;
  }

  /** A block that changes the number of channels passes the first ones on. */
  private void shortcut(String block, int n) {
    if (w.containsKey(block + ".nin_shortcut.weight")) {
      Kernel k = kernel(block + ".nin_shortcut");
      for (int i = 0; i < n; i++) {
        k.clear(i);
        k.set(i, i, 0, 0, 1);
      }
    }
  }

  /** Means of 2 × 2 places and, where there is room, the differences within them. */
  private static void halve(Kernel k, int from, int to) {
    for (int o = 0; o < to; o++) {
      int band = o / from;
      int i = o % from;
      k.clear(o);
      for (int y = 0; y < 2; y++) {
        for (int x = 0; x < 2; x++) {
          k.set(o, i, y, x, 0.25f * sign(band, y, x));
        }
      }
    }
  }

  /** Sign of a place of 2 × 2 in a band: 0 mean, 1 vertical, 2 horizontal, 3 diagonal. */
  private static int sign(int band, int y, int x) {
    int vertical = (band & 1) != 0 && y == 1 ? -1 : 1;
    int horizontal = (band & 2) != 0 && x == 1 ? -1 : 1;
    return vertical * horizontal;
  }

  /**
   * Spreads the deepest level's values into pairs, with a pair of constants in every group: where
   * the level gets its number of channels, in its first block or in the convolution before.
   */
  private void pairs(int level, int n) {
    int channels = dd.ch() * dd.chMult().get(level);
    String block = "encoder.down." + level + ".block.0.nin_shortcut";
    String before =
        level == 0 ? "encoder.conv_in" : "encoder.down." + (level - 1) + ".downsample.conv";
    Kernel k = kernel(w.containsKey(block + ".weight") ? block : before);
    Kernel plain = k.copy();
    for (int i = 0; i < n; i++) {
      k.clear(i);
    }
    for (int i = 0; i < n; i++) {
      k.copyRow(plain, i, place(i, channels), 1);
      k.copyRow(plain, i, place(i, channels) + 1, -1);
    }
    constants(k, channels);
  }

  private void constants(Kernel k, int channels) {
    int group = channels / dd.numGroups();
    for (int g = 0; g < dd.numGroups(); g++) {
      int at = g * group + group - 2;
      k.clear(at);
      k.clear(at + 1);
      k.bias[at] = CONSTANT;
      k.bias[at + 1] = -CONSTANT;
    }
  }

  /** Undoes the norm's division by the group's scale, which the constants set. */
  private void norm(String name, int channels) {
    int group = channels / dd.numGroups();
    float[] gain = java.util.Objects.requireNonNull(w.get(name + ".weight")).floats();
    java.util.Arrays.fill(gain, (float) (CONSTANT * Math.sqrt(2.0 / group)));
  }

  private void decoder() {
    int levels = dd.chMult().size();
    int n = carried(levels - 1);
    Kernel post = kernel("post_quant_conv");
    Kernel in = kernel("decoder.conv_in");
    for (int i = 0; i < n; i++) {
      post.clear(i);
      post.set(i, i, 0, 0, 1);
      in.clear(i);
      in.set(i, i, 1, 1, 1);
    }
    for (int l = levels - 1; l > 0; l--) {
      shortcut("decoder.up." + l + ".block.0", carried(l));
      enlarge(kernel("decoder.up." + l + ".upsample.conv"), carried(l), carried(l - 1));
    }
    int channels = dd.ch() * dd.chMult().getFirst();
    if (w.containsKey("decoder.up.0.block.0.nin_shortcut.weight")) {
      onePerGroup(kernel("decoder.up.0.block.0.nin_shortcut"), channels);
    }
    norm("decoder.norm_out", channels);
    picture(kernel("decoder.conv_out"), channels);
  }

  /** The inverse of {@link #halve}: sub-pixel convolution, channel 4 o + 2 y + x for a place. */
  private static void enlarge(Kernel k, int from, int to) {
    for (int o = 0; o < to; o++) {
      for (int y = 0; y < 2; y++) {
        for (int x = 0; x < 2; x++) {
          int at = 4 * o + 2 * y + x;
          k.clear(at);
          if (from == to) {
            interpolate(k, at, o, (y + 0.5f) / 2 - 0.5f, (x + 0.5f) / 2 - 0.5f, 1);
          } else {
            for (int band = 0; band < 4; band++) {
              k.set(at, band * to + o, 1, 1, sign(band, y, x));
            }
          }
        }
      }
    }
  }

  /** Bilinear between a place and its neighbours. */
  private static void interpolate(Kernel k, int out, int in, float dy, float dx, float gain) {
    int ky = dy < 0 ? 0 : 2;
    int kx = dx < 0 ? 0 : 2;
    float a = Math.abs(dy);
    float b = Math.abs(dx);
    k.set(out, in, 1, 1, gain * (1 - a) * (1 - b));
    k.set(out, in, ky, 1, gain * a * (1 - b));
    k.set(out, in, 1, kx, gain * (1 - a) * b);
    k.set(out, in, ky, kx, gain * a * b);
  }

  /** One colour and its negative with a pair of constants in a group of its own. */
  private void onePerGroup(Kernel nin, int channels) {
    int group = channels / dd.numGroups();
    for (int c = 0; c < colours; c++) {
      nin.clear(c * group);
      nin.clear(c * group + 1);
      nin.set(c * group, c, 0, 0, 1);
      nin.set(c * group + 1, c, 0, 0, -1);
    }
    constants(nin, channels);
  }

  private void picture(Kernel out, int channels) {
    int group = channels / dd.numGroups();
    int p = dd.patch();
    for (int c = 0; c < colours; c++) {
      for (int y = 0; y < p; y++) {
        for (int x = 0; x < p; x++) {
          int at = (c * p + y) * p + x;
          out.damp(at, BRANCHES);
          float dy = (y + 0.5f) / p - 0.5f;
          float dx = (x + 0.5f) / p - 0.5f;
          interpolate(out, at, c * group, dy, dx, 1);
          interpolate(out, at, c * group + 1, dy, dx, -1);
        }
      }
    }
  }

  /** A convolution's weights [out, in, height, width], written in place. */
  private record Kernel(float[] weight, float[] bias, long[] shape) {
    int row() {
      return (int) (shape[1] * shape[2] * shape[3]);
    }

    Kernel copy() {
      return new Kernel(weight.clone(), bias.clone(), shape);
    }

    void clear(int out) {
      java.util.Arrays.fill(weight, out * row(), (out + 1) * row(), 0);
      bias[out] = 0;
    }

    void damp(int out, float by) {
      for (int i = out * row(); i < (out + 1) * row(); i++) {
        weight[i] *= by;
      }
    }

    void set(int out, int in, int y, int x, float value) {
      weight[(int) (((out * shape[1] + in) * shape[2] + y) * shape[3] + x)] = value;
    }

    void copyRow(Kernel from, int row, int to, float gain) {
      for (int i = 0; i < row(); i++) {
        weight[to * row() + i] = gain * from.weight[row * row() + i];
      }
      bias[to] = gain * from.bias[row];
    }
  }
}
