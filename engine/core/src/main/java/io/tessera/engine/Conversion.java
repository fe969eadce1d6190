package io.tessera.engine;

import io.tessera.api.CodebookUse;
import io.tessera.api.fault.AtomicFolder;
import io.tessera.api.fault.InputException;
import io.tessera.engine.checkpoint.Checkpoint;
import io.tessera.engine.checkpoint.FirstStageConfig;
import io.tessera.engine.checkpoint.ModelConfig;
import io.tessera.engine.checkpoint.ModelFolder;
import io.tessera.engine.checkpoint.SafetensorsWriter;
import io.tessera.engine.checkpoint.TensorEntry;
import io.tessera.engine.checkpoint.TensorType;
import io.tessera.engine.checkpoint.Yaml;
import io.tessera.engine.model.ModelBundle;
import io.tessera.engine.model.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Writes a model as safetensors and YAML: what inference needs, in the type it is stored in unless
 * another is asked for.
 */
final class Conversion {
  private static final String WHOLE = "model";
  private static final String FIRST_STAGE = "first_stage_model";

  private Conversion() {}

  /**
   * @param half whether float32 weights become float16
   * @param parts whether first stage, condition and transformer get files of their own, so that
   *     models can share one; a first stage alone becomes such a file, without a configuration, for
   *     the folder of a transformer's model
   */
  static void convert(ModelFolder folder, Path out, boolean half, boolean parts) {
    ModelConfig config = ModelConfig.of(folder.config());
    List<Checkpoint> files = new ArrayList<>();
    try {
      folder.weights().forEach(f -> files.add(Checkpoint.open(f)));
      Weights weights = new Weights(files);
      ModelBundle.expect(config, weights);
      weights.check();
      Map<String, SafetensorsWriter> writers = new TreeMap<>();
      String prefix = parts && config instanceof FirstStageConfig ? FIRST_STAGE + "." : "";
      for (Checkpoint file : files) {
        file.tensors().values().stream()
            .filter(t -> isNeeded(t.name()))
            .forEach(
                t -> {
                  String name = prefix + t.name();
                  put(writer(writers, parts ? part(name) : WHOLE), name, t, half);
                });
      }
      AtomicFolder.write(
          out,
          staging -> {
            if (prefix.isEmpty()) {
              Files.writeString(
                  staging.resolve("model.yaml"),
                  Yaml.write(java.util.Objects.requireNonNull(folder.config().raw())));
            }
            for (Map.Entry<String, SafetensorsWriter> e : writers.entrySet()) {
              e.getValue().write(staging.resolve(e.getKey() + ".safetensors"));
            }
            Optional<Path> labels = folder.labels();
            if (labels.isPresent()) {
              Files.copy(labels.get(), staging.resolve(String.valueOf(labels.get().getFileName())));
            }
            Optional<Path> use = folder.file(CodebookUse.FILE);
            if (use.isPresent()) {
              Files.copy(use.get(), staging.resolve(CodebookUse.FILE));
            }
          });
    } catch (IOException e) {
      throw new InputException(out + " cannot be written: " + e.getMessage(), e);
    } finally {
      files.forEach(Checkpoint::close);
    }
  }

  private static SafetensorsWriter writer(Map<String, SafetensorsWriter> all, String name) {
    return all.computeIfAbsent(name, n -> new SafetensorsWriter().metadata("format", "pt"));
  }

  /** What comes before the first dot, for tensors of a second stage. */
  private static String part(String name) {
    return name.matches("(first_stage_model|cond_stage_model|transformer)\\..*")
        ? name.substring(0, name.indexOf('.'))
        : WHOLE;
  }

  private static boolean isNeeded(String name) {
    return !name.matches("(.*\\.)?loss\\..*|.*\\.attn\\.mask");
  }

  private static void put(SafetensorsWriter writer, String name, TensorEntry t, boolean half) {
    if (half && t.type() == TensorType.F32) {
      writer.floats(name, TensorType.F16, t.shape(), t.toFloats());
    } else {
      writer.copy(name, t);
    }
  }
}
