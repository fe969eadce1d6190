package io.tessera.engine.torch;

import io.tessera.api.fault.InputException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A TorchScript archive that somebody else has made, read, checked and packed again: libtorch gets
 * no code that was not looked at, and no second entry of a name.
 */
final class ForeignArchive {
  private static final int LONGEST_SOURCE = 16 << 20;

  private ForeignArchive() {}

  /**
   * Writes a checked copy of an archive.
   *
   * @param copy for libtorch to read; replaced
   * @throws InputException if the file is no archive, or if its code could do more than compute
   */
  static void check(Path file, Path copy) {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      Map<String, ZipEntry> entries = entries(file, zip);
      List<String> sources = new ArrayList<>();
      for (Map.Entry<String, ZipEntry> e : entries.entrySet()) {
        if (e.getKey().endsWith(".py")) {
          sources.add(text(file, zip, e.getValue(), StandardCharsets.UTF_8));
        }
      }
      if (sources.isEmpty() || !entries.containsKey("data.pkl")) {
        throw none(file, null);
      }
      ScriptGuard guard = new ScriptGuard(String.valueOf(file.getFileName()), sources);
      sources.forEach(guard::check);
      for (String pickle : List.of("data.pkl", "constants.pkl")) {
        ZipEntry entry = entries.get(pickle);
        if (entry != null
            && text(file, zip, entry, StandardCharsets.ISO_8859_1).contains("torch.classes")) {
          throw new InputException(
              file + " is refused: it holds objects of native classes (torch.classes)");
        }
      }
      pack(zip, entries, copy);
    } catch (ZipException e) {
      throw none(file, e);
    } catch (IOException e) {
      throw new InputException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static InputException none(Path file, @Nullable Exception cause) {
    return new InputException(
        file + " is no TorchScript archive (as torch.jit.save writes them)", cause);
  }

  private static String text(Path file, ZipFile zip, ZipEntry entry, Charset letters)
      throws IOException {
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] bytes = in.readNBytes(LONGEST_SOURCE + 1);
      if (bytes.length > LONGEST_SOURCE) {
        throw new InputException(file + " is refused: " + entry.getName() + " is too large");
      }
      return new String(bytes, letters);
    }
  }

  /** Entries by their path below the archive's own folder. */
  private static Map<String, ZipEntry> entries(Path file, ZipFile zip) {
    Map<String, ZipEntry> out = new LinkedHashMap<>();
    Set<String> seen = new HashSet<>();
    Enumeration<? extends ZipEntry> all = zip.entries();
    while (all.hasMoreElements()) {
      ZipEntry entry = all.nextElement();
      if (entry.isDirectory()) {
        continue;
      }
      int slash = entry.getName().indexOf('/');
      String name = entry.getName().substring(slash + 1);
      String plain = name.toLowerCase(Locale.ROOT);
      if (slash < 0 || !seen.add(plain)) {
        throw new InputException(
            file + " is refused: its entry '" + entry.getName() + "' has no place in an archive");
      }
      if (isNeeded(name)) {
        out.put(name, entry);
      } else if (plain.endsWith(".py")
          || plain.endsWith(".json")
          || plain.endsWith("bytecode.pkl")) {
        throw new InputException(
            file
                + " is refused: it is of another form ("
                + name
                + "); save it with torch.jit.save");
      }
    }
    return out;
  }

  private static boolean isNeeded(String name) {
    return name.matches(
        "code/[\\w./]+\\.py|data\\.pkl|constants\\.pkl|(data|constants)/\\d+|(\\.data/)?version|byteorder");
  }

  /** The same entries and no others, stored, as libtorch wants them. */
  private static void pack(ZipFile from, Map<String, ZipEntry> entries, Path copy)
      throws IOException {
    try (ZipOutputStream zip =
        new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(copy), 1 << 20))) {
      for (Map.Entry<String, ZipEntry> e : entries.entrySet()) {
        ZipEntry entry = new ZipEntry("archive/" + e.getKey());
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(e.getValue().getSize());
        entry.setCrc(e.getValue().getCrc());
        zip.putNextEntry(entry);
        try (InputStream in = from.getInputStream(e.getValue())) {
          in.transferTo(zip);
        }
        zip.closeEntry();
      }
    }
  }
}
