package io.tessera.api;

import io.tessera.api.image.RgbImage;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What every token of a codebook looks like and where it lies.
 *
 * @param side of a patch in pixels
 * @param rgb patch after patch, side × side × 3 bytes each
 * @param vectors token after token, their codebook vectors
 */
public record CodebookPatches(int side, byte[] rgb, float[][] vectors) {
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
