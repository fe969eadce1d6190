package io.tessera.assets;

import io.tessera.api.fault.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * Resources as files in a folder of their own content: {@code cache/bundled/NAME-CONTENT}. The
 * folder appears whole or not at all and is never changed afterwards, so that any number of
 * programs, of any versions, can start at the same time and share a cache.
 *
 * @param cache where such folders are, made where it does not exist
 * @param name of the folder, before what stands for its content
 * @param files resources by path in the folder, in the order of the paths
 */
record Unpacked(Path cache, String name, Map<String, String> files) {
  /** Folders that nobody has used for so long are taken away. */
  private static final Duration FORGOTTEN = Duration.ofDays(90);

  /**
   * The folder, with all files in it.
   *
   * @throws InputException if there is no place where it can be written
   */
  Path folder() {
    try {
      return in(cache);
    } catch (IOException e) {
      Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
      try {
        return in(temporary.resolve("tessera-" + System.getProperty("user.name")));
      } catch (IOException again) {
        throw new InputException(
            String.format(
                Locale.ROOT,
                "neither %s nor %s can be written, where the bundled models have to be unpacked; set XDG_CACHE_HOME to a folder that can (%s)",
                cache,
                temporary,
                reason(e)),
            e);
      }
    }
  }

  private static String reason(IOException e) {
    return e instanceof FileSystemException f && f.getReason() != null
        ? f.getReason()
        : e.getClass().getSimpleName();
  }

  private Path in(Path place) throws IOException {
    Path all = place.resolve("bundled");
    Path folder = all.resolve(name + "-" + content());
    if (!isWhole(folder)) {
      Files.createDirectories(all);
      if (Files.isDirectory(folder)) { // damaged: out of the way, whoever has it open keeps it
        Path away = all.resolve("." + name + "." + UUID.randomUUID() + ".part");
        Files.move(folder, away, StandardCopyOption.ATOMIC_MOVE);
        delete(away);
      }
      unpack(all, folder);
    }
    use(folder);
    tidy(all, folder);
    return folder;
  }

  private boolean isWhole(Path folder) throws IOException {
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path there = folder.resolve(file.getKey());
      if (!Files.isRegularFile(there) || Files.size(there) != length(url(file.getValue()))) {
        return false;
      }
    }
    return true;
  }

  private void unpack(Path all, Path folder) throws IOException {
    Path partial = all.resolve("." + name + "." + UUID.randomUUID() + ".part");
    try {
      for (Map.Entry<String, String> file : files.entrySet()) {
        Path to = partial.resolve(file.getKey());
        Files.createDirectories(Objects.requireNonNull(to.getParent()));
        try (InputStream in = url(file.getValue()).openStream()) {
          Files.copy(in, to);
        }
      }
      Files.move(partial, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      if (!isWhole(folder)) { // else another program was faster, with the same files
        throw e;
      }
    } finally {
      delete(partial);
    }
  }

  /** A number for names, lengths and check sums of all files. */
  private String content() throws IOException {
    CRC32 crc = new CRC32();
    for (Map.Entry<String, String> file : files.entrySet()) {
      String line = file.getKey() + " " + stamp(url(file.getValue())) + "\n";
      crc.update(line.getBytes(StandardCharsets.UTF_8));
    }
    return Long.toHexString(crc.getValue());
  }

  /** What a jar knows of a file without reading it; of one that is no jar's, length and time. */
  private static String stamp(URL url) throws IOException {
    URLConnection connection = url.openConnection();
    if (connection instanceof JarURLConnection jar) {
      return jar.getJarEntry().getSize() + " " + jar.getJarEntry().getCrc();
    }
    String stamp = connection.getContentLengthLong() + " " + connection.getLastModified();
    connection.getInputStream().close(); // which asking for the length has opened
    return stamp;
  }

  private static long length(URL url) throws IOException {
    URLConnection connection = url.openConnection();
    if (connection instanceof JarURLConnection jar) {
      return jar.getJarEntry().getSize();
    }
    long length = connection.getContentLengthLong();
    connection.getInputStream().close(); // which asking for the length has opened
    return length;
  }

  private static URL url(String resource) {
    return Objects.requireNonNull(Assets.class.getResource(resource), resource);
  }

  private static void use(Path folder) {
    try {
      Files.setLastModifiedTime(folder, FileTime.from(Instant.now()));
    } catch (IOException e) {
      // only when it is taken away depends on it
    }
  }

  private void tidy(Path all, Path current) {
    Instant before = Instant.now().minus(FORGOTTEN);
    try (Stream<Path> folders = Files.list(all)) {
      for (Path folder : folders.filter(f -> !f.equals(current)).toList()) {
        if (Files.getLastModifiedTime(folder).toInstant().isBefore(before)) {
          delete(folder);
        }
      }
    } catch (IOException | UncheckedIOException e) {
      // another program is at it
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> inside = Files.walk(folder)) {
        for (Path p : inside.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(p);
        }
      }
    }
  }
}
