package io.tessera.api.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Writes the files of a folder together: all of them, or none. */
public final class AtomicFolder {
  /** Writes files into the empty folder that it is given. */
  public interface Content {
    void writeTo(Path staging) throws IOException;
  }

  private AtomicFolder() {}

  /**
   * Writes beside the folder, then moves into its place. In a folder that exists, files of other
   * names stay; those of the same name are replaced when all are written.
   *
   * @throws IOException if anything cannot be written; the folder is then as it was
   */
  public static void write(Path folder, Content content) throws IOException {
    Path target = folder.toAbsolutePath().normalize();
    if (Files.isDirectory(target)) {
      target = target.toRealPath();
    }
    Files.createDirectories(Objects.requireNonNull(target.getParent()));
    Path staging = AtomicFile.partial(target);
    try {
      Files.createDirectory(staging);
      content.writeTo(staging);
      if (Files.exists(target)) {
        for (Path file : inside(staging)) {
          Files.move(
              file,
              target.resolve(String.valueOf(file.getFileName())),
              StandardCopyOption.ATOMIC_MOVE);
        }
      } else {
        Files.move(staging, target, StandardCopyOption.ATOMIC_MOVE);
      }
    } finally {
      delete(staging);
    }
  }

  private static List<Path> inside(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path p : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(p);
        }
      }
    }
  }
}
