package io.tessera.engine.bench;

import io.tessera.engine.torch.Device;
import io.tessera.engine.torch.Precision;
import io.tessera.engine.torch.ScriptModule;

/** What the machine does at best: products of large matrices, and copies. */
final class Machine implements AutoCloseable {
  private static final int SIDE = 1536;
  private static final int BYTES = 1 << 28;
  private final ScriptModule probe;

  Machine(Device device) {
    this.probe = ScriptModule.load(device, "Probe", "probe.py");
  }

  /** 10^9 floating-point operations a second in products of matrices. */
  double gigaflops(Precision precision) {
    probe.call("gemm", SIDE, precision.scalarType(), 1);
    int repeats = 6;
    double less = seconds("gemm", SIDE, precision.scalarType(), 1);
    double more = seconds("gemm", SIDE, precision.scalarType(), 1 + repeats);
    return 2e-9 * SIDE * SIDE * SIDE * repeats / Math.max(1e-9, more - less);
  }

  /** 10^9 bytes a second that are read or written in copies. */
  double gigabytes() {
    int repeats = 4;
    double less = seconds("stream", BYTES, 1);
    double more = seconds("stream", BYTES, 1 + repeats);
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
