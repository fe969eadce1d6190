package io.tessera.engine.checkpoint;

import io.tessera.api.fault.AtomicFile;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes checkpoints as PyTorch since 1.6 and Lightning do: a zip file with a pickle (protocol 2)
 * and every float32 tensor stored beside it. One tensor is in memory at a time.
 */
public final class TorchZipWriter {
  /** Gives the values of a tensor when its turn comes. */
  public interface Values {
    float[] of(String name, long[] shape);
  }

  private static final String ROOT = "archive/";

  private final ByteArrayOutputStream pickle = new ByteArrayOutputStream();

  private TorchZipWriter() {}

  /** Writes a Lightning checkpoint of these tensors, whole or not at all. */
  public static void write(Path file, Map<String, long[]> shapes, Values values)
      throws IOException {
    Map<String, long[]> ordered = new LinkedHashMap<>(shapes);
    AtomicFile.write(
        file,
        partial -> {
          try (OutputStream out =
                  new BufferedOutputStream(Files.newOutputStream(partial), 1 << 20);
              ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.setMethod(ZipOutputStream.STORED);
            put(zip, "data.pkl", new TorchZipWriter().lightning(ordered));
            int key = 0;
            for (Map.Entry<String, long[]> e : ordered.entrySet()) {
              put(zip, "data/" + key++, bytes(values.of(e.getKey(), e.getValue())));
            }
            put(zip, "version", "3\n".getBytes(StandardCharsets.US_ASCII));
          }
        });
  }

  private static byte[] bytes(float[] values) {
    ByteBuffer out = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    out.asFloatBuffer().put(values);
    return out.array();
  }

  private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(content);
    ZipEntry entry = new ZipEntry(ROOT + name);
    entry.setSize(content.length);
    entry.setCompressedSize(content.length);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  private byte[] lightning(Map<String, long[]> shapes) {
    op(0x80, 2); // PROTO
    op('}', '('); // EMPTY_DICT MARK
    text("epoch");
    integer(0);
    text("global_step");
    integer(0);
    text("pytorch-lightning_version");
    text("1.0.8");
    text("state_dict");
    orderedDict();
    op('(');
    int key = 0;
    for (Map.Entry<String, long[]> e : shapes.entrySet()) {
      text(e.getKey());
      tensor(Integer.toString(key++), e.getValue());
    }
    op('u', 'u', '.'); // SETITEMS SETITEMS STOP
    return pickle.toByteArray();
  }

  private void tensor(String key, long[] shape) {
    global("torch._utils", "_rebuild_tensor_v2");
    op('(', '(');
    text("storage");
    global("torch", "FloatStorage");
    text(key);
    text("cpu");
    integer(Arrays.stream(shape).reduce(1, Math::multiplyExact));
    op('t', 'Q'); // TUPLE BINPERSID
    integer(0);
    tuple(shape);
    long[] stride = new long[shape.length];
    long step = 1;
    for (int d = shape.length - 1; d >= 0; d--) {
      stride[d] = step;
      step *= shape[d];
    }
    tuple(stride);
    op(0x89); // NEWFALSE: no gradient
    orderedDict();
    op('t', 'R'); // TUPLE REDUCE
  }

  private void orderedDict() {
    global("collections", "OrderedDict");
    op(')', 'R');
  }

  private void tuple(long[] numbers) {
    op('(');
    for (long n : numbers) {
      integer(n);
    }
    op('t');
  }

  private void global(String module, String name) {
    op('c');
    pickle.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
  }

  private void text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    op('X');
    little(utf8.length);
    pickle.writeBytes(utf8);
  }

  /** A number below 2^31, as every tensor of a model has elements. */
  private void integer(long value) {
    op('J');
    little(Math.toIntExact(value));
  }

  private void little(int value) {
    pickle.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
  }

  private void op(int... codes) {
    for (int code : codes) {
      pickle.write(code);
    }
  }
}
