package io.tessera.api.image;

import io.tessera.api.fault.AtomicFile;
import io.tessera.api.fault.InputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An array in NumPy's {@code .npy} format, little endian, row-major.
 *
 * @param dtype NumPy's name: {@code <f4}, {@code <f8}, {@code <i4}, {@code <i8}, {@code |u1} or
 *     {@code |b1}
 * @param data the elements, as bytes
 */
public record Npy(String dtype, int[] shape, ByteBuffer data) {
  private static final Pattern HEADER =
      Pattern.compile(
          "'descr': *'([^']+)'.*'fortran_order': *False.*'shape': *\\(([^)]*)\\)", Pattern.DOTALL);

  /**
   * @throws InputException if the file cannot be read or is no plain array
   */
  public static Npy read(Path file) {
    try {
      return parse(file.toString(), Files.readAllBytes(file));
    } catch (IOException e) {
      throw new InputException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Reads an array; {@code name} only names it in complaints. */
  public static Npy parse(String name, byte[] bytes) {
    if (bytes.length < 12 || bytes[0] != (byte) 0x93 || bytes[1] != 'N') {
      throw new InputException(name + " is no .npy array");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    boolean wide = bytes[6] >= 2;
    long length = wide ? in.getInt(8) & 0xffffffffL : in.getShort(8) & 0xffff;
    int start = wide ? 12 : 10;
    if (start + length > bytes.length) {
      throw new InputException(name + " is cut off");
    }
    Matcher m = HEADER.matcher(new String(bytes, start, (int) length, StandardCharsets.ISO_8859_1));
    if (!m.find()) {
      throw new InputException(name + " is no plain row-major array");
    }
    int[] shape =
        Arrays.stream(m.group(2).split(","))
            .map(String::strip)
            .filter(s -> !s.isEmpty())
            .mapToInt(Integer::parseInt)
            .toArray();
    int width = Character.digit(m.group(1).charAt(m.group(1).length() - 1), 10);
    ByteBuffer data =
        in.slice(start + (int) length, bytes.length - start - (int) length)
            .order(ByteOrder.LITTLE_ENDIAN);
    long size = width;
    for (int n : shape) {
      size *= n;
    }
    if (size != data.remaining()) {
      throw new InputException(
          name + " holds " + data.remaining() + " bytes where its shape needs " + size);
    }
    return new Npy(m.group(1), shape, data);
  }

  public static Npy of(int[] values, int... shape) {
    ByteBuffer data = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    data.asIntBuffer().put(values);
    return new Npy("<i4", shape, data);
  }

  public static Npy of(float[] values, int... shape) {
    ByteBuffer data = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    data.asFloatBuffer().put(values);
    return new Npy("<f4", shape, data);
  }

  /** Number of elements. */
  public int size() {
    int size = 1;
    for (int n : shape) {
      size *= n;
    }
    return size;
  }

  public float[] floats() {
    float[] out = new float[size()];
    for (int i = 0; i < out.length; i++) {
      out[i] =
          switch (dtype) {
            case "<f4" -> data.getFloat(i * 4);
            case "<f8" -> (float) data.getDouble(i * 8);
            default -> integer(i);
          };
    }
    return out;
  }

  /**
   * @throws InputException if the elements are no integers, or one is too large
   */
  public int[] ints() {
    int[] out = new int[size()];
    for (int i = 0; i < out.length; i++) {
      long v = integer(i);
      if (v != (int) v) {
        throw new InputException("an array holds " + v + ", which is too large here");
      }
      out[i] = (int) v;
    }
    return out;
  }

  /**
   * @throws InputException if the elements are no integers
   */
  public long[] longs() {
    long[] out = new long[size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = integer(i);
    }
    return out;
  }

  private long integer(int i) {
    return switch (dtype) {
      case "<i4" -> data.getInt(i * 4);
      case "<i8" -> data.getLong(i * 8);
      case "<i2" -> data.getShort(i * 2);
      case "|u1", "|b1" -> data.get(i) & 0xff;
      default -> throw new InputException("an array of '" + dtype + "' where integers are needed");
    };
  }

  public void write(Path file) throws IOException {
    String dims =
        Arrays.stream(shape).mapToObj(Integer::toString).collect(Collectors.joining(", "));
    String header =
        String.format(
            Locale.ROOT,
            "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }",
            dtype,
            shape.length == 1 ? dims + "," : dims);
    int padding = 63 - (10 + header.length()) % 64;
    byte[] text = (header + " ".repeat(padding) + "\n").getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer out =
        ByteBuffer.allocate(10 + text.length + data.remaining()).order(ByteOrder.LITTLE_ENDIAN);
    out.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
        .putShort((short) text.length)
        .put(text)
        .put(data.duplicate());
    AtomicFile.write(file, part -> Files.write(part, out.array()));
  }
}
