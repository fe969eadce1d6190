package io.tessera.engine.torch;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A tensor in plain Java memory, row-major: all that crosses between Java and a {@link
 * ScriptModule}. Native tensors never leave this package, so there is nothing here to close.
 */
public sealed interface HostTensor {
  /** Sizes of the dimensions; empty for a scalar. */
  long[] shape();

  /** float32 values. */
  record Floats(float[] data, long... shape) implements HostTensor {
    public Floats {
      check(data.length, shape);
    }
  }

  /** int64 values: tokens, indices. */
  record Longs(long[] data, long... shape) implements HostTensor {
    public Longs {
      check(data.length, shape);
    }
  }

  /** uint8 values: label maps, pixels. */
  record Bytes(byte[] data, long... shape) implements HostTensor {
    public Bytes {
      check(data.length, shape);
    }
  }

  /**
   * Little-endian values outside the heap, such as a mapped weight; only passed in, and only read
   * during the call.
   *
   * @param half whether the elements are float16 rather than float32
   */
  record Mapped(ByteBuffer data, boolean half, long... shape) implements HostTensor {
    public Mapped {
      check(data.remaining() / (half ? 2 : 4), shape);
    }
  }

  /** The floats of a result that is known to be float32. */
  default float[] floats() {
    if (this instanceof Floats f) {
      return f.data;
    }
    throw new IllegalStateException("expected float32, got " + getClass().getSimpleName());
  }

  /** The integers of a result that is known to be int64. */
  default long[] longs() {
    if (this instanceof Longs l) {
      return l.data;
    }
    throw new IllegalStateException("expected int64, got " + getClass().getSimpleName());
  }

  /** The bytes of a result that is known to be uint8. */
  default byte[] bytes() {
    if (this instanceof Bytes b) {
      return b.data;
    }
    throw new IllegalStateException("expected uint8, got " + getClass().getSimpleName());
  }

  private static void check(long elements, long[] shape) {
    long size = 1;
    for (long n : shape) {
      size *= n;
    }
    if (size != elements) {
      throw new IllegalArgumentException(
          elements + " elements for the shape " + Arrays.toString(shape));
    }
  }
}
