package io.tessera.engine.torch;

import io.tessera.api.fault.InputException;

/**
 * Whether products of 8-bit integers ({@code linear_int8.py}) are to be had here, and exact:
 * processors without instructions for them keep sums of two products in 16 bits, which is too few.
 */
public final class Int8Products {
  private Int8Products() {}

  /** Whether they were found exact here. On a GPU they are not wanted. */
  public static boolean on(Device device) {
    return !device.isGpu() && Kernels.here().hasInt8();
  }

  /**
   * @throws InputException if the precision asks for them where they are not to be had
   */
  public static void require(Precision precision, Device device) {
    if (precision.isInt8() && !on(device)) {
      throw new InputException(
          device.isGpu()
              ? precision.id() + " is for processors; on a GPU use auto, f32, bf16 or f16"
              : "this processor has no exact products of 8-bit integers; use auto, f32 or bf16");
    }
  }

  /** A script that makes such products, for measurements; {@code int8_probe.py}. */
  public static ScriptModule probe() {
    return ScriptModule.load(
        Device.CPU, "Int8Probe", "gpt.py", "packed.py", "linear_int8.py", "int8_probe.py");
  }
}
