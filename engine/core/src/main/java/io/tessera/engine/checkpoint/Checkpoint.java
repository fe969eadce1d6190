package io.tessera.engine.checkpoint;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An opened model file: its tensors by name, mapped from the disk. Reads PyTorch's zip and legacy
 * formats and safetensors; whatever the file holds, nothing in it is ever executed.
 *
 * <p>Owns the mapping: closing it invalidates every {@link TensorEntry}.
 */
public final class Checkpoint implements AutoCloseable {
  private final Path file;
  private final Format format;
  private final Arena arena;
  private final Map<String, TensorEntry> tensors;
  private final Map<String, String> metadata;

  /** How a model file is laid out. */
  public enum Format {
    /** PyTorch 1.6 and later, also Lightning: a zip of storages and one pickle. */
    TORCH_ZIP,
    /** PyTorch before 1.6: five pickles and the storages back to back. */
    TORCH_LEGACY,
    SAFETENSORS
  }

  /** What a reader found. */
  record Content(Map<String, TensorEntry> tensors, Map<String, String> metadata) {}

  private Checkpoint(Path file, Format format, Arena arena, Content content) {
    this.file = file;
    this.format = format;
    this.arena = arena;
    this.tensors = Collections.unmodifiableMap(TensorNames.plain(content.tensors));
    this.metadata = Collections.unmodifiableMap(new LinkedHashMap<>(content.metadata));
  }

  /**
   * Opens a model file of any supported format, told by its first bytes.
   *
   * @throws CheckpointException if it is missing, damaged, unsafe or of no known format
   */
  @SuppressWarnings("MustBeClosedChecker") // the checkpoint closes it
  public static Checkpoint open(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new CheckpointException(file, "there is no such file");
    }
    Arena arena = Arena.ofShared();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      MemorySegment all = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
      Format format = detect(file, all);
      Content content =
          switch (format) {
            case TORCH_ZIP -> new TorchZipReader(file, all).read();
            case TORCH_LEGACY -> new TorchLegacyReader(file, all).read();
            case SAFETENSORS -> new SafetensorsReader(file, all).read();
          };
      return new Checkpoint(file, format, arena, content);
    } catch (IOException e) {
      arena.close();
      throw new CheckpointException(file, "cannot be read: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      arena.close();
      if (e instanceof CheckpointException) {
        throw e;
      }
      throw new CheckpointException(file, "is damaged: " + e.getMessage(), e);
    }
  }

  private static Format detect(Path file, MemorySegment all) {
    if (all.byteSize() < 10) {
      throw new CheckpointException(
          file, "is no model file: it has only " + all.byteSize() + " bytes");
    }
    int first = all.get(ValueLayout.JAVA_BYTE, 0) & 0xff;
    int second = all.get(ValueLayout.JAVA_BYTE, 1) & 0xff;
    if (first == 'P' && second == 'K') {
      return Format.TORCH_ZIP;
    }
    if (first == 0x80 && second <= 5) {
      return Format.TORCH_LEGACY;
    }
    if (all.get(ValueLayout.JAVA_BYTE, 8) == '{') {
      return Format.SAFETENSORS;
    }
    byte[] start = all.asSlice(0, Math.min(64, all.byteSize())).toArray(ValueLayout.JAVA_BYTE);
    String text = new String(start, StandardCharsets.ISO_8859_1).strip();
    if (text.startsWith("version https://git-lfs")) {
      throw new CheckpointException(
          file, "is a pointer of Git LFS, not the model file itself; fetch that by: git lfs pull");
    }
    throw new CheckpointException(
        file,
        text.startsWith("<")
            ? "is a web page, not a model file; download the model itself"
            : "is no model file: expected a PyTorch checkpoint (zip or legacy) or safetensors");
  }

  public Path file() {
    return file;
  }

  public Format format() {
    return format;
  }

  /** The tensors of the state_dict by name, in the file's order. */
  public Map<String, TensorEntry> tensors() {
    return tensors;
  }

  /** The {@code __metadata__} of a safetensors file; empty for the others. */
  public Map<String, String> metadata() {
    return metadata;
  }

  @Override
  public void close() {
    arena.close();
  }
}
