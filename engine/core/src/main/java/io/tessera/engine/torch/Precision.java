package io.tessera.engine.torch;

import io.tessera.api.fault.InputException;
import java.util.Locale;

/**
 * The arithmetic of a network's large operations. Softmax, statistics of norms and logits are
 * float32 in every one.
 */
public enum Precision {
  F32(6, false),
  F16(5, false),
  BF16(15, false),

  /** Products of 8-bit integers with sums of 32 bits; all else as in {@link #BF16}. */
  INT8(15, true),

  /** The same, all else as in {@link #F32}: for processors that have no bfloat16. */
  INT8_F32(6, true);

  private final int scalarType;
  private final boolean int8;

  Precision(int scalarType, boolean int8) {
    this.scalarType = scalarType;
    this.int8 = int8;
  }

  /**
   * The number of this type, or of what is no integer in it, in libtorch's {@code c10::ScalarType}.
   */
  public int scalarType() {
    return scalarType;
  }

  /** Whether large products are of 8-bit integers. */
  public boolean isInt8() {
    return int8;
  }

  /** Bytes of one number in a map, and of one weight that is in no product of integers. */
  public int bytes() {
    return scalarType == 6 ? 4 : 2;
  }

  /**
   * The name used on the command line: {@code f32}, {@code f16}, {@code bf16}, {@code int8}, {@code
   * int8-f32}.
   */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * @throws InputException if there is no such precision
   */
  public static Precision of(String id) {
    for (Precision p : values()) {
      if (p.id().equals(id)) {
        return p;
      }
    }
    throw new InputException(
        "there is no precision '" + id + "'; use auto, f32, bf16, f16, int8 or int8-f32");
  }

  /**
   * One in which networks can be trained.
   *
   * @throws InputException if there is none of that name
   */
  public static Precision ofTraining(String id) {
    Precision p = of(id);
    if (p.isInt8()) {
      throw new InputException("networks are not trained in " + id + "; use f32 or bf16");
    }
    return p;
  }
}
