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
  float[] apply(float[] with, float[] otherwise) {
    float[] out = new float[with.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) (otherwise[i] + scale * (with[i] - otherwise[i]));
    }
    return out;
  }
}
