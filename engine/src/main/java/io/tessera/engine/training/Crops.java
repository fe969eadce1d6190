package io.tessera.engine.training;

import io.tessera.engine.torch.HostTensor;
import io.tessera.engine.training.scene.Scene;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;

/** Random square crops of scenes, half of them mirrored, as batches for a network. */
final class Crops {
  private Crops() {}

  /** Pictures [B, 3, size, size] in [-1, 1]. */
  static HostTensor.Floats pictures(List<Scene> scenes, int size, long seed) {
    float[] x = new float[scenes.size() * 3 * size * size];
    SplittableRandom random = new SplittableRandom(seed);
    for (int b = 0; b < scenes.size(); b++) {
      Scene scene = scenes.get(b);
      int w = scene.image().width();
      int left = random.nextInt(w - size + 1);
      int top = random.nextInt(scene.image().height() - size + 1);
      boolean mirrored = random.nextBoolean();
      byte[] rgb = scene.image().rgb();
      for (int y = 0; y < size; y++) {
        for (int u = 0; u < size; u++) {
          int from = ((top + y) * w + left + (mirrored ? size - 1 - u : u)) * 3;
          for (int c = 0; c < 3; c++) {
            x[((b * 3 + c) * size + y) * size + u] = (rgb[from + c] & 0xff) / 127.5f - 1;
          }
        }
      }
    }
    return new HostTensor.Floats(x, scenes.size(), 3, size, size);
  }

  /**
   * Label maps [B, size, size].
   *
   * @param anything label that takes the place of a part of some crops, as where an artist leaves
   *     the map empty
   */
  static HostTensor.Bytes labels(List<Scene> scenes, int size, long seed, OptionalInt anything) {
    byte[] x = new byte[scenes.size() * size * size];
    SplittableRandom random = new SplittableRandom(seed);
    for (int b = 0; b < scenes.size(); b++) {
      Scene scene = scenes.get(b);
      int w = scene.labels().width();
      int left = random.nextInt(w - size + 1);
      int top = random.nextInt(scene.labels().height() - size + 1);
      boolean mirrored = random.nextBoolean();
      for (int y = 0; y < size; y++) {
        for (int u = 0; u < size; u++) {
          x[(b * size + y) * size + u] =
              scene.labels().labels()[(top + y) * w + left + (mirrored ? size - 1 - u : u)];
        }
      }
      if (anything.isPresent() && random.nextInt(4) == 0) {
        erase(x, b * size * size, size, random, (byte) anything.getAsInt());
      }
    }
    return new HostTensor.Bytes(x, scenes.size(), size, size);
  }

  /** Replaces a random rectangle. */
  static void erase(byte[] labels, int offset, int size, SplittableRandom random, byte anything) {
    int w = random.nextInt(size / 8, size);
    int h = random.nextInt(size / 8, size);
    int left = random.nextInt(size - w + 1);
    int top = random.nextInt(size - h + 1);
    for (int y = top; y < top + h; y++) {
      java.util.Arrays.fill(
          labels, offset + y * size + left, offset + y * size + left + w, anything);
    }
  }
}
