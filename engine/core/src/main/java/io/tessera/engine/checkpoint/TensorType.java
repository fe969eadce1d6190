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
  BOOL(1, "BoolStorage", "BOOL"),
  U16(2, "UInt16Storage", "U16"),
  U32(4, "UInt32Storage", "U32"),
  U64(8, "UInt64Storage", "U64"),
  /** 4 bits of exponent, 3 of mantissa, no infinity (Micikevicius et al. 2022). */
  F8_E4M3(1, "Float8_e4m3fnStorage", "F8_E4M3"),
  /** 5 bits of exponent, 2 of mantissa. */
  F8_E5M2(1, "Float8_e5m2Storage", "F8_E5M2");

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
    return switch (this) {
      case F32, F16, BF16, F64, F8_E4M3, F8_E5M2 -> true;
      default -> false;
    };
  }

  /** One element as float; integers are converted, doubles are rounded. */
  float floatAt(MemorySegment storage, long index) {
    return switch (this) {
      case F32 -> storage.get(FLOAT, index * 4);
      case F16 -> Float.float16ToFloat(storage.get(SHORT, index * 2));
      case BF16 -> Float.intBitsToFloat(storage.get(SHORT, index * 2) << 16);
      case F64 -> (float) storage.get(DOUBLE, index * 8);
      case F8_E4M3 -> eightBits(storage.get(ValueLayout.JAVA_BYTE, index), 3, 7, true);
      case F8_E5M2 -> eightBits(storage.get(ValueLayout.JAVA_BYTE, index), 2, 15, false);
      case I64, I32, I16, I8, U8, BOOL, U16, U32, U64 -> longAt(storage, index);
    };
  }

  /**
   * @param finite whether the largest exponent holds numbers, and only all ones is no number
   */
  private static float eightBits(byte bits, int mantissaBits, int bias, boolean finite) {
    int magnitude = bits & 0x7f;
    int mantissa = magnitude & (1 << mantissaBits) - 1;
    int exponent = magnitude >> mantissaBits;
    int largest = 0x7f >> mantissaBits;
    float value;
    if (exponent == largest && (!finite || magnitude == 0x7f)) {
      value = mantissa == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
    } else {
      int lead = exponent == 0 ? 0 : 1 << mantissaBits;
      value = Math.scalb((float) (lead + mantissa), Math.max(1, exponent) - bias - mantissaBits);
    }
    return bits < 0 ? -value : value;
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
      case U16 -> storage.get(SHORT, index * 2) & 0xffff;
      case U32 -> storage.get(INT, index * 4) & 0xffffffffL;
      case U64 -> storage.get(LONG, index * 8);
      case F32, F16, BF16, F64, F8_E4M3, F8_E5M2 -> (long) floatAt(storage, index);
    };
  }
}
