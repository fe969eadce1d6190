package io.tessera.engine.torch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A TorchScript archive made in memory: source text, a pickle with the first value of every
 * attribute, a version.
 *
 * <p>Attributes start empty or zero; weights are handed over by method calls later.
 */
final class ScriptArchive {
  private ScriptArchive() {}

  /**
   * @param source TorchScript source; classes are named {@code __torch__.NAME} in it
   * @param type the class to make an object of
   * @param attributes name and type ({@code int}, {@code float}, {@code bool}, {@code List[...]},
   *     {@code Dict[...]})
   */
  static byte[] of(String source, String type, Map<String, String> attributes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      store(zip, "m/data.pkl", pickle(type, attributes));
      store(zip, "m/code/__torch__.py", source.getBytes(StandardCharsets.UTF_8));
      store(zip, "m/constants.pkl", latin1("\u0080\u0002)."));
      store(zip, "m/version", latin1("3\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static byte[] pickle(String type, Map<String, String> attributes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(
        latin1(
            "\u0080\u0002c__torch__\n"
                + type
                + "\n)\u0081}(")); // PROTO 2, class, (), NEWOBJ, {, MARK
    for (Map.Entry<String, String> attribute : attributes.entrySet()) {
      out.write(string(attribute.getKey()));
      out.write(initial(attribute.getValue()));
    }
    out.write(latin1("ub.")); // SETITEMS, BUILD, STOP
    return out.toByteArray();
  }

  private static byte[] initial(String type) throws IOException {
    return switch (type) {
      case "bool" -> latin1("\u0089");
      case "int" -> latin1("K\0");
      case "float" -> latin1("G\0\0\0\0\0\0\0\0");
      default -> tagged(type.startsWith("Dict") ? "}" : "]", type);
    };
  }

  /** An empty container needs its element type: torch.jit._pickle.restore_type_tag(value, type). */
  private static byte[] tagged(String opcode, String type) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(latin1("ctorch.jit._pickle\nrestore_type_tag\n" + opcode));
    out.write(string(type));
    out.write(latin1("\u0086R")); // TUPLE2, REDUCE
    return out.toByteArray();
  }

  private static byte[] string(String s) {
    byte[] utf8 = s.getBytes(StandardCharsets.UTF_8);
    byte[] out = new byte[5 + utf8.length];
    out[0] = 'X'; // BINUNICODE, little-endian length
    for (int i = 0; i < 4; i++) {
      out[1 + i] = (byte) (utf8.length >>> 8 * i);
    }
    System.arraycopy(utf8, 0, out, 5, utf8.length);
    return out;
  }

  private static byte[] latin1(String s) {
    return s.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    CRC32 crc = new CRC32();
    crc.update(content);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }
}
