package ai.djl.util.cuda;

import ai.djl.Device;
import java.lang.management.MemoryUsage;

/** Stands before DJL's class of this name, which knows the CUDA versions of its day only. */
public final class CudaUtils {
  private CudaUtils() {}

  public static boolean hasCuda() {
    return getGpuCount() > 0;
  }

  public static int getGpuCount() {
    return Integer.parseInt(System.getenv().getOrDefault("TESSERA_GPUS", "0"));
  }

  public static int getCudaVersion() {
    return 0;
  }

  public static String getCudaVersionString() {
    return "unknown";
  }

  public static String getComputeCapability(int device) {
    return "unknown";
  }

  /** Not known here. */
  public static MemoryUsage getGpuMemory(Device device) {
    return new MemoryUsage(0, 0, 0, Long.MAX_VALUE);
  }
}
