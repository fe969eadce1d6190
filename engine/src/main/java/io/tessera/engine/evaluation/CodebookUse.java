package io.tessera.engine.evaluation;

import io.tessera.engine.model.TokenGrid;

/** How often every entry of a codebook is used. */
public final class CodebookUse {
  private final long[] counts;
  private long total;

  public CodebookUse(int entries) {
    this.counts = new long[entries];
  }

  public void count(TokenGrid tokens) {
    for (int token : tokens.tokens()) {
      counts[token]++;
      total++;
    }
  }

  /** Share of the entries that are used at all, 0..1. */
  public double used() {
    int n = 0;
    for (long c : counts) {
      n += c > 0 ? 1 : 0;
    }
    return (double) n / counts.length;
  }

  /** 2 to the entropy of the entries in bits: as many equally frequent ones would be as varied. */
  public double perplexity() {
    double bits = 0;
    for (long c : counts) {
      if (c > 0) {
        double p = (double) c / total;
        bits -= p * Math.log(p) / Math.log(2);
      }
    }
    return Math.pow(2, bits);
  }
}
