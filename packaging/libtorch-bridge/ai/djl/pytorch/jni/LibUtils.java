package ai.djl.pytorch.jni;

/** Stands before DJL's class of this name: loads the bridge instead of looking for DJL's build. */
public final class LibUtils {
  private LibUtils() {}

  public static synchronized void loadLibrary() {
    System.load(System.getenv("TESSERA_BRIDGE"));
  }

  public static String getVersion() {
    return System.getenv().getOrDefault("TESSERA_LIBTORCH", "unknown");
  }

  public static String getLibtorchPath() {
    return System.getenv("TESSERA_BRIDGE");
  }
}
