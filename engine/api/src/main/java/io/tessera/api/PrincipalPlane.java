package io.tessera.api;

import java.util.Random;

/** Projection of vectors on their two principal components, by power iteration. */
final class PrincipalPlane {
  private static final int ROUNDS = 60;

  private PrincipalPlane() {}

  /** Coordinates of every vector, x and y in turn, each stretched to 0..1. */
  static float[] of(float[][] vectors) {
    int n = vectors.length;
    int width = vectors[0].length;
    double[] mean = new double[width];
    for (float[] v : vectors) {
      for (int d = 0; d < width; d++) {
        mean[d] += v[d] / (double) n;
      }
    }
    double[] first = component(vectors, mean, new double[width]);
    double[] second = component(vectors, mean, first);
    float[] out = new float[2 * n];
    for (int i = 0; i < n; i++) {
      out[2 * i] = (float) dot(vectors[i], mean, first);
      out[2 * i + 1] = (float) dot(vectors[i], mean, second);
    }
    stretch(out, 0);
    stretch(out, 1);
    return out;
  }

  /** The direction of greatest variance at right angles to another one (zeros for none). */
  private static double[] component(float[][] vectors, double[] mean, double[] without) {
    int width = mean.length;
    Random random = new Random(7);
    double[] direction = random.doubles(width, -1, 1).toArray();
    for (int round = 0; round < ROUNDS; round++) {
      reject(direction, without);
      normalize(direction);
      double[] next = new double[width];
      for (float[] v : vectors) {
        double along = dot(v, mean, direction);
        for (int d = 0; d < width; d++) {
          next[d] += along * (v[d] - mean[d]);
        }
      }
      direction = next;
    }
    reject(direction, without);
    normalize(direction);
    return direction;
  }

  private static double dot(float[] v, double[] mean, double[] direction) {
    double sum = 0;
    for (int d = 0; d < direction.length; d++) {
      sum += (v[d] - mean[d]) * direction[d];
    }
    return sum;
  }

  private static void reject(double[] v, double[] unit) {
    double along = 0;
    for (int d = 0; d < v.length; d++) {
      along += v[d] * unit[d];
    }
    for (int d = 0; d < v.length; d++) {
      v[d] -= along * unit[d];
    }
  }

  private static void normalize(double[] v) {
    double squares = 0;
    for (double x : v) {
      squares += x * x;
    }
    double length = Math.max(1e-30, Math.sqrt(squares));
    for (int d = 0; d < v.length; d++) {
      v[d] /= length;
    }
  }

  private static void stretch(float[] xy, int axis) {
    float min = Float.POSITIVE_INFINITY;
    float max = Float.NEGATIVE_INFINITY;
    for (int i = axis; i < xy.length; i += 2) {
      min = Math.min(min, xy[i]);
      max = Math.max(max, xy[i]);
    }
    for (int i = axis; i < xy.length; i += 2) {
      xy[i] = (xy[i] - min) / Math.max(1e-12f, max - min);
    }
  }
}
