package io.tessera.engine.torch;

import io.tessera.engine.fault.InputException;
import java.util.Locale;

/**
 * The arithmetic of a network's large operations. Softmax, statistics of norms and logits are
 * float32 in every one.
 */
public enum Precision {
  F32(6),
  F16(5),
  BF16(15);

  private final int scalarType;

  Precision(int scalarType) {
    this.scalarType = scalarType;
  }

  /** The number of this type in libtorch's {@code c10::ScalarType}. */
  public int scalarType() {
    return scalarType;
  }

  /** Bytes of one weight. */
  public int bytes() {
    return this == F32 ? 4 : 2;
  }

  /** The name used on the command line: {@code f32}, {@code f16}, {@code bf16}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
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
    throw new InputException("there is no precision '" + id + "'; use auto, f32, bf16 or f16");
  }
}
