package io.tessera.engine.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** Writes files so that a reader sees the old one or the whole new one. */
public final class AtomicFile {
  /** Writes the content to the file it is given, which does not exist yet. */
  public interface Content {
    void writeTo(Path partial) throws IOException;
  }

  private AtomicFile() {}

  /**
   * Writes beside the file, then moves into its place; folders are made, nothing is left behind by
   * a failure.
   */
  public static void write(Path file, Content content) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IOException(file + " is no file name");
    }
    Files.createDirectories(folder);
    // Not a temporary file: those are readable by their owner only.
    Path partial = folder.resolve("." + file.getFileName() + "." + UUID.randomUUID() + ".part");
    try {
      content.writeTo(partial);
      Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(partial);
    }
  }
}
