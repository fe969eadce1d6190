package io.tessera.engine.checkpoint;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Element types found in model files, with their names in PyTorch's pickles and in safetensors. */
public enum TensorType {
  F32(4, "FloatStorage", "F32"),
  F16(2, "HalfStorage", "F16"),
  BF16(2, "BFloat16Storage", "BF16"),
  F64(8, "DoubleStorage", "F64"),
  I64(8, "LongStorage", "I64"),
  I32(4, "IntStorage", "I32"),
  I16(2, "ShortStorage", "I16"),
  I8(1, "CharStorage", "I8"),
  U8(1, "ByteStorage", "U8"),
  BOOL(1, "BoolStorage", "BOOL");

  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfDouble DOUBLE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final int bytes;
  private final String storageClass;
  private final String safetensorsName;

  TensorType(int bytes, String storageClass, String safetensorsName) {
    this.bytes = bytes;
    this.storageClass = storageClass;
    this.safetensorsName = safetensorsName;
  }

  /** Bytes of one element. */
  public int bytes() {
    return bytes;
  }

  /** The class of the storage in a PyTorch pickle, such as {@code FloatStorage}. */
  String storageClass() {
    return storageClass;
  }

  /** The dtype of a safetensors header, such as {@code BF16}. */
  String safetensorsName() {
    return safetensorsName;
  }

  public boolean isFloating() {
    return this == F32 || this == F16 || this == BF16 || this == F64;
  }

  /** One element as float; integers are converted, doubles are rounded. */
  float floatAt(MemorySegment storage, long index) {
    return switch (this) {
      case F32 -> storage.get(FLOAT, index * 4);
      case F16 -> Float.float16ToFloat(storage.get(SHORT, index * 2));
      case BF16 -> Float.intBitsToFloat(storage.get(SHORT, index * 2) << 16);
      case F64 -> (float) storage.get(DOUBLE, index * 8);
      case I64, I32, I16, I8, U8, BOOL -> longAt(storage, index);
    };
  }

  /** One element as integer; floating values are truncated. */
  long longAt(MemorySegment storage, long index) {
    return switch (this) {
      case I64 -> storage.get(LONG, index * 8);
      case I32 -> storage.get(INT, index * 4);
      case I16 -> storage.get(SHORT, index * 2);
      case I8 -> storage.get(ValueLayout.JAVA_BYTE, index);
      case U8 -> storage.get(ValueLayout.JAVA_BYTE, index) & 0xff;
      case BOOL -> storage.get(ValueLayout.JAVA_BYTE, index) != 0 ? 1 : 0;
      case F32, F16, BF16, F64 -> (long) floatAt(storage, index);
    };
  }
}
