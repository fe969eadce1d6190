package io.tessera.api.batch;

import io.tessera.api.Engine;
import io.tessera.api.fault.AtomicFile;
import io.tessera.api.fault.InputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes what the lines of a manifest ask for. Results are named by what determines them ({@link
 * BatchName}), so that retries are harmless, machines can share a folder, and a second run does
 * only what is missing. A line that fails is listed and ends nothing.
 */
public final class Batch {
  /**
   * How far a batch is.
   *
   * @param made pictures made now
   * @param there those that a run before has made
   * @param failed lines that failed
   */
  public record Progress(int made, int there, int failed) {
    public static final Progress NONE = new Progress(0, 0, 0);

    /** With one more line. */
    public Progress after(LineOutcome line) {
      return switch (line) {
        case LineOutcome.Made m -> new Progress(made + 1, there, failed);
        case LineOutcome.There t -> new Progress(made, there + 1, failed);
        case LineOutcome.Failed f -> new Progress(made, there, failed + 1);
      };
    }
  }

  /** Told after every line. */
  public interface Listener {
    void told(Progress now);
  }

  /** A line of a manifest and its number, from 1. */
  public record Line(long number, String text) implements java.io.Serializable {}

  private final LineWork work;
  private final Path out;
  private final Listener listener;

  /**
   * @param out folder of the results
   */
  public Batch(Engine engine, Manifest manifest, Path out, Listener listener) {
    this.work = new LineWork(engine, manifest, out);
    this.out = out;
    this.listener = listener;
  }

  /**
   * Works through a manifest; what failed is in {@code failed.jsonl} of the folder, which is not
   * there where nothing did.
   *
   * @throws InputException if the manifest cannot be read or the folder cannot be written
   */
  public Progress run(Path manifest, Shard shard) {
    List<Line> lines = lines(manifest, shard, out);
    Progress progress = Progress.NONE;
    List<LineOutcome> outcomes = new ArrayList<>();
    try {
      for (Line line : lines) {
        LineOutcome outcome = work.run(line.text(), line.number());
        outcomes.add(outcome);
        progress = progress.after(outcome);
        listener.told(progress);
      }
    } catch (IOException | UncheckedIOException e) {
      throw unusable(manifest, e);
    }
    listFailures(out, shard, outcomes);
    return progress;
  }

  /**
   * The lines of a shard that are not blank; makes the folder of the results.
   *
   * @throws InputException if the manifest cannot be read or the folder cannot be made
   */
  public static List<Line> lines(Path manifest, Shard shard, Path out) {
    List<Line> lines = new ArrayList<>();
    try (BufferedReader in = Files.newBufferedReader(manifest)) {
      Files.createDirectories(out);
      long number = 0;
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        number++;
        if (!line.isBlank() && shard.has(number)) {
          lines.add(new Line(number, line));
        }
      }
    } catch (IOException | UncheckedIOException e) {
      throw unusable(manifest, e);
    }
    return lines;
  }

  /**
   * Writes {@code failed.jsonl}, or takes it away where nothing failed.
   *
   * @throws InputException if the folder cannot be written
   */
  public static void listFailures(Path out, Shard shard, List<LineOutcome> outcomes) {
    Path file = out.resolve("failed" + shard.suffix() + ".jsonl");
    List<String> failures =
        outcomes.stream()
            .filter(LineOutcome.Failed.class::isInstance)
            .map(o -> ((LineOutcome.Failed) o).entry())
            .toList();
    try {
      if (failures.isEmpty()) {
        Files.deleteIfExists(file);
      } else {
        AtomicFile.write(file, part -> Files.write(part, failures));
      }
    } catch (IOException | UncheckedIOException e) {
      throw unusable(out, e);
    }
  }

  private static InputException unusable(Path file, Exception e) {
    return new InputException(
        "the batch of " + file + " cannot be read or written: " + e.getMessage(), e);
  }
}
