package io.tessera.engine;

import java.nio.file.Path;
import java.util.List;

/**
 * How an engine works.
 *
 * @param device {@code auto}, {@code cpu} or {@code cuda:N}
 * @param precision {@code auto}, {@code f32}, {@code bf16} or {@code f16}
 * @param threads threads of one operation on the CPU
 * @param modelFolders folders whose subfolders are models, the first ones first
 */
public record EngineSettings(
    String device, String precision, int threads, List<Path> modelFolders) {
  public EngineSettings {
    modelFolders = List.copyOf(modelFolders);
    if (threads < 1 || threads > 1024) {
      throw new io.tessera.engine.fault.InputException(
          "threads should be 1 to 1024, not " + threads);
    }
  }
}
