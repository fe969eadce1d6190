package io.tessera.engine.evaluation;

import io.tessera.api.Condition;
import io.tessera.api.ConditionKind;
import io.tessera.api.SamplingConfig;
import io.tessera.api.TagConfig;
import io.tessera.api.TokenSampler;
import io.tessera.engine.checkpoint.CondStageConfig;
import io.tessera.engine.checkpoint.Net2NetConfig;
import io.tessera.engine.model.ConditionTokens;
import io.tessera.engine.model.Conditioner;
import io.tessera.engine.model.ModelBundle;
import io.tessera.engine.sampling.Drawing;
import io.tessera.engine.sampling.Guidance;
import io.tessera.engine.training.EvaluationData;
import io.tessera.engine.training.EvaluationData.Window;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a model is told of a picture that it is measured on. */
final class Conditions {
  private Conditions() {}

  /** What the model makes its pictures of, where scenes have it. */
  static Optional<ConditionKind> modality(ModelBundle model) {
    return model.config() instanceof Net2NetConfig c
            && c.condStage() instanceof CondStageConfig.Encoded e
            && e.firstStage().encodes() != ConditionKind.NONE
        ? Optional.of(e.firstStage().encodes())
        : Optional.empty();
  }

  /** Whether the model makes pictures of layouts. */
  static boolean areLayouts(ModelBundle model) {
    return modality(model).equals(Optional.of(ConditionKind.LAYOUT));
  }

  /** What holds for a picture of this mood. */
  static SamplingConfig told(SamplingConfig how, Window w) {
    return how.told(w.mood().map(mood -> mood.id()).stream().toList());
  }

  /** How tokens are drawn for a picture of so many cells, with guidance where that is wanted. */
  static Drawing drawing(ModelBundle model, SamplingConfig how, int rows, int columns) {
    Optional<Guidance> guidance =
        how.guidance() == 1
            ? Optional.empty()
            : Optional.of(new Guidance(new Conditioner(model).open(rows, columns), how.guidance()));
    return new Drawing(
        new TokenSampler(1, how.topK(), how.topP(), false),
        guidance,
        model.firstStage().codebook().tokens());
  }

  /**
   * Layout, depth or figures, style and mood.
   *
   * @param seed chooses the words that the picture has none for
   */
  static ConditionTokens of(ModelBundle model, Window w, long seed) {
    Map<String, String> tags = new TreeMap<>();
    for (TagConfig tag : ((Net2NetConfig) model.config()).tags()) {
      if (tag.name().equals("style")) {
        tags.put("style", w.photograph() ? "photograph" : "scene");
      } else if (tag.name().equals("mood")) {
        w.mood().ifPresent(mood -> tags.put("mood", mood.id()));
      }
    }
    int f = model.firstStage().factor();
    if (w.source().isPresent()) {
      EvaluationData.Source s = w.source().get();
      return new Conditioner(model)
          .tokens(s.condition(), tags, seed, s.height() / f, s.width() / f)
          .cut(s.top() / f, s.left() / f, w.image().height() / f, w.image().width() / f);
    }
    return new Conditioner(model)
        .tokens(
            new Condition.Layout(w.labels()),
            tags,
            seed,
            w.image().height() / f,
            w.image().width() / f);
  }
}
