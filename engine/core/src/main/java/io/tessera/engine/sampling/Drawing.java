package io.tessera.engine.sampling;

import io.tessera.api.TokenSampler;
import java.util.Arrays;
import java.util.Optional;

/**
 * How tokens are drawn from what the transformer tells.
 *
 * @param guidance how far to go beyond the condition, if at all
 * @param limit tokens at or above this are never drawn (entries of the codebook)
 */
public record Drawing(TokenSampler sampler, Optional<Guidance> guidance, int limit) {
  /**
   * @param logits with the condition, one per token of the vocabulary
   * @param without the same without the condition; empty where there is no guidance
   * @param uniform in [0, 1)
   */
  int draw(float[] logits, float[] without, double uniform) {
    float[] l = guidance.isPresent() ? guidance.get().apply(logits, without) : logits;
    return sampler.draw(l.length > limit ? Arrays.copyOf(l, limit) : l, uniform);
  }
}
