package io.tessera.engine.model;

import io.tessera.api.CodebookPatches;
import io.tessera.api.image.RgbImage;
import io.tessera.engine.torch.HostTensor;

/** Decodes every token of a codebook among eight of its own kind; the middle is kept. */
final class Patches {
  private Patches() {}

  private static final int AROUND = 3;
  private static final int BATCH = 32;

  /** Decodes all tokens of a first stage for colour pictures. */
  static CodebookPatches of(FirstStage stage) {
    int tokens = stage.codebook().tokens();
    int side = stage.factor();
    byte[] rgb = new byte[tokens * side * side * 3];
    float[][] vectors = new float[tokens][];
    for (int from = 0; from < tokens; from += BATCH) {
      int n = Math.min(BATCH, tokens - from);
      int[] same = new int[n * AROUND * AROUND];
      for (int i = 0; i < same.length; i++) {
        same[i] = from + i / (AROUND * AROUND);
      }
      HostTensor.Longs codes =
          new HostTensor.Longs(stage.codebook().toEntries(same), n, AROUND, AROUND);
      HostTensor quant = stage.lookup(codes);
      vectors(quant, n, from, vectors);
      HostTensor x = stage.decode(quant);
      int whole = (int) x.shape()[3];
      int plane = whole * whole;
      float[] data = x.floats();
      for (int k = 0; k < n; k++) {
        for (int p = 0; p < side * side; p++) {
          int place = (p / side + side) * whole + p % side + side;
          for (int c = 0; c < 3; c++) {
            rgb[((from + k) * side * side + p) * 3 + c] =
                RgbImage.toByte(data[(k * 3 + c) * plane + place]);
          }
        }
      }
    }
    return new CodebookPatches(side, rgb, vectors);
  }

  private static void vectors(HostTensor quant, int n, int from, float[][] vectors) {
    int width = (int) quant.shape()[1];
    int plane = AROUND * AROUND;
    float[] q = quant.floats();
    for (int k = 0; k < n; k++) {
      vectors[from + k] = new float[width];
      for (int d = 0; d < width; d++) {
        vectors[from + k][d] = q[(k * width + d) * plane];
      }
    }
  }
}
