package io.tessera.api;

import java.util.Collection;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * How a model's tokens are best drawn, as its maker found: keys {@code top_k}, {@code top_p} and
 * {@code guidance} of its configuration, which are additions of ours; without them what the
 * original's README and scripts use for models of this kind.
 *
 * @param topK likeliest tokens among which one is drawn
 * @param topP probability that those among which one is drawn have together
 * @param guidance how far to go beyond the condition; 1 for no farther
 * @param guidanceByWord the same where the model is told one of these words: key {@code
 *     guidance_by_word}
 */
public record SamplingConfig(
    int topK, double topP, double guidance, Map<String, Double> guidanceByWord) {
  /** What {@code make_samples.py} uses for layouts and depth. */
  public static final SamplingConfig PLAIN = new SamplingConfig(100, 1, 1);

  public SamplingConfig {
    guidanceByWord = Map.copyOf(guidanceByWord);
  }

  /** With one guidance for all words. */
  public SamplingConfig(int topK, double topP, double guidance) {
    this(topK, topP, guidance, Map.of());
  }

  /**
   * For a picture that the model is told these words about: of several with a guidance of their own
   * the lowest holds.
   */
  public SamplingConfig told(Collection<String> words) {
    OptionalDouble least =
        words.stream().filter(guidanceByWord::containsKey).mapToDouble(guidanceByWord::get).min();
    return new SamplingConfig(topK, topP, least.orElse(guidance));
  }
}
