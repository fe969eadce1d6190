package io.tessera.engine.checkpoint;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tessera.api.fault.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes safetensors files, atomically: a reader sees the old file or the whole new one. */
public final class SafetensorsWriter {
  /** Gives the bytes of one tensor when its turn comes, so that not all are held at once. */
  private interface Bytes {
    ByteBuffer get();
  }

  private record Item(TensorType type, long[] shape, long bytes, Bytes content) {}

  private final Map<String, Item> items = new LinkedHashMap<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();

  public SafetensorsWriter metadata(String key, String value) {
    metadata.put(key, value);
    return this;
  }

  /** Adds floats, stored as {@code type} (F32, F16 or BF16; rounded to nearest even). */
  public SafetensorsWriter floats(String name, TensorType type, long[] shape, float[] values) {
    long bytes = (long) values.length * type.bytes();
    items.put(name, new Item(type, shape, bytes, () -> encode(type, FloatBuffer.wrap(values))));
    return this;
  }

  public SafetensorsWriter longs(String name, long[] shape, long[] values) {
    items.put(
        name,
        new Item(
            TensorType.I64,
            shape,
            values.length * 8L,
            () -> {
              ByteBuffer out = allocate(values.length * 8);
              out.asLongBuffer().put(LongBuffer.wrap(values));
              return out;
            }));
    return this;
  }

  /** Adds a tensor of an open checkpoint as it is, but for its name. */
  public SafetensorsWriter copy(String name, TensorEntry tensor) {
    long bytes = tensor.size() * tensor.type().bytes();
    items.put(
        name,
        new Item(
            tensor.type(),
            tensor.shape(),
            bytes,
            () -> tensor.isDense() ? tensor.denseBytes() : dense(tensor)));
    return this;
  }

  private static ByteBuffer dense(TensorEntry tensor) {
    if (!tensor.type().isFloating()) {
      long[] values = tensor.toLongs();
      ByteBuffer out = allocate(values.length * tensor.type().bytes());
      for (long v : values) {
        for (int b = 0; b < tensor.type().bytes(); b++) {
          out.put((byte) (v >>> 8 * b));
        }
      }
      return out.flip();
    }
    return encode(tensor.type(), FloatBuffer.wrap(tensor.toFloats()));
  }

  private static ByteBuffer allocate(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ByteBuffer encode(TensorType type, FloatBuffer values) {
    ByteBuffer out = allocate(Math.multiplyExact(values.remaining(), type.bytes()));
    while (values.hasRemaining()) {
      float v = values.get();
      switch (type) {
        case F32 -> out.putFloat(v);
        case F64 -> out.putDouble(v);
        case F16 -> out.putShort(Float.floatToFloat16(v));
        case BF16 -> out.putShort(bfloat16(v));
        default -> throw new IllegalArgumentException("floats cannot be stored as " + type);
      }
    }
    return out.flip();
  }

  private static short bfloat16(float v) {
    int bits = Float.floatToRawIntBits(v);
    return Float.isNaN(v) ? (short) 0x7fc0 : (short) ((bits + 0x7fff + (bits >>> 16 & 1)) >>> 16);
  }

  public void write(Path file) throws IOException {
    ObjectNode header = new JsonMapper().createObjectNode();
    if (!metadata.isEmpty()) {
      ObjectNode meta = header.putObject("__metadata__");
      metadata.forEach(meta::put);
    }
    long offset = 0;
    for (Map.Entry<String, Item> item : items.entrySet()) {
      ObjectNode node = header.putObject(item.getKey());
      node.put("dtype", item.getValue().type.safetensorsName());
      ArrayNode shape = node.putArray("shape");
      for (long n : item.getValue().shape) {
        shape.add(n);
      }
      node.putArray("data_offsets").add(offset).add(offset + item.getValue().bytes);
      offset += item.getValue().bytes;
    }
    byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
    byte[] padding = " ".repeat((8 - json.length % 8) % 8).getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(
        file,
        partial -> {
          try (FileChannel out =
              FileChannel.open(partial, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            writeFully(out, allocate(8).putLong(json.length + padding.length).flip());
            writeFully(out, ByteBuffer.wrap(json));
            writeFully(out, ByteBuffer.wrap(padding));
            for (Item item : items.values()) {
              writeFully(out, item.content.get());
            }
            out.force(true);
          }
        });
  }

  private static void writeFully(FileChannel out, ByteBuffer bytes) throws IOException {
    bytes.rewind();
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }
}
