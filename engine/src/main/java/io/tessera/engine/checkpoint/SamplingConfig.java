package io.tessera.engine.checkpoint;

import java.util.Collection;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

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

  private static final int MOST_GUIDANCE = 20;

  public SamplingConfig {
    guidanceByWord = Map.copyOf(guidanceByWord);
  }

  /** With one guidance for all words. */
  public SamplingConfig(int topK, double topP, double guidance) {
    this(topK, topP, guidance, Map.of());
  }

  static SamplingConfig of(ConfigNode p, CondStageConfig condition) {
    SamplingConfig usual =
        switch (condition) {
          case CondStageConfig.ClassLabel c -> new SamplingConfig(600, 0.92, 1); // the README's
          case CondStageConfig.StartToken s -> new SamplingConfig(250, 1, 1); // sample_fast.py
          case CondStageConfig.Encoded e -> PLAIN;
          case CondStageConfig.Coordinates c -> PLAIN;
          case CondStageConfig.BoundingBoxes b -> PLAIN;
        };
    int topK = p.get("top_k").integer(usual.topK);
    if (topK < 1) {
      throw p.get("top_k").fault("should be at least 1");
    }
    return new SamplingConfig(
        topK,
        between(p.get("top_p"), usual.topP, 1),
        between(p.get("guidance"), usual.guidance, MOST_GUIDANCE),
        byWord(p.get("guidance_by_word")));
  }

  private static Map<String, Double> byWord(ConfigNode n) {
    Map<String, Double> all = new TreeMap<>();
    if (n.isPresent()) {
      n.keys().forEach(word -> all.put(word, between(n.get(word), 1, MOST_GUIDANCE)));
    }
    return all;
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

  private static double between(ConfigNode n, double usual, int most) {
    double value = n.number(usual);
    if (!(value >= 0 && value <= most)) {
      throw n.fault("should lie between 0 and " + most);
    }
    return value;
  }
}
