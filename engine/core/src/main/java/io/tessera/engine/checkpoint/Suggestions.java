package io.tessera.engine.checkpoint;

import io.tessera.api.SamplingConfig;
import io.tessera.api.TagConfig;
import java.util.Map;
import java.util.TreeMap;

/** What a configuration says of the words of a model and of how its tokens are best drawn. */
final class Suggestions {
  private static final int MOST_GUIDANCE = 20;

  private Suggestions() {}

  static TagConfig tag(ConfigNode n) {
    TagConfig tag =
        new TagConfig(
            n.get("name").text(),
            n.get("first").positive(),
            n.get("values").texts(),
            n.get("by_seed").flag(false),
            n.get("default").text(n.get("values").texts().stream().findFirst().orElse("")));
    if (tag.values().isEmpty()) {
      throw n.get("values").fault("should list at least one value");
    }
    if (!tag.values().contains(tag.expected())) {
      throw n.get("default").fault("should be one of " + String.join(", ", tag.values()));
    }
    return tag;
  }

  /** Keys {@code top_k}, {@code top_p}, {@code guidance} and {@code guidance_by_word}. */
  static SamplingConfig sampling(ConfigNode p, CondStageConfig condition) {
    SamplingConfig usual =
        switch (condition) {
          case CondStageConfig.ClassLabel c -> new SamplingConfig(600, 0.92, 1); // the README's
          case CondStageConfig.StartToken s -> new SamplingConfig(250, 1, 1); // sample_fast.py
          case CondStageConfig.Encoded e -> SamplingConfig.PLAIN;
          case CondStageConfig.Coordinates c -> SamplingConfig.PLAIN;
          case CondStageConfig.BoundingBoxes b -> SamplingConfig.PLAIN;
        };
    int topK = p.get("top_k").integer(usual.topK());
    if (topK < 1) {
      throw p.get("top_k").fault("should be at least 1");
    }
    return new SamplingConfig(
        topK,
        between(p.get("top_p"), usual.topP(), 1),
        between(p.get("guidance"), usual.guidance(), MOST_GUIDANCE),
        byWord(p.get("guidance_by_word")));
  }

  private static Map<String, Double> byWord(ConfigNode n) {
    Map<String, Double> all = new TreeMap<>();
    if (n.isPresent()) {
      n.keys().forEach(word -> all.put(word, between(n.get(word), 1, MOST_GUIDANCE)));
    }
    return all;
  }

  private static double between(ConfigNode n, double usual, int most) {
    double value = n.number(usual);
    if (!(value >= 0 && value <= most)) {
      throw n.fault("should lie between 0 and " + most);
    }
    return value;
  }
}
