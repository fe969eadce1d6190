package io.tessera.app.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tessera.api.EngineSettings;
import io.tessera.api.Schedule;
import io.tessera.api.fault.AtomicFile;
import io.tessera.api.fault.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How pictures are made on this machine where a command or the window says nothing else; {@code
 * tessera bench --save} chooses.
 *
 * @param precision auto, f32, bf16, f16, int8 or int8-f32
 * @param threads threads on the CPU; 0 for all cores
 * @param memoryMb megabytes that a decode may take beside the model; 0 for most of what is free
 */
public record EngineChoice(String precision, int threads, int memoryMb, Schedule schedule) {
  /** Where nothing was chosen. */
  public static final EngineChoice DEFAULT =
      new EngineChoice("auto", 0, 0, new Schedule.Strided(8, 4));

  private static Path file() {
    return Folders.data().resolve("engine.json");
  }

  /**
   * What was saved, or the default.
   *
   * @throws InputException if the file is damaged
   */
  public static EngineChoice load() {
    return load(file());
  }

  static EngineChoice load(Path file) {
    if (!Files.exists(file)) {
      return DEFAULT;
    }
    try {
      JsonNode n = new JsonMapper().readTree(file.toFile());
      return new EngineChoice(
          n.path("precision").asText(DEFAULT.precision),
          n.path("threads").asInt(0),
          n.path("memory").asInt(0),
          Schedule.of(n.path("schedule").asText(DEFAULT.schedule.id())));
    } catch (IOException | InputException e) {
      throw new InputException(
          "the settings in " + file + " cannot be read (" + e.getMessage() + "); delete the file",
          e);
    }
  }

  /** The engine that was chosen, with all of the user's models. */
  public EngineSettings settings(String device) {
    int n = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    return new EngineSettings(device, precision, n, memoryMb * 1_000_000L, Folders.models())
        .with(Folders.photographSegmenter());
  }

  /** Saves the choice; gives the file. */
  public Path save() {
    return save(file());
  }

  Path save(Path file) {
    try {
      String text =
          new JsonMapper()
              .createObjectNode()
              .put("precision", precision)
              .put("threads", threads)
              .put("memory", memoryMb)
              .put("schedule", schedule.id())
              .toPrettyString();
      AtomicFile.write(file, partial -> Files.writeString(partial, text));
      return file;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new InputException("cannot write " + e.getMessage(), e);
    }
  }
}
