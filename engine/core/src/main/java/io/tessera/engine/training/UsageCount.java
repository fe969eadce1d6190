package io.tessera.engine.training;

/**
 * How often codebook entries were used, over a stretch of a training. The trainer counts up; {@link
 * #add} takes what is new.
 */
final class UsageCount {
  private final double[] total;
  private double[] seen;

  UsageCount(int entries) {
    this.total = new double[entries];
    this.seen = new double[entries];
  }

  /**
   * Takes what has come since the last call.
   *
   * @param counts the trainer's, by entry
   */
  void add(float[] counts) {
    for (int i = 0; i < total.length; i++) {
      total[i] += counts[i] - seen[i];
      seen[i] = counts[i];
    }
  }

  /** The trainer is about to count from 0 again. */
  void restart() {
    seen = new double[seen.length];
  }

  /** Begins another stretch. */
  void clear() {
    java.util.Arrays.fill(total, 0);
  }

  /** Share of the entries used at all, 0..1. */
  double used() {
    return (double) java.util.Arrays.stream(total).filter(n -> n > 0).count() / total.length;
  }

  /** 2 to the entropy of the entries in bits. */
  double perplexity() {
    double sum = java.util.Arrays.stream(total).sum();
    double nats = 0;
    for (double n : total) {
      if (n > 0) {
        nats -= n / sum * Math.log(n / sum);
      }
    }
    return Math.exp(nats);
  }
}
