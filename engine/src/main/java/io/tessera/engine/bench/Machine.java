package io.tessera.engine.bench;

import io.tessera.engine.torch.Device;
import io.tessera.engine.torch.HostTensor;
import io.tessera.engine.torch.Precision;
import io.tessera.engine.torch.ScriptModule;

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

  /** 10^9 floating-point operations a second in products of matrices. */
  double gigaflops(Precision precision) {
    int type = precision.scalarType();
    probe.call("gemm", HERE, side, type, 1);
    double less = seconds("gemm", HERE, side, type, 1);
    double more = seconds("gemm", HERE, side, type, 1 + repeats);
    return 2e-9 * side * side * side * repeats / Math.max(1e-9, more - less);
  }

  /** 10^9 bytes a second that are read or written in copies. */
  double gigabytes() {
    double less = seconds("stream", HERE, BYTES, 1);
    double more = seconds("stream", HERE, BYTES, 1 + repeats);
    return 4e-9 * BYTES * repeats / Math.max(1e-9, more - less);
  }

  private double seconds(String method, Object... arguments) {
    long began = System.nanoTime();
    probe.call(method, arguments);
    return (System.nanoTime() - began) / 1e9;
  }

  @Override
  public void close() {
    probe.close();
  }
}
