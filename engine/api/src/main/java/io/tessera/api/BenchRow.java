package io.tessera.api;

import java.util.Arrays;

/**
 * One measured case.
 *
 * @param unit such as tokens/s
 * @param median of all rounds
 */
public record BenchRow(String name, String unit, double median, double min, double max) {
  public static BenchRow of(String name, String unit, double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    double median = (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
    return new BenchRow(name, unit, median, sorted[0], sorted[n - 1]);
  }
}
