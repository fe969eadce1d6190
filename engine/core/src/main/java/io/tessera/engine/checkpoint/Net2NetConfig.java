package io.tessera.engine.checkpoint;

import io.tessera.api.SamplingConfig;
import io.tessera.api.TagConfig;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * A second stage with its first: {@code taming.models.cond_transformer.Net2NetTransformer}.
 *
 * @param tags words before the rest of the condition
 * @param openToken stands in every cell of a condition that is left to the model, where it was
 *     trained so; an addition of ours
 * @param pkeep probability of keeping a picture token in training
 * @param sampling how its tokens are best drawn
 */
public record Net2NetConfig(
    FirstStageConfig firstStage,
    CondStageConfig condStage,
    GptConfig transformer,
    List<TagConfig> tags,
    OptionalInt openToken,
    String condStageKey,
    double pkeep,
    SamplingConfig sampling)
    implements ModelConfig {
  public Net2NetConfig {
    tags = List.copyOf(tags);
  }

  static final String TARGET = "taming.models.cond_transformer.Net2NetTransformer";

  static Net2NetConfig of(ConfigNode p) {
    if (p.get("downsample_cond_factor").isPresent()) {
      throw p.get("downsample_cond_factor")
          .fault("is no parameter of Net2NetTransformer; remove it");
    }
    if (p.get("downsample_cond_size").integer(-1) > 0) {
      throw p.get("downsample_cond_size").fault("is not supported; only -1 (off) is");
    }
    ConfigNode first = p.get("first_stage_config").required();
    FirstStageConfig firstStage =
        FirstStageConfig.of(first.get("target").text(), first.get("params").required());
    ConfigNode gpt = p.get("transformer_config").required();
    int side = firstStage.dd().resolution() / firstStage.factor();
    GptConfig transformer =
        GptConfig.of(gpt.get("target").text(), gpt.get("params").required())
            .in(TokenOrders.of(p.get("permuter_config"), side));
    List<TagConfig> tags = p.get("cond_tags").items().stream().map(Suggestions::tag).toList();
    for (TagConfig tag : tags) {
      if (tag.any() >= transformer.vocabSize()) {
        throw p.get("cond_tags")
            .fault(
                String.format(
                    Locale.ROOT,
                    "needs tokens up to %d, but the transformer's vocab_size is %d",
                    tag.any(),
                    transformer.vocabSize()));
      }
    }
    CondStageConfig condition =
        CondStageConfig.of(
            p.get("cond_stage_config").required(), p.get("sos_token").integer(0), firstStage);
    return new Net2NetConfig(
        firstStage,
        condition,
        transformer,
        tags,
        openToken(p.get("open_token"), transformer),
        p.get("cond_stage_key").text("depth"),
        p.get("pkeep").number(1.0),
        sampling(p, condition, tags));
  }

  private static SamplingConfig sampling(
      ConfigNode p, CondStageConfig condition, List<TagConfig> tags) {
    SamplingConfig sampling = Suggestions.sampling(p, condition);
    for (String word : sampling.guidanceByWord().keySet()) {
      if (tags.stream().noneMatch(tag -> tag.values().contains(word))) {
        throw p.get("guidance_by_word")
            .fault("names '" + word + "', which is no word of cond_tags");
      }
    }
    return sampling;
  }

  private static OptionalInt openToken(ConfigNode n, GptConfig transformer) {
    if (!n.isPresent()) {
      return OptionalInt.empty();
    }
    int token = n.integer();
    if (token < 0 || token >= transformer.vocabSize()) {
      throw n.fault("should be a token below vocab_size, " + transformer.vocabSize());
    }
    return OptionalInt.of(token);
  }
}
