package io.tessera.engine.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Safetensors: an 8-byte header length, a JSON header, the data. Mapped, so files over 2 GiB are
 * read too.
 */
final class SafetensorsReader {
  private static final long LONGEST_HEADER = 100_000_000;

  private final Path file;
  private final MemorySegment all;

  SafetensorsReader(Path file, MemorySegment all) {
    this.file = file;
    this.all = all;
  }

  Checkpoint.Content read() {
    long length = all.get(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 0);
    if (length < 2 || length > LONGEST_HEADER || length > all.byteSize() - 8) {
      throw new CheckpointException(file, "is damaged: its header claims " + length + " bytes");
    }
    JsonNode header = parse(all.asSlice(8, length).toArray(ValueLayout.JAVA_BYTE));
    MemorySegment data = all.asSlice(8 + length);
    Map<String, TensorEntry> tensors = new LinkedHashMap<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    header
        .properties()
        .forEach(
            field -> {
              if (field.getKey().equals("__metadata__")) {
                field
                    .getValue()
                    .properties()
                    .forEach(m -> metadata.put(m.getKey(), m.getValue().asText()));
              } else {
                if (!field.getValue().isObject()) {
                  throw new CheckpointException(
                      file, "is damaged: '" + field.getKey() + "' describes no tensor");
                }
                // one of a type that is not known cannot be needed
                type(field.getValue().path("dtype").asText())
                    .ifPresent(
                        type ->
                            tensors.put(
                                field.getKey(),
                                entry(field.getKey(), type, field.getValue(), data)));
              }
            });
    if (tensors.isEmpty()) {
      throw new CheckpointException(file, "holds no tensors of a type that is known");
    }
    return new Checkpoint.Content(tensors, metadata);
  }

  private JsonNode parse(byte[] json) {
    try {
      JsonNode header = new JsonMapper().readTree(new String(json, StandardCharsets.UTF_8));
      if (header == null || !header.isObject()) {
        throw new CheckpointException(file, "is damaged: its header is no JSON object");
      }
      return header;
    } catch (JsonProcessingException e) {
      throw new CheckpointException(
          file, "is damaged: its header is no JSON: " + e.getOriginalMessage(), e);
    }
  }

  private TensorEntry entry(
      String name, TensorType type, JsonNode description, MemorySegment data) {
    JsonNode sizes = description.path("shape");
    long[] shape = new long[sizes.size()];
    for (int d = 0; d < shape.length; d++) {
      shape[d] = sizes.get(d).asLong(-1);
    }
    long begin = description.path("data_offsets").path(0).asLong(-1);
    long end = description.path("data_offsets").path(1).asLong(-1);
    if (begin < 0 || end < begin || end > data.byteSize()) {
      throw new CheckpointException(
          file,
          String.format(
              Locale.ROOT,
              "is cut off or damaged: tensor '%s' lies at %d to %d",
              name,
              begin,
              end));
    }
    TensorEntry tensor;
    try {
      tensor = TensorEntry.dense(name, type, shape, data.asSlice(begin, end - begin));
    } catch (IllegalArgumentException e) {
      throw new CheckpointException(file, "is damaged: " + e.getMessage(), e);
    }
    if (tensor.size() * type.bytes() != end - begin) {
      throw new CheckpointException(
          file,
          String.format(
              Locale.ROOT,
              "is damaged: tensor '%s' has %d bytes for %s",
              name,
              end - begin,
              tensor));
    }
    return tensor;
  }

  private static Optional<TensorType> type(String dtype) {
    return Arrays.stream(TensorType.values())
        .filter(type -> type.safetensorsName().equals(dtype))
        .findFirst();
  }
}
