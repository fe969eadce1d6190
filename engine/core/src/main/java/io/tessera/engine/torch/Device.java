package io.tessera.engine.torch;

import ai.djl.util.cuda.CudaUtils;
import io.tessera.api.DeviceMemory;
import io.tessera.api.fault.InputException;
import java.lang.management.MemoryUsage;
import java.util.Optional;

/**
 * Where networks run.
 *
 * @param gpu number of the CUDA device, or -1 for the CPU
 */
public record Device(int gpu) {
  public static final Device CPU = new Device(-1);

  /**
   * Chooses a device: {@code auto} (the first CUDA device, else the CPU), {@code cpu} or {@code
   * cuda:N}.
   *
   * @throws InputException if there is no such device; never falls back in silence
   */
  public static Device of(String id) {
    int gpus = Torch.engine().getGpuCount();
    if (id.equals("auto")) {
      return gpus > 0 ? new Device(0) : CPU;
    }
    if (id.equals("cpu")) {
      return CPU;
    }
    if (id.matches("cuda(:\\d{1,3})?")) {
      int n = id.length() > 5 ? Integer.parseInt(id.substring(5)) : 0;
      if (n < gpus) {
        return new Device(n);
      }
      throw new InputException(
          gpus == 0
              ? "device '"
                  + id
                  + "' was asked for, but this build of libtorch sees no CUDA device; use --device cpu"
              : "device '"
                  + id
                  + "' was asked for, but there are only "
                  + gpus
                  + " (cuda:0 to cuda:"
                  + (gpus - 1)
                  + ")");
    }
    throw new InputException("there is no device '" + id + "'; use auto, cpu or cuda:N");
  }

  public boolean isGpu() {
    return gpu >= 0;
  }

  /** Memory of a GPU in use by all programs, and all it has; empty for the CPU. */
  public Optional<DeviceMemory> memory() {
    if (!isGpu()) {
      return Optional.empty();
    }
    MemoryUsage usage = CudaUtils.getGpuMemory(djl());
    return Optional.of(new DeviceMemory(usage.getCommitted(), usage.getMax()));
  }

  ai.djl.Device djl() {
    return isGpu() ? ai.djl.Device.gpu(gpu) : ai.djl.Device.cpu();
  }

  @Override
  public String toString() {
    return isGpu() ? "cuda:" + gpu : "cpu";
  }
}
