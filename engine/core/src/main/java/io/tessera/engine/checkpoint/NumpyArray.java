package io.tessera.engine.checkpoint;

import io.tessera.engine.checkpoint.PickleReader.Bytes;
import io.tessera.engine.checkpoint.PickleReader.Tuple;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An array of NumPy in a pickle, or the type of its elements: both are made first and told the rest
 * by a BUILD.
 */
final class NumpyArray {
  private static final Map<String, TensorType> TYPES =
      Map.of(
          "f4", TensorType.F32,
          "f2", TensorType.F16,
          "f8", TensorType.F64,
          "i8", TensorType.I64,
          "i4", TensorType.I32,
          "i2", TensorType.I16,
          "i1", TensorType.I8,
          "u1", TensorType.U8,
          "b1", TensorType.BOOL);

  private String type;
  private boolean bigEndian;
  private boolean columnsFirst;
  private long[] shape = {};
  private byte @Nullable [] data;

  /** An array of which nothing is known yet. */
  NumpyArray() {
    this("");
  }

  /** A type, such as {@code f4}. */
  NumpyArray(String type) {
    this.type = type.replaceFirst("^[<|=>]", "");
    this.bigEndian = type.startsWith(">");
  }

  /** {@code _frombuffer(buffer, dtype, shape, order)} of protocol 5. */
  static Object ofBuffer(List<@Nullable Object> a) {
    NumpyArray array = new NumpyArray();
    if (a.size() < 4
        || !(a.get(0) instanceof Bytes bytes)
        || !(a.get(1) instanceof NumpyArray type)
        || !(a.get(2) instanceof Tuple shape)) {
      return new PickleReader.Opaque("numpy array");
    }
    array.fill(type, shape, "F".equals(a.get(3)), bytes);
    return array;
  }

  /** Takes the state of an array or of a type; what makes no sense leaves it unusable. */
  void build(@Nullable Object state) {
    if (!(state instanceof Tuple(List<@Nullable Object> s))) {
      return;
    }
    if (s.size() >= 5
        && s.get(1) instanceof Tuple shape
        && s.get(2) instanceof NumpyArray type
        && s.get(3) instanceof Boolean fortran
        && s.get(4) instanceof Bytes bytes) {
      fill(type, shape, fortran, bytes);
    } else if (s.size() > 1 && s.get(1) instanceof String order) {
      bigEndian = order.equals(">");
    }
  }

  private void fill(NumpyArray type, Tuple shape, boolean fortran, Bytes bytes) {
    long[] sizes = new long[shape.items().size()];
    for (int d = 0; d < sizes.length; d++) {
      if (!(shape.items().get(d) instanceof Long n)) {
        return;
      }
      sizes[d] = n;
    }
    this.type = type.type;
    this.bigEndian = type.bigEndian;
    this.columnsFirst = fortran;
    this.shape = sizes;
    this.data = bytes.data();
  }

  /**
   * Its elements as a tensor; nothing where they are of no type that weights have.
   *
   * @throws IllegalArgumentException if there are fewer bytes than the shape asks for
   */
  Optional<TensorEntry> tensor(String name) {
    TensorType element = TYPES.get(type);
    if (data == null || element == null) {
      return Optional.empty();
    }
    byte[] bytes = bigEndian ? swapped(data, element.bytes()) : data;
    long[] stride = new long[shape.length];
    long step = 1;
    for (int i = 0; i < shape.length; i++) {
      int d = columnsFirst ? i : shape.length - 1 - i;
      stride[d] = step;
      step *= Math.max(1, shape[d]);
    }
    MemorySegment storage =
        MemorySegment.ofBuffer(java.nio.ByteBuffer.allocateDirect(bytes.length).put(bytes).flip());
    return Optional.of(new TensorEntry(name, element, shape, stride, 0, storage));
  }

  private static byte[] swapped(byte[] data, int width) {
    byte[] out = new byte[data.length];
    for (int i = 0; i < data.length / width * width; i++) {
      out[i] = data[i / width * width + width - 1 - i % width];
    }
    return out;
  }
}
