package io.tessera.engine.sampling;

import io.tessera.engine.torch.HostTensor;
import java.util.List;

/**
 * What the transformer tells in one step of a {@link Sampler}, until its tokens are drawn: in Java
 * memory, or on the device that it was computed on. Rows have numbers, which the sampler gives.
 */
interface Logits {
  /** As {@link io.tessera.engine.model.Transformer#prefill}; row b of it is row {@code rows[b]}. */
  void prefill(HostTensor.Longs ids, long[] lengths, long[] slots, int[] rows);

  /** As {@link io.tessera.engine.model.Transformer#step}; row b of it is row {@code rows[b]}. */
  void step(HostTensor.Longs ids, long[] past, long[] slots, int[] rows);

  /** As {@link io.tessera.engine.model.Transformer#logitsAt}, for one sequence. */
  void whole(HostTensor.Longs ids, int position, int row);

  /**
   * Draws tokens, and forgets the rows of this step.
   *
   * @param own rows of what is told with the condition, one per token
   * @param without rows of what is told without it; the same as {@code own} where there is no
   *     guidance
   * @param uniforms one number in [0, 1) per token
   */
  List<Drawn> draw(int[] own, int[] without, double[] uniforms);

  /** Forgets the rows of this step, from which nothing is drawn. */
  void forget();

  /** What the last tokens were drawn from: {@code own}, before guidance. */
  List<float[]> last();

  /**
   * One token.
   *
   * @param logProbability natural, under the model with its condition: temperature 1, nothing
   *     dropped
   */
  record Drawn(int token, float logProbability) {}
}
