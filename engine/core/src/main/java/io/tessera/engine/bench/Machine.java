package io.tessera.engine.bench;

import io.tessera.engine.torch.Device;
import io.tessera.engine.torch.HostTensor;
import io.tessera.engine.torch.Int8Products;
import io.tessera.engine.torch.Precision;
import io.tessera.engine.torch.ScriptModule;
import java.util.Arrays;

/** What the machine does at best: products of large matrices, and copies. */
final class Machine implements AutoCloseable {
  private static final int BYTES = 1 << 28;

  /** Lies on the device, and so says which one is meant. */
  private static final HostTensor HERE = new HostTensor.Floats(new float[1], 1);

  private final ScriptModule probe;

  /**
   * Side of the matrices, and how often the work is repeated: a GPU is done with little at once.
   */
  private final int side;

  private final int repeats;

  Machine(Device device) {
    this.probe = ScriptModule.load(device, "Probe", "probe.py");
    this.side = device.isGpu() ? 8192 : 1536;
    this.repeats = device.isGpu() ? 48 : 6;
  }

  /** 10^9 operations a second in products of matrices. */
  double gigaflops(Precision precision) {
    if (precision.isInt8()) {
      try (ScriptModule int8 = Int8Products.probe()) {
        return gigaflops(int8, HERE, side);
      }
    }
    return gigaflops(probe, HERE, side, precision.scalarType());
  }

  /** The last argument of the script's gemm is how often it is done. */
  private double gigaflops(ScriptModule script, Object... arguments) {
    seconds(script, "gemm", arguments, 1);
    double less = seconds(script, "gemm", arguments, 1);
    double more = seconds(script, "gemm", arguments, 1 + repeats);
    return 2e-9 * side * side * side * repeats / Math.max(1e-9, more - less);
  }

  /** 10^9 bytes a second that are read or written in copies. */
  double gigabytes() {
    double less = seconds(probe, "stream", new Object[] {HERE, BYTES}, 1);
    double more = seconds(probe, "stream", new Object[] {HERE, BYTES}, 1 + repeats);
    return 4e-9 * BYTES * repeats / Math.max(1e-9, more - less);
  }

  private static double seconds(ScriptModule script, String method, Object[] arguments, int times) {
    Object[] all = Arrays.copyOf(arguments, arguments.length + 1);
    all[arguments.length] = times;
    long began = System.nanoTime();
    script.call(method, all);
    return (System.nanoTime() - began) / 1e9;
  }

  @Override
  public void close() {
    probe.close();
  }
}
