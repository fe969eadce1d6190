package io.tessera.engine.torch;

import io.tessera.engine.fault.InputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * A TorchScript archive that somebody else has made, read, checked and packed again: libtorch gets
 * no byte that was not looked at, and no second entry of a name.
 */
final class ForeignArchive {
  private static final long LONGEST_SOURCE = 16 << 20;
  private static final long LARGEST = 2_000_000_000L;

  private ForeignArchive() {}

  /**
   * The archive, checked.
   *
   * @return for libtorch to read
   * @throws InputException if it is none, or if its code could do more than compute
   */
  static byte[] checked(Path file) {
    Map<String, byte[]> entries;
    try (ZipFile zip = new ZipFile(file.toFile())) {
      entries = entries(file, zip);
    } catch (ZipException e) {
      throw new InputException(
          file + " is no TorchScript archive (as torch.jit.save writes them)", e);
    } catch (IOException e) {
      throw new InputException(file + " cannot be read: " + e.getMessage(), e);
    }
    String name = String.valueOf(file.getFileName());
    List<String> sources =
        entries.entrySet().stream()
            .filter(e -> e.getKey().endsWith(".py"))
            .map(e -> new String(e.getValue(), StandardCharsets.UTF_8))
            .toList();
    if (sources.isEmpty() || !entries.containsKey("data.pkl")) {
      throw new InputException(file + " is no TorchScript archive (as torch.jit.save writes them)");
    }
    ScriptGuard guard = new ScriptGuard(name, sources);
    sources.forEach(guard::check);
    for (String pickle : List.of("data.pkl", "constants.pkl")) {
      String text =
          new String(entries.getOrDefault(pickle, new byte[0]), StandardCharsets.ISO_8859_1);
      if (text.contains("torch.classes")) {
        throw new InputException(
            file + " is refused: it holds objects of native classes (torch.classes)");
      }
    }
    try {
      return packed(entries);
    } catch (IOException e) {
      throw new InputException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Entries by their path below the archive's own folder. */
  private static Map<String, byte[]> entries(Path file, ZipFile zip) throws IOException {
    Map<String, byte[]> out = new LinkedHashMap<>();
    List<String> seen = new ArrayList<>();
    long size = 0;
    Enumeration<? extends ZipEntry> all = zip.entries();
    while (all.hasMoreElements()) {
      ZipEntry entry = all.nextElement();
      if (entry.isDirectory()) {
        continue;
      }
      int slash = entry.getName().indexOf('/');
      String name = entry.getName().substring(slash + 1);
      String plain = name.toLowerCase(Locale.ROOT);
      if (slash < 0 || seen.contains(plain)) {
        throw new InputException(
            file + " is refused: its entry '" + entry.getName() + "' has no place in an archive");
      }
      seen.add(plain);
      if (!isNeeded(name)) {
        if (plain.endsWith(".py") || plain.endsWith(".json") || plain.endsWith("bytecode.pkl")) {
          throw new InputException(
              file
                  + " is refused: it is of another form ("
                  + name
                  + "); save it with torch.jit.save");
        }
        continue;
      }
      size += Math.max(0, entry.getSize());
      if (size > LARGEST || name.endsWith(".py") && entry.getSize() > LONGEST_SOURCE) {
        throw new InputException(file + " is too large");
      }
      try (InputStream in = zip.getInputStream(entry)) {
        out.put(name, in.readNBytes((int) Math.min(LARGEST, Math.max(0, entry.getSize()))));
      }
    }
    return out;
  }

  private static boolean isNeeded(String name) {
    return name.matches(
        "code/[\\w./]+\\.py|data\\.pkl|constants\\.pkl|(data|constants)/\\d+|(\\.data/)?version|byteorder");
  }

  private static byte[] packed(Map<String, byte[]> entries) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> e : entries.entrySet()) {
        ZipEntry entry = new ZipEntry("archive/" + e.getKey());
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(e.getValue().length);
        CRC32 crc = new CRC32();
        crc.update(e.getValue());
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(e.getValue());
        zip.closeEntry();
      }
    }
    return out.toByteArray();
  }
}
