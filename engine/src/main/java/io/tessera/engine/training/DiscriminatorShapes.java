package io.tessera.engine.training;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Weights and buffers of the PatchGAN discriminator, by the original's names below {@code
 * loss.discriminator.}.
 */
final class DiscriminatorShapes {
  private DiscriminatorShapes() {}

  /**
   * @param channels width of the first layer (ndf)
   * @param layers stages that halve the size (n_layers)
   */
  static Map<String, long[]> of(int inChannels, int channels, int layers) {
    Map<String, long[]> s = new LinkedHashMap<>();
    s.put("main.0.weight", new long[] {channels, inChannels, 4, 4});
    s.put("main.0.bias", new long[] {channels});
    int width = channels;
    int at = 2;
    for (int n = 1; n <= layers; n++) {
      int next = channels * Math.min(1 << n, 8);
      s.put("main." + at + ".weight", new long[] {next, width, 4, 4});
      String norm = "main." + (at + 1) + ".";
      s.put(norm + "weight", new long[] {next});
      s.put(norm + "bias", new long[] {next});
      s.put(norm + "running_mean", new long[] {next});
      s.put(norm + "running_var", new long[] {next});
      s.put(norm + "num_batches_tracked", new long[] {});
      width = next;
      at += 3;
    }
    s.put("main." + at + ".weight", new long[] {1, width, 4, 4});
    s.put("main." + at + ".bias", new long[] {1});
    return s;
  }

  /** Whether the entry is no parameter but a running statistic. */
  static boolean isBuffer(String name) {
    return name.contains("running_") || name.endsWith("num_batches_tracked");
  }
}
