package io.tessera.engine;

import io.tessera.engine.checkpoint.Checkpoint;
import io.tessera.engine.checkpoint.ModelConfig;
import io.tessera.engine.checkpoint.ModelFolder;
import io.tessera.engine.checkpoint.SafetensorsWriter;
import io.tessera.engine.checkpoint.TensorEntry;
import io.tessera.engine.checkpoint.TensorType;
import io.tessera.engine.checkpoint.Yaml;
import io.tessera.engine.fault.InputException;
import io.tessera.engine.model.ModelBundle;
import io.tessera.engine.model.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a model as safetensors and YAML: what inference needs, in the type it is stored in unless
 * another is asked for.
 */
final class Conversion {
  private Conversion() {}

  /**
   * @param half whether float32 weights become float16
   */
  static void convert(ModelFolder folder, Path out, boolean half) {
    ModelConfig config = ModelConfig.of(folder.config());
    List<Checkpoint> files = new ArrayList<>();
    try {
      folder.weights().forEach(f -> files.add(Checkpoint.open(f)));
      Weights weights = new Weights(files);
      ModelBundle.expect(config, weights);
      weights.check();
      SafetensorsWriter writer = new SafetensorsWriter().metadata("format", "pt");
      for (Checkpoint file : files) {
        file.tensors().values().stream()
            .filter(t -> isNeeded(t.name()))
            .forEach(t -> put(writer, t, half));
      }
      Files.createDirectories(out);
      Files.writeString(
          out.resolve("model.yaml"),
          Yaml.write(java.util.Objects.requireNonNull(folder.config().raw())));
      writer.write(out.resolve("model.safetensors"));
    } catch (IOException e) {
      throw new InputException(out + " cannot be written: " + e.getMessage(), e);
    } finally {
      files.forEach(Checkpoint::close);
    }
  }

  private static boolean isNeeded(String name) {
    return !name.matches("(.*\\.)?loss\\..*|.*\\.attn\\.mask");
  }

  private static void put(SafetensorsWriter writer, TensorEntry t, boolean half) {
    if (half && t.type() == TensorType.F32) {
      writer.floats(t.name(), TensorType.F16, t.shape(), t.toFloats());
    } else {
      writer.copy(t);
    }
  }
}
