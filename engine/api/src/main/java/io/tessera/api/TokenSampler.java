package io.tessera.api;

import io.tessera.api.fault.InputException;
import java.util.Arrays;

/**
 * How a token is drawn from logits: temperature, then top-k, then nucleus (top-p), then one draw.
 *
 * @param temperature divides the logits; above 0
 * @param topK logits below the k-th largest are dropped, equals are kept; at least 1, more than the
 *     vocabulary keeps all
 * @param topP of what is left, the likeliest tokens up to and with the one that crosses this
 *     probability; 0 to 1
 * @param greedy takes the likeliest token, the first of equals
 */
public record TokenSampler(double temperature, int topK, double topP, boolean greedy) {
  public static final TokenSampler GREEDY = new TokenSampler(1, Integer.MAX_VALUE, 1, true);

  public TokenSampler {
    if (!(temperature > 0 && temperature <= 100)) {
      throw new InputException(
          "the temperature should be above 0 (and at most 100), not " + temperature);
    }
    if (topK < 1) {
      throw new InputException("top-k should be at least 1, not " + topK);
    }
    if (!(topP >= 0 && topP <= 1)) {
      throw new InputException("top-p should be between 0 and 1, not " + topP);
    }
  }

  /**
   * The distribution that tokens are drawn from.
   *
   * @param logits one per token
   */
  public double[] probabilities(float[] logits) {
    double[] p = new double[logits.length];
    for (int i = 0; i < p.length; i++) {
      p[i] = logits[i] / temperature;
    }
    if (topK < p.length) {
      double kth = largest(p.clone(), topK);
      for (int i = 0; i < p.length; i++) {
        if (p[i] < kth) {
          p[i] = Double.NEGATIVE_INFINITY;
        }
      }
    }
    softmax(p);
    if (topP < 1) {
      nucleus(p);
    }
    return p;
  }

  /** The k-th largest number, by Hoare's selection: there may be 16384, for every token anew. */
  private static double largest(double[] x, int k) {
    int from = 0;
    int to = x.length - 1;
    int place = x.length - k; // of the number, were all sorted
    while (from < to) {
      double pivot = x[(from + to) >>> 1];
      int i = from;
      int j = to;
      while (i <= j) {
        while (x[i] < pivot) {
          i++;
        }
        while (x[j] > pivot) {
          j--;
        }
        if (i <= j) {
          double other = x[i];
          x[i++] = x[j];
          x[j--] = other;
        }
      }
      if (place <= j) {
        to = j;
      } else if (place >= i) {
        from = i;
      } else {
        break;
      }
    }
    return x[place];
  }

  private static void softmax(double[] x) {
    double max = Arrays.stream(x).max().orElseThrow();
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      x[i] = x[i] == Double.NEGATIVE_INFINITY ? 0 : Math.exp(x[i] - max);
      sum += x[i];
    }
    for (int i = 0; i < x.length; i++) {
      x[i] /= sum;
    }
  }

  /**
   * Keeps the likeliest tokens, the first of equals first, until those before have more than topP.
   */
  private void nucleus(double[] p) {
    double[] sorted = Arrays.stream(p).filter(x -> x > 0).sorted().toArray();
    double kept = 0;
    int place = sorted.length; // of the least likely token that stays
    do {
      place--;
      kept += sorted[place];
    } while (place > 0 && kept <= topP);
    double least = sorted[place];
    int equals = 0; // how many of the least likely ones stay
    for (int i = place; i < sorted.length && sorted[i] == least; i++) {
      equals++;
    }
    for (int i = 0; i < p.length; i++) {
      boolean stays = p[i] > least || p[i] == least && equals-- > 0;
      p[i] = stays ? p[i] / kept : 0;
    }
  }

  /**
   * Draws one token.
   *
   * @param uniform in [0, 1)
   */
  public int draw(float[] logits, double uniform) {
    if (greedy) {
      return argmax(logits);
    }
    double[] p = probabilities(logits);
    double cumulative = 0;
    int last = 0;
    for (int i = 0; i < p.length; i++) {
      if (p[i] > 0) {
        cumulative += p[i];
        last = i;
        if (uniform < cumulative) {
          return i;
        }
      }
    }
    return last;
  }

  private static int argmax(float[] x) {
    int best = 0;
    for (int i = 1; i < x.length; i++) {
      if (x[i] > x[best]) {
        best = i;
      }
    }
    return best;
  }

  /**
   * Natural logarithm of the token's probability under the model itself: temperature 1, nothing
   * dropped.
   */
  public static float logProbability(float[] logits, int token) {
    double max = Double.NEGATIVE_INFINITY;
    for (float x : logits) {
      max = Math.max(max, x);
    }
    double sum = 0;
    for (float x : logits) {
      sum += Math.exp(x - max);
    }
    return (float) (logits[token] - max - Math.log(sum));
  }

  /**
   * Entropy in bits of the distribution over {@code count} logits.
   *
   * @param from place of the first
   */
  public static float entropyBits(float[] logits, int from, int count) {
    double max = Double.NEGATIVE_INFINITY;
    for (int i = from; i < from + count; i++) {
      max = Math.max(max, logits[i]);
    }
    double sum = 0;
    double weighted = 0;
    for (int i = from; i < from + count; i++) {
      double e = Math.exp(logits[i] - max);
      sum += e;
      weighted += e * (logits[i] - max);
    }
    // H = log Z - E[x], both of logits less their maximum.
    return (float) ((Math.log(sum) - weighted / sum) / Math.log(2));
  }
}
