package io.tessera.engine.model;

import io.tessera.engine.image.RgbImage;
import io.tessera.engine.torch.HostTensor;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What every token of a codebook looks like and where it lies: each decoded among eight of its own
 * kind, of which the middle is kept.
 *
 * @param side of a patch in pixels
 * @param rgb patch after patch, side × side × 3 bytes each
 * @param vectors token after token, their codebook vectors
 */
public record CodebookPatches(int side, byte[] rgb, float[][] vectors) {
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

  /** Number of tokens. */
  public int tokens() {
    return vectors.length;
  }

  /** The patch of a token. */
  public RgbImage patch(int token) {
    int bytes = side * side * 3;
    return new RgbImage(side, side, Arrays.copyOfRange(rgb, token * bytes, (token + 1) * bytes));
  }

  /** All tokens, those whose vectors lie nearest to a token's first: itself, then its likes. */
  public List<Integer> nearest(int token) {
    double[] distance = new double[tokens()];
    for (int i = 0; i < distance.length; i++) {
      distance[i] = distance(vectors[token], vectors[i]);
    }
    return IntStream.range(0, distance.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> i == token ? -1 : distance[i]))
        .toList();
  }

  /** Distance of a token's vector to the nearest other one; 0 where there is no other. */
  public double nearestDistance(int token) {
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < tokens(); i++) {
      if (i != token) {
        least = Math.min(least, distance(vectors[token], vectors[i]));
      }
    }
    return Double.isInfinite(least) ? 0 : Math.sqrt(least);
  }

  /**
   * The codebook laid out on a plane by its two principal components (PCA), so that what is alike
   * lies together.
   *
   * @return x and y of every token in turn, each 0 to 1
   */
  public float[] plane() {
    return PrincipalPlane.of(vectors);
  }

  private static double distance(float[] a, float[] b) {
    double sum = 0;
    for (int d = 0; d < a.length; d++) {
      sum += ((double) a[d] - b[d]) * (a[d] - b[d]);
    }
    return sum;
  }
}
