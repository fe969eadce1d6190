package io.tessera.api;

import io.tessera.api.fault.InputException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How an engine works.
 *
 * @param device {@code auto}, {@code cpu} or {@code cuda:N}
 * @param precision {@code auto}, {@code f32}, {@code bf16}, {@code f16}, {@code int8} or {@code
 *     int8-f32}
 * @param threads threads of one operation on the CPU
 * @param memory bytes that a decode may take beside the model; 0 for most of what is free when it
 *     begins
 * @param modelFolders folders whose subfolders are models, the first ones first
 * @param segmenter folder of what reads labels off photographs, where there is one
 */
public record EngineSettings(
    String device,
    String precision,
    int threads,
    long memory,
    List<Path> modelFolders,
    Optional<Path> segmenter) {
  public EngineSettings {
    modelFolders = List.copyOf(modelFolders);
    if (threads < 1 || threads > 1024) {
      throw new InputException("threads should be 1 to 1024, not " + threads);
    }
    if (memory < 0) {
      throw new InputException("a memory budget should be above 0, not " + memory);
    }
  }

  /** Settings without a memory budget. */
  public EngineSettings(String device, String precision, int threads, List<Path> modelFolders) {
    this(device, precision, threads, 0, modelFolders);
  }

  /** Settings without a segmenter. */
  public EngineSettings(
      String device, String precision, int threads, long memory, List<Path> modelFolders) {
    this(device, precision, threads, memory, modelFolders, Optional.empty());
  }

  /** The same with a segmenter of photographs. */
  public EngineSettings with(Path reader) {
    return new EngineSettings(
        device, precision, threads, memory, modelFolders, Optional.of(reader));
  }
}
