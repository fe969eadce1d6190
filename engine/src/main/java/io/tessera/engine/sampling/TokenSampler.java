package io.tessera.engine.sampling;

import io.tessera.engine.fault.InputException;
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
      double[] sorted = p.clone();
      Arrays.sort(sorted);
      double kth = sorted[p.length - topK];
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

  private static void softmax(double[] x) {
    double max = Arrays.stream(x).max().orElseThrow();
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      x[i] = Math.exp(x[i] - max);
      sum += x[i];
    }
    for (int i = 0; i < x.length; i++) {
      x[i] /= sum;
    }
  }

  private void nucleus(double[] p) {
    Integer[] order = new Integer[p.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> Double.compare(p[b], p[a]));
    double cumulative = 0;
    double kept = 0;
    for (int n = 0; n < order.length; n++) {
      double before = cumulative;
      cumulative += p[order[n]];
      if (n > 0 && before > topP) {
        p[order[n]] = 0;
      } else {
        kept += p[order[n]];
      }
    }
    for (int i = 0; i < p.length; i++) {
      p[i] /= kept;
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
}
