package io.tessera.engine.torch;

/** Whether this libtorch has oneDNN's linear layers with packed weights ({@code packed.py}). */
public final class PackedProducts {
  private PackedProducts() {}

  /** Tries it: there is no other way to ask. On a GPU they are not wanted. */
  public static boolean on(Device device) {
    return !device.isGpu() && Known.WORK;
  }

  /** Found out once, when first asked. */
  private static final class Known {
    static final boolean WORK = tried();

    private static boolean tried() {
      try (ScriptModule probe =
          ScriptModule.load(Device.CPU, "PackedProbe", "gpt.py", "packed.py", "packed_probe.py")) {
        float[] x = {1, 2, 3, 4};
        HostTensor in = new HostTensor.Floats(x, 2, 2);
        float[] y = probe.call("run", in, in).getFirst().floats();
        return y[0] == 5 && y[1] == 11 && y[2] == 11 && y[3] == 25;
      } catch (RuntimeException e) {
        return false; // the script does not compile where the operators are missing
      }
    }
  }
}
