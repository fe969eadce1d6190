package io.tessera.api;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What else the model thought of for one cell, given all tokens before it in its window, at
 * temperature 1.
 *
 * @param probability of the cell's own token
 * @param entropyBits of the whole distribution
 * @param choices the likeliest tokens, the likeliest first
 */
public record Alternatives(double probability, double entropyBits, List<Choice> choices) {
  /** A token and its probability. */
  public record Choice(int token, double probability) {}

  public Alternatives {
    choices = List.copyOf(choices);
  }

  /**
   * @param logits one per token; those behind {@code limit} are no picture tokens
   * @param token that the cell has; {@link TokenGrid#UNKNOWN} for none
   * @param most choices that are kept
   */
  public static Alternatives of(float[] logits, int limit, int token, int most) {
    double max = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < limit; i++) {
      max = Math.max(max, logits[i]);
    }
    double[] p = new double[limit];
    double sum = 0;
    for (int i = 0; i < limit; i++) {
      p[i] = Math.exp(logits[i] - max);
      sum += p[i];
    }
    double bits = 0;
    for (int i = 0; i < limit; i++) {
      p[i] /= sum;
      if (p[i] > 0) {
        bits -= p[i] * Math.log(p[i]) / Math.log(2);
      }
    }
    List<Choice> choices =
        IntStream.range(0, limit)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -p[i]))
            .limit(most)
            .map(i -> new Choice(i, p[i]))
            .toList();
    return new Alternatives(token == TokenGrid.UNKNOWN ? 0 : p[token], bits, choices);
  }
}
