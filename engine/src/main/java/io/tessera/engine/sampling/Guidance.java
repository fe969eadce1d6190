package io.tessera.engine.sampling;

import io.tessera.engine.model.ConditionTokens;

/**
 * Classifier-free guidance (Ho, Salimans 2022) over logits: away from what the model would do
 * without the condition. l = without + scale · (with - without).
 *
 * @param without the condition left open, as long as the real one
 * @param scale 1 for no guidance; above 1 follows the condition more closely, at the cost of
 *     variety
 */
public record Guidance(ConditionTokens without, double scale) {
  /**
   * @param both logits with the condition, then as many without
   */
  float[] apply(float[] both) {
    int n = both.length / 2;
    float[] out = new float[n];
    for (int i = 0; i < n; i++) {
      out[i] = (float) (both[n + i] + scale * (both[i] - both[n + i]));
    }
    return out;
  }
}
