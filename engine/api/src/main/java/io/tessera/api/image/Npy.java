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
 * An array in NumPy's {@code .npy} format. What is read in another byte order, or column by column,
 * is brought to little endian and row by row.
 *
 * @param dtype NumPy's name: {@code <f2}, {@code <f4}, {@code <f8}, {@code <i2} to {@code <i8},
 *     {@code <u2} to {@code <u8}, {@code |u1}, {@code |i1} or {@code |b1}
 * @param data the elements, as bytes
 */
public record Npy(String dtype, int[] shape, ByteBuffer data) {
  private static final int LONGEST_HEADER = 1 << 16;
  private static final int MOST_SIDES = 16;
  private static final Pattern TYPE = Pattern.compile("'descr': *'([<>|=])([fiub])([1248])'");
  private static final Pattern FORTRAN = Pattern.compile("'fortran_order': *True");
  private static final Pattern SHAPE = Pattern.compile("'shape': *\\(([0-9, L]*)\\)");

  /**
   * @throws InputException if the file cannot be read or is no array of numbers
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
    if (length > LONGEST_HEADER) {
      throw new InputException(name + " has a header of " + length + " bytes, which is no array's");
    }
    String header = new String(bytes, start, (int) length, StandardCharsets.ISO_8859_1);
    Matcher type = TYPE.matcher(header);
    Matcher sides = SHAPE.matcher(header);
    if (!type.find() || !sides.find()) {
      throw new InputException(
          name
              + " is no array of numbers: its header says "
              + header.strip().lines().findFirst().orElse(""));
    }
    int[] shape = shape(name, sides.group(1));
    int width = Character.digit(type.group(3).charAt(0), 10);
    ByteBuffer data =
        in.slice(start + (int) length, bytes.length - start - (int) length)
            .order(ByteOrder.LITTLE_ENDIAN);
    long size = width;
    try {
      for (int n : shape) {
        size = Math.multiplyExact(size, (long) n);
      }
    } catch (ArithmeticException e) {
      throw new InputException(name + " claims the shape " + Arrays.toString(shape), e);
    }
    if (size != data.remaining()) {
      throw new InputException(
          name + " holds " + data.remaining() + " bytes where its shape needs " + size);
    }
    if (type.group(1).equals(">") && width > 1) {
      data = swapped(data, width);
    }
    if (FORTRAN.matcher(header).find() && shape.length > 1) {
      data = rowByRow(data, width, shape);
    }
    String order = width == 1 ? "|" : "<";
    return new Npy(order + type.group(2) + type.group(3), shape, data);
  }

  private static int[] shape(String name, String text) {
    try {
      int[] shape =
          Arrays.stream(text.split(","))
              .map(s -> s.strip().replace("L", ""))
              .filter(s -> !s.isEmpty())
              .mapToInt(Integer::parseInt)
              .toArray();
      if (shape.length <= MOST_SIDES) {
        return shape;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new InputException(name + " claims the shape (" + text + ")");
  }

  private static ByteBuffer swapped(ByteBuffer data, int width) {
    ByteBuffer out = ByteBuffer.allocate(data.remaining()).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < data.remaining(); i++) {
      out.put(i, data.get(i / width * width + width - 1 - i % width));
    }
    return out;
  }

  /** Fortran's order, where the first index runs fastest, to C's. */
  private static ByteBuffer rowByRow(ByteBuffer data, int width, int[] shape) {
    ByteBuffer out = ByteBuffer.allocate(data.remaining()).order(ByteOrder.LITTLE_ENDIAN);
    int[] index = new int[shape.length];
    int size = data.remaining() / width;
    for (int to = 0; to < size; to++) {
      int from = 0;
      for (int d = shape.length - 1; d >= 0; d--) {
        from = from * shape[d] + index[d];
      }
      out.put(to * width, data, from * width, width);
      for (int d = shape.length - 1; d >= 0 && ++index[d] == shape[d]; d--) {
        index[d] = 0;
      }
    }
    return out;
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
            case "<f2" -> Float.float16ToFloat(data.getShort(i * 2));
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
      case "<i8", "<u8" -> data.getLong(i * 8);
      case "<i2" -> data.getShort(i * 2);
      case "<u2" -> data.getShort(i * 2) & 0xffff;
      case "<u4" -> data.getInt(i * 4) & 0xffffffffL;
      case "|i1" -> data.get(i);
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
