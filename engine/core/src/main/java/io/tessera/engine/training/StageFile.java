package io.tessera.engine.training;

import io.tessera.engine.checkpoint.Checkpoint;
import io.tessera.engine.checkpoint.FirstStageConfig;
import io.tessera.engine.checkpoint.SafetensorsWriter;
import io.tessera.engine.model.FirstStage;
import io.tessera.engine.model.WeightShapes;
import io.tessera.engine.model.Weights;
import io.tessera.engine.torch.Device;
import io.tessera.engine.torch.Precision;
import java.nio.file.Path;
import java.util.List;

/**
 * Where a trained first stage lies that a transformer builds on: a model of its own, or part of a
 * whole model.
 *
 * @param inModel where it stands in a whole model, such as {@code first_stage_model.}
 */
record StageFile(FirstStageConfig config, Path file, String inModel) {

  FirstStage load(Device device, Precision precision) {
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      Weights weights = new Weights(List.of(checkpoint));
      String prefix = prefix(checkpoint);
      weights.expect(prefix, WeightShapes.of(config));
      if (prefix.isEmpty()) {
        weights.check();
      } else {
        weights.checkExpected();
      }
      return FirstStage.load(config, weights, prefix, device, precision);
    }
  }

  /** Copies its weights to where a whole model has them. */
  void copyTo(SafetensorsWriter out) {
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      String prefix = prefix(checkpoint);
      checkpoint
          .tensors()
          .forEach(
              (name, t) -> {
                if (name.startsWith(prefix)) {
                  out.floats(
                      inModel + name.substring(prefix.length()), t.type(), t.shape(), t.toFloats());
                }
              });
    }
  }

  private String prefix(Checkpoint checkpoint) {
    boolean whole = checkpoint.tensors().keySet().stream().anyMatch(n -> n.startsWith(inModel));
    return whole ? inModel : "";
  }
}
