package io.tessera.api.fault;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes files so that a reader, at any time and also after a crash, finds the old one or the whole
 * new one.
 */
public final class AtomicFile {
  /** What is written beside a file: its name, the process that writes, when that began, where. */
  private static final Pattern PARTIAL =
      Pattern.compile("\\..+\\.(\\d+)-(\\d+)-([0-9a-f]+)\\.[0-9a-f]{8}\\.part");

  /** Partial files of unknown origin are left alone for so long. */
  private static final Duration PATIENCE = Duration.ofDays(1);

  /** Milliseconds by which two programs may disagree about when a process began. */
  private static final long CLOCK = 10_000;

  /** Writes the content to the file it is given, which does not exist yet. */
  public interface Content {
    void writeTo(Path partial) throws IOException;
  }

  private AtomicFile() {}

  /**
   * Whether a file could be written, as far as that can be told before: so that nobody works for
   * minutes on what cannot be kept.
   *
   * @throws InputException if it is a folder, or its folder cannot be made or written to
   */
  public static void checkWritable(Path file) {
    if (file.getFileName() == null || Files.isDirectory(file)) {
      throw new InputException(file + " is a folder; name a file to write");
    }
    if (Files.exists(file)) {
      if (!Files.isWritable(file)) {
        throw new InputException(file + " cannot be written: it may only be read");
      }
      return;
    }
    Path folder = file.toAbsolutePath().normalize().getParent();
    while (folder != null && !Files.exists(folder)) {
      folder = folder.getParent();
    }
    if (folder == null || !Files.isDirectory(folder)) {
      throw new InputException(file + " cannot be written: " + folder + " is no folder");
    }
    if (!Files.isWritable(folder)) {
      throw new InputException(
          file + " cannot be written: the folder " + folder + " may only be read");
    }
  }

  /**
   * Writes beside the file, then moves into its place; folders are made, nothing is left behind by
   * a failure. A link stays, what it points to is replaced; devices and pipes are written to.
   *
   * @throws IOException if it cannot be written; the file is then as it was
   */
  public static void write(Path file, Content content) throws IOException {
    if (file.getFileName() == null || Files.isDirectory(file)) {
      throw new FileSystemException(file.toString(), null, "is a folder");
    }
    if (isStream(file)) {
      writeThrough(file, content);
      return;
    }
    Path target = followed(file);
    Path folder = target.getParent();
    if (folder == null) {
      throw new FileSystemException(file.toString(), null, "is no file name");
    }
    Files.createDirectories(folder);
    clean(folder, String.valueOf(target.getFileName()));
    Path partial = partial(target);
    try {
      content.writeTo(partial);
      keepPermissions(target, partial);
      force(partial);
      Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
      forceFolder(folder);
    } catch (AccessDeniedException e) {
      if (Files.isWritable(target) && !Files.isWritable(folder)) {
        writeThrough(target, content); // a file that may be changed in a folder that may not
        return;
      }
      throw e;
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  /** A name beside a file for what is to take its place, of this process and of this call. */
  static Path partial(Path target) {
    ProcessHandle here = ProcessHandle.current();
    // Not a temporary file: those are readable by their owner only.
    return target.resolveSibling(
        String.format(
            Locale.ROOT,
            ".%s.%d-%d-%s.%s.part",
            target.getFileName(),
            here.pid(),
            started(here),
            Place.HERE,
            UUID.randomUUID().toString().substring(0, 8)));
  }

  private static long started(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  /** Whether it is no file of a disk: a device, a pipe, or a process's own stream. */
  private static boolean isStream(Path file) throws IOException {
    String name = file.toAbsolutePath().normalize().toString();
    if (name.startsWith("/dev/std") || name.startsWith("/dev/fd/") || name.startsWith("/proc/")) {
      return true;
    }
    return Files.exists(file)
        && !Files.readAttributes(file, BasicFileAttributes.class).isRegularFile();
  }

  /** The file that a link, or a chain of links, points to; it need not exist. */
  private static Path followed(Path file) throws IOException {
    Path now = file.toAbsolutePath();
    for (int links = 0; Files.isSymbolicLink(now); links++) {
      if (links == 40) {
        throw new FileSystemException(file.toString(), null, "is a link to itself");
      }
      now = now.resolveSibling(Files.readSymbolicLink(now));
    }
    return now;
  }

  private static void writeThrough(Path file, Content content) throws IOException {
    Path whole = Files.createTempFile("tessera", ".part");
    try {
      Files.delete(whole);
      content.writeTo(whole);
      try (OutputStream out =
          Files.newOutputStream(
              file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
        Files.copy(whole, out);
      }
    } finally {
      Files.deleteIfExists(whole);
    }
  }

  private static void keepPermissions(Path old, Path partial) throws IOException {
    PosixFileAttributeView before =
        Files.getFileAttributeView(old, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    if (before != null && Files.exists(old)) {
      try {
        Files.setPosixFilePermissions(partial, before.readAttributes().permissions());
      } catch (FileSystemException e) {
        // somebody else's file: the new one has our own permissions
      }
    }
  }

  private static void force(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /** So that the new name is on the disk, too; some systems cannot, and need not. */
  private static void forceFolder(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Windows opens no folders
    }
  }

  /** Removes what processes that are no more have left beside a file. */
  private static void clean(Path folder, String name) {
    try (DirectoryStream<Path> all =
        Files.newDirectoryStream(
            folder,
            p -> {
              String other = String.valueOf(p.getFileName());
              return other.startsWith("." + name + ".") && other.endsWith(".part");
            })) {
      for (Path partial : all) {
        if (isStale(partial)) {
          Files.deleteIfExists(partial);
        }
      }
    } catch (IOException | java.nio.file.DirectoryIteratorException e) {
      // they can stay
    }
  }

  private static boolean isOld(Path partial) throws IOException {
    return Files.getLastModifiedTime(partial).toInstant().isBefore(Instant.now().minus(PATIENCE));
  }

  private static boolean isStale(Path partial) throws IOException {
    Matcher m = PARTIAL.matcher(String.valueOf(partial.getFileName()));
    if (!m.matches()) {
      return isOld(partial);
    }
    if (!m.group(3).equals(Place.HERE)) {
      return isOld(partial); // of another machine, or container: its processes are not seen here
    }
    long began = Long.parseLong(m.group(2));
    return ProcessHandle.of(Long.parseLong(m.group(1)))
        .map(p -> Math.abs(started(p) - began) > CLOCK)
        .orElse(true);
  }
}
