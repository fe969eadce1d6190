package io.tessera.engine.checkpoint;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes pickles opcode by opcode, as PyTorch, Lightning and NumPy do, and the zip around them. */
final class PickleBytes {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Map<String, float[]> storages = new TreeMap<>();
  private final int protocol;

  PickleBytes(int protocol) {
    this.protocol = protocol;
    code(0x80).code(protocol);
  }

  PickleBytes code(int... opcodes) {
    for (int c : opcodes) {
      out.write(c);
    }
    return this;
  }

  PickleBytes text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    if (protocol >= 4) {
      code(0x8c, utf8.length);
    } else {
      code('X').i32(utf8.length);
    }
    out.writeBytes(utf8);
    return this;
  }

  private PickleBytes i32(int n) {
    out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(n).array());
    return this;
  }

  PickleBytes number(int n) {
    return code('J').i32(n);
  }

  PickleBytes bytes(byte[] data) {
    code('B').i32(data.length);
    out.writeBytes(data);
    return this;
  }

  /** A name, as protocol 2 or 4 say it. */
  PickleBytes global(String module, String name) {
    if (protocol >= 4) {
      return text(module).text(name).code(0x93);
    }
    code('c');
    out.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /** An object of some class without arguments, with a state. */
  PickleBytes object(String module, String name) {
    return global(module, name).code(')', 0x81, '}', '(').text("x").number(1).code('u', 'b');
  }

  /** A float32 tensor of one dimension. */
  PickleBytes tensor(String key, float... values) {
    storages.put(key, values);
    global("torch._utils", "_rebuild_tensor_v2").code('(', '(');
    text("storage").global("torch", "FloatStorage").text(key).text("cpu").number(values.length);
    code('t', 'Q').number(0).number(values.length).code(0x85).number(1).code(0x85);
    return code(0x89).global("collections", "OrderedDict").code(')', 'R', 't', 'R');
  }

  Path zip(Path file) throws IOException {
    code('.');
    try (OutputStream to = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(to)) {
      stored(zip, "archive/data.pkl", out.toByteArray());
      for (Map.Entry<String, float[]> s : storages.entrySet()) {
        ByteBuffer data =
            ByteBuffer.allocate(4 * s.getValue().length).order(ByteOrder.LITTLE_ENDIAN);
        data.asFloatBuffer().put(s.getValue());
        stored(zip, "archive/data/" + s.getKey(), data.array());
      }
    }
    return file;
  }

  private static void stored(ZipOutputStream zip, String name, byte[] data) throws IOException {
    ZipEntry e = new ZipEntry(name);
    CRC32 crc = new CRC32();
    crc.update(data);
    e.setMethod(ZipEntry.STORED);
    e.setSize(data.length);
    e.setCrc(crc.getValue());
    zip.putNextEntry(e);
    zip.write(data);
    zip.closeEntry();
  }
}
