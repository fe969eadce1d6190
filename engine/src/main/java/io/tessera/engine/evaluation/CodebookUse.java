package io.tessera.engine.evaluation;

import io.tessera.engine.model.TokenGrid;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

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

  /** How often an entry is used. */
  public long count(int entry) {
    return counts[entry];
  }

  /** Entries of the codebook. */
  public int entries() {
    return counts.length;
  }

  /** Entries that are used, the most frequent first. */
  public List<Integer> byFrequency() {
    return IntStream.range(0, counts.length)
        .boxed()
        .filter(e -> counts[e] > 0)
        .sorted(Comparator.comparingLong(e -> -counts[e]))
        .toList();
  }

  /** Tokens counted. */
  public long total() {
    return total;
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
