package io.tessera.engine.torch;

import ai.djl.pytorch.jni.JniUtils;
import io.tessera.api.EngineSettings;
import io.tessera.api.fault.CacheFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** What belongs to libtorch as a whole: its version, its threads, the memory of the process. */
public final class Torch {
  private Torch() {}

  /** DJL's engine, loaded with the first call. */
  static ai.djl.engine.Engine engine() {
    return Loaded.ENGINE;
  }

  /** Once, before any native code runs: what its libraries read from the environment. */
  private static final class Loaded {
    static final ai.djl.engine.Engine ENGINE = load();

    private static ai.djl.engine.Engine load() {
      System.setProperty("OPT_OUT_TRACKING", "true"); // no calls home
      Processor processor = Processor.here();
      NativeHeap.keepFreed();
      ProcessEnvironment.setDefault("MKL_CBWR", processor.mklReproducibility());
      KernelRecord.holdBack(CacheFolder.path(), processor, build());
      return ai.djl.engine.Engine.getEngine("PyTorch");
    }
  }

  /**
   * Which build of libtorch is, or will be, loaded, as DJL's own file names it: known before it is;
   * empty for one that is installed elsewhere.
   */
  static String build() {
    try (InputStream in = Torch.class.getResourceAsStream("/native/lib/pytorch.properties")) {
      Properties p = new Properties();
      if (in != null) {
        p.load(in);
      }
      return p.getProperty("version", "");
    } catch (IOException e) {
      return "";
    }
  }

  /** The instruction set that oneDNN's kernels are held to; empty where they use all there are. */
  public static String heldTo() {
    return KernelRecord.heldTo();
  }

  /** Version of libtorch, such as 2.7.1. */
  public static String version() {
    return Torch.engine().getVersion();
  }

  /**
   * Sets the threads that one operation may use, for the calling thread.
   *
   * @param threads 1 or more
   */
  public static void setThreads(int threads) {
    Torch.engine();
    JniUtils.setNumThreads(threads);
  }

  /** Seeds libtorch's own generator, which only dropout uses. */
  public static void seed(int seed) {
    Torch.engine().setRandomSeed(seed);
  }

  /** Largest resident memory of this process so far, in bytes; 0 where the system does not tell. */
  public static long peakResidentBytes() {
    return status("VmHWM:");
  }

  /**
   * Forgets the largest resident memory so far, so that it can be told for what comes next.
   *
   * @return whether the system can do that
   */
  public static boolean resetPeak() {
    try {
      Files.writeString(Path.of("/proc/self/clear_refs"), "5");
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Resident memory of this process now, in bytes; 0 where the system does not tell. */
  public static long residentBytes() {
    return status("VmRSS:");
  }

  /** Memory that programs can still get, in bytes; 0 where the system does not tell. */
  public static long availableBytes() {
    return line(Path.of("/proc/meminfo"), "MemAvailable:");
  }

  /** Bytes that a decode may take now. */
  public static long budget(EngineSettings settings) {
    long free = availableBytes();
    return settings.memory() > 0 ? settings.memory() : free > 0 ? free / 10 * 9 : Long.MAX_VALUE;
  }

  private static long status(String key) {
    return line(Path.of("/proc/self/status"), key);
  }

  private static long line(Path status, String key) {
    if (!Files.isReadable(status)) {
      return 0;
    }
    try {
      return Files.readAllLines(status).stream()
          .filter(line -> line.startsWith(key))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }
}
