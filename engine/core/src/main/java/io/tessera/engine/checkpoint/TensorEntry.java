package io.tessera.engine.checkpoint;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Locale;

/**
 * One tensor of a model file: a strided view of a storage that is mapped, not copied.
 *
 * <p>Valid until the {@link Checkpoint} it came from is closed.
 */
public final class TensorEntry {
  private final String name;
  private final TensorType type;
  private final long[] shape;
  private final long[] stride;
  private final long offset;
  private final MemorySegment storage;

  /**
   * @param offset first element within the storage, in elements
   * @param stride step of every dimension, in elements, not negative
   * @throws IllegalArgumentException if the view reaches outside the storage; the message says how
   */
  TensorEntry(
      String name,
      TensorType type,
      long[] shape,
      long[] stride,
      long offset,
      MemorySegment storage) {
    this.name = name;
    this.type = type;
    this.shape = shape.clone();
    this.stride = stride.clone();
    this.offset = offset;
    this.storage = storage;
    check();
  }

  /** A dense tensor over the whole storage. */
  static TensorEntry dense(String name, TensorType type, long[] shape, MemorySegment storage) {
    return new TensorEntry(name, type, shape, denseStride(shape), 0, storage);
  }

  /** A matrix as a convolution with a kernel of 1 × 1. */
  TensorEntry asConvolution() {
    long[] wide = {shape[0], shape[1], 1, 1};
    long[] step = {stride[0], stride[1], 1, 1};
    return new TensorEntry(name, type, wide, step, offset, storage);
  }

  private static long[] denseStride(long[] shape) {
    long[] stride = new long[shape.length];
    long step = 1;
    for (int d = shape.length - 1; d >= 0; d--) {
      stride[d] = step;
      step *= Math.max(1, shape[d]);
    }
    return stride;
  }

  private void check() {
    if (shape.length != stride.length) {
      throw new IllegalArgumentException("tensor '" + name + "' has a stride for another rank");
    }
    long available = storage.byteSize() / type.bytes();
    try {
      long count = 1;
      long last = offset;
      for (int d = 0; d < shape.length; d++) {
        if (shape[d] < 0 || stride[d] < 0) {
          throw new IllegalArgumentException("tensor '" + name + "' has a negative size or stride");
        }
        count = Math.multiplyExact(count, shape[d]);
        last = Math.addExact(last, Math.multiplyExact(Math.max(0, shape[d] - 1), stride[d]));
      }
      if (offset < 0 || (count > 0 && last >= available)) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "tensor '%s' of shape %s reaches element %d of a storage of %d",
                name,
                Arrays.toString(shape),
                last,
                available));
      }
      // A view may repeat elements (expand), but no honest weight is larger than what is stored
      // many times over.
      if (count > Math.max(available, 1) && count > (1 << 24)) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "tensor '%s' of shape %s claims %d elements over a storage of %d",
                name,
                Arrays.toString(shape),
                count,
                available));
      }
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "tensor '%s' has the impossible shape %s", name, Arrays.toString(shape)),
          e);
    }
  }

  public String name() {
    return name;
  }

  public TensorType type() {
    return type;
  }

  public long[] shape() {
    return shape.clone();
  }

  /** Number of elements; 1 for a scalar. */
  public long size() {
    long size = 1;
    for (long n : shape) {
      size *= n;
    }
    return size;
  }

  /** Whether the elements lie one after another in the storage. */
  public boolean isDense() {
    long step = 1;
    for (int d = shape.length - 1; d >= 0; d--) {
      if (shape[d] > 1 && stride[d] != step) { // a side of one element is never stepped along
        return size() <= 1;
      }
      step *= Math.max(1, shape[d]);
    }
    return true;
  }

  /** The bytes of a dense tensor, little endian, mapped. */
  public ByteBuffer denseBytes() {
    if (!isDense()) {
      throw new IllegalStateException(name + " is a strided view");
    }
    return storage.asSlice(offset * type.bytes(), size() * type.bytes()).asByteBuffer();
  }

  public float[] toFloats() {
    float[] out = new float[Math.toIntExact(size())];
    copyTo(FloatBuffer.wrap(out));
    return out;
  }

  /** Writes all elements in row-major order, converted to float. */
  public void copyTo(FloatBuffer out) {
    if (isDense() && type == TensorType.F32) {
      out.put(denseBytes().order(java.nio.ByteOrder.LITTLE_ENDIAN).asFloatBuffer());
      return;
    }
    forEachIndex(i -> out.put(type.floatAt(storage, i)));
  }

  public long[] toLongs() {
    long[] out = new long[Math.toIntExact(size())];
    int[] next = {0};
    forEachIndex(i -> out[next[0]++] = type.longAt(storage, i));
    return out;
  }

  private interface ElementVisitor {
    void visit(long index);
  }

  private void forEachIndex(ElementVisitor visitor) {
    long size = size();
    if (isDense()) {
      for (long i = 0; i < size; i++) {
        visitor.visit(offset + i);
      }
      return;
    }
    long[] position = new long[shape.length];
    long index = offset;
    for (long n = 0; n < size; n++) {
      visitor.visit(index);
      for (int d = shape.length - 1; d >= 0; d--) {
        index += stride[d];
        if (++position[d] < shape[d]) {
          break;
        }
        index -= stride[d] * shape[d];
        position[d] = 0;
      }
    }
  }

  @Override
  public String toString() {
    return name + " " + type + Arrays.toString(shape);
  }
}
