package io.tessera.engine.training;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Weights of the projected adversary by name, as {@code projected.py} reads them. */
final class ProjectedShapes {
  /** Channels of the features' maps, the finest first. */
  private static final int[] TAPS = {16, 24, 40, 112, 320};

  /** Channels of every mixture, and of a discriminator inside. */
  private static final int MIXED = 64;

  private static final int INSIDE = 96;

  /** Discriminators, at strides 2, 4, 8 and 16. */
  private static final int JUDGES = 4;

  private ProjectedShapes() {}

  static Map<String, long[]> all() {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    for (int i = 0; i < TAPS.length; i++) {
      shapes.put("project." + i, new long[] {MIXED, TAPS[i], 1, 1});
      shapes.put("mix." + i, new long[] {MIXED, MIXED, 3, 3});
    }
    for (int i = 0; i < JUDGES; i++) {
      layer(shapes, "judge." + i + ".0", INSIDE, MIXED, 3);
      layer(shapes, "judge." + i + ".1", INSIDE, INSIDE, 3);
      layer(shapes, "judge." + i + ".2", 1, INSIDE, 1);
    }
    return shapes;
  }

  private static void layer(Map<String, long[]> shapes, String name, int out, int in, int side) {
    shapes.put(name + ".weight", new long[] {out, in, side, side});
    shapes.put(name + ".bias", new long[] {out});
    shapes.put(name + ".u", new long[] {out});
  }

  /** Whether it never learns: the mixtures, and the vectors of the spectral norm. */
  static boolean isFixed(String name) {
    return !name.startsWith("judge.") || name.endsWith(".u");
  }

  /** Deviation of what it begins with: as much comes out as goes in. */
  static double deviation(String name, long[] shape) {
    return name.endsWith(".u")
        ? 1
        : 1 / Math.sqrt(Arrays.stream(shape).skip(1).reduce(1, Math::multiplyExact));
  }
}
