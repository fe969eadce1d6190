package io.tessera.engine.evaluation;

import java.util.List;
import java.util.function.IntPredicate;

/**
 * Kernel distance of two collections of pictures (Bińkowski et al. 2018, "KID"): the unbiased
 * estimate of the squared maximum mean discrepancy with the kernel (x·y / D + 1)³, so that small
 * collections can be compared. 0 in the mean for pictures of one kind; it can be below 0.
 *
 * @param value the estimate
 * @param error its standard error, by leaving out one picture after the other (the jackknife)
 */
record KernelDistance(double value, double error) {
  /**
   * @param a features of one collection, of two pictures or more
   * @param b the same of the other
   */
  static KernelDistance of(List<float[]> a, List<float[]> b) {
    if (a.size() < 3 || b.size() < 3) {
      throw new IllegalArgumentException("a distance needs three pictures on each side at least");
    }
    double[][] aa = kernels(a, a);
    double[][] bb = kernels(b, b);
    double[][] ab = kernels(a, b);
    double value = mmd(aa, bb, ab, i -> true, i -> true);
    double error =
        Math.sqrt(
            variance(aa.length, value, i -> mmd(aa, bb, ab, k -> k != i, k -> true))
                + variance(bb.length, value, i -> mmd(aa, bb, ab, k -> true, k -> k != i)));
    return new KernelDistance(value, error);
  }

  /** The value of a collection without its i-th picture. */
  private interface Without {
    double value(int i);
  }

  private static double variance(int n, double whole, Without without) {
    double sum = 0;
    for (int i = 0; i < n; i++) {
      double d = without.value(i) - whole;
      sum += d * d;
    }
    return sum * (n - 1) / n;
  }

  private static double mmd(
      double[][] aa, double[][] bb, double[][] ab, IntPredicate inA, IntPredicate inB) {
    return mean(aa, inA, inA, true) + mean(bb, inB, inB, true) - 2 * mean(ab, inA, inB, false);
  }

  private static double mean(double[][] k, IntPredicate rows, IntPredicate columns, boolean self) {
    double sum = 0;
    long count = 0;
    for (int i = 0; i < k.length; i++) {
      for (int j = 0; j < k[i].length; j++) {
        if (rows.test(i) && columns.test(j) && !(self && i == j)) {
          sum += k[i][j];
          count++;
        }
      }
    }
    return sum / count;
  }

  private static double[][] kernels(List<float[]> a, List<float[]> b) {
    double[][] k = new double[a.size()][b.size()];
    for (int i = 0; i < a.size(); i++) {
      for (int j = 0; j < b.size(); j++) {
        k[i][j] = Math.pow(dot(a.get(i), b.get(j)) / a.get(i).length + 1, 3);
      }
    }
    return k;
  }

  private static double dot(float[] x, float[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += (double) x[i] * y[i];
    }
    return sum;
  }
}
