package io.tessera.engine.training;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Weights and buffers of the PatchGAN discriminator, by the original's names below {@code
 * loss.discriminator.}.
 */
final class DiscriminatorShapes {
  private DiscriminatorShapes() {}

  static Map<String, long[]> of(int inChannels, FirstStageSettings.Adversary adversary) {
    Map<String, long[]> s = new LinkedHashMap<>();
    int width = adversary.channels();
    s.put("main.0.weight", new long[] {width, inChannels, 4, 4});
    s.put("main.0.bias", new long[] {width});
    int at = 2;
    for (int n = 1; n <= adversary.layers(); n++) {
      int next = adversary.channels() * Math.min(1 << n, 8);
      s.put("main." + at + ".weight", new long[] {next, width, 4, 4});
      String norm = "main." + (at + 1) + ".";
      if (adversary.actNorm()) {
        s.put("main." + at + ".bias", new long[] {next});
        s.put(norm + "loc", new long[] {1, next, 1, 1});
        s.put(norm + "scale", new long[] {1, next, 1, 1});
        s.put(norm + "initialized", new long[] {});
      } else {
        s.put(norm + "weight", new long[] {next});
        s.put(norm + "bias", new long[] {next});
        s.put(norm + "running_mean", new long[] {next});
        s.put(norm + "running_var", new long[] {next});
        s.put(norm + "num_batches_tracked", new long[] {});
      }
      width = next;
      at += 3;
    }
    s.put("main." + at + ".weight", new long[] {1, width, 4, 4});
    s.put("main." + at + ".bias", new long[] {1});
    return s;
  }

  /** Whether the entry is no parameter but a running statistic or a mark. */
  static boolean isBuffer(String name) {
    return name.contains("running_") || isCounter(name);
  }

  /** Whether the entry is a single integer. */
  static boolean isCounter(String name) {
    return name.endsWith("num_batches_tracked") || name.endsWith("initialized");
  }
}
