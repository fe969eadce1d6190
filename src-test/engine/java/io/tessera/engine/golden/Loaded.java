package io.tessera.engine.golden;

import io.tessera.engine.checkpoint.Checkpoint;
import io.tessera.engine.checkpoint.FirstStageConfig;
import io.tessera.engine.checkpoint.GptConfig;
import io.tessera.engine.checkpoint.ModelFolder;
import io.tessera.engine.model.FirstStage;
import io.tessera.engine.model.Transformer;
import io.tessera.engine.model.WeightShapes;
import io.tessera.engine.model.Weights;
import io.tessera.engine.torch.Device;
import io.tessera.engine.torch.Precision;
import java.util.List;

/**
 * Loads single networks of a fixture's checkpoint, for the stripped ones do not hold whole models.
 */
public final class Loaded {
  private Loaded() {}

  public static FirstStage firstStage(
      ModelFolder model, FirstStageConfig config, String prefix, Precision precision) {
    try (Checkpoint checkpoint = Checkpoint.open(model.weights().getFirst())) {
      Weights weights = new Weights(List.of(checkpoint));
      weights.expect(prefix, WeightShapes.of(config));
      return FirstStage.load(config, weights, prefix, Device.CPU, precision);
    }
  }

  public static Transformer transformer(ModelFolder model, GptConfig config, Precision precision) {
    try (Checkpoint checkpoint = Checkpoint.open(model.weights().getFirst())) {
      Weights weights = new Weights(List.of(checkpoint));
      weights.expect("transformer.", WeightShapes.of(config));
      return Transformer.load(config, weights, "transformer.", Device.CPU, precision);
    }
  }
}
