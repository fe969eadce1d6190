package io.tessera.engine.checkpoint;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * The format of {@code torch.save} since 1.6: {@code ROOT/data.pkl} and one stored (never deflated)
 * entry per storage, {@code ROOT/data/KEY}. Storages are slices of the mapped file; ZIP64 is read.
 */
final class TorchZipReader {
  private static final long LONGEST_PICKLE = 1L << 28;

  private final Path file;
  private final MemorySegment all;

  TorchZipReader(Path file, MemorySegment all) {
    this.file = file;
    this.all = all;
  }

  Checkpoint.Content read() throws IOException {
    Map<String, ZipArchiveEntry> entries = entries();
    String root = root(entries);
    ZipArchiveEntry byteOrder = entries.get(root + "byteorder");
    if (byteOrder != null && byteOrder.getSize() < 16) {
      String order =
          new String(slice(byteOrder).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.US_ASCII);
      if (!order.strip().equals("little")) {
        throw new CheckpointException(
            file, "was written on a big-endian machine, which is not supported");
      }
    }
    MemorySegment pickle = slice(java.util.Objects.requireNonNull(entries.get(root + "data.pkl")));
    if (pickle.byteSize() > LONGEST_PICKLE) {
      throw new CheckpointException(
          file, "is refused: its pickle alone has " + pickle.byteSize() + " bytes");
    }
    Object content = new PickleReader(file, pickle, 0).read();
    return new Checkpoint.Content(
        StateDict.tensors(file, content, storage -> storage(entries, root, storage)), Map.of());
  }

  private Map<String, ZipArchiveEntry> entries() {
    try (ZipFile zip = ZipFile.builder().setPath(file).get()) {
      Map<String, ZipArchiveEntry> entries = new HashMap<>();
      zip.getEntries().asIterator().forEachRemaining(e -> entries.put(e.getName(), e));
      return entries;
    } catch (IOException | IllegalArgumentException e) {
      throw new CheckpointException(
          file,
          "is cut off or damaged: its table of contents cannot be read (" + e.getMessage() + ")",
          e);
    }
  }

  private String root(Map<String, ZipArchiveEntry> entries) {
    return entries.keySet().stream()
        .filter(name -> name.endsWith("/data.pkl"))
        .min(java.util.Comparator.comparingInt(String::length))
        .map(name -> name.substring(0, name.length() - "data.pkl".length()))
        .orElseThrow(
            () ->
                new CheckpointException(
                    file,
                    "is a zip file, but no checkpoint of PyTorch (it has no data.pkl); if the model was packed into it, unpack it"));
  }

  private MemorySegment storage(
      Map<String, ZipArchiveEntry> entries, String root, PickleReader.Storage storage) {
    ZipArchiveEntry entry = entries.get(root + "data/" + storage.key());
    if (entry == null) {
      throw new CheckpointException(file, "is damaged: storage '" + storage.key() + "' is missing");
    }
    MemorySegment bytes = slice(entry);
    long expected = Math.multiplyExact(storage.count(), (long) storage.type().bytes());
    if (expected < 0 || bytes.byteSize() < expected) {
      throw new CheckpointException(
          file,
          String.format(
              Locale.ROOT,
              "is damaged: storage '%s' has %d bytes where %d elements of %s are promised",
              storage.key(),
              bytes.byteSize(),
              storage.count(),
              storage.type()));
    }
    return bytes.asSlice(0, expected);
  }

  private MemorySegment slice(ZipArchiveEntry entry) {
    long offset = entry.getDataOffset();
    if (entry.getMethod() != ZipEntry.STORED || offset < 0) {
      throw new CheckpointException(
          file, "is refused: entry '" + entry.getName() + "' is compressed");
    }
    if (offset > all.byteSize()
        || entry.getSize() < 0
        || entry.getSize() > all.byteSize() - offset) {
      throw new CheckpointException(
          file, "is cut off: entry '" + entry.getName() + "' ends outside the file");
    }
    return all.asSlice(offset, entry.getSize());
  }
}
