package io.tessera.api.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where this process runs: numbers of processes mean something only on one machine, and in one
 * container of it.
 */
public final class Place {
  /** Some letters that stand for it. */
  public static final String HERE = Integer.toHexString((host() + namespace()).hashCode());

  private Place() {}

  private static String host() {
    try {
      Path boot = Path.of("/proc/sys/kernel/random/boot_id");
      return Files.isReadable(boot) ? Files.readString(boot).strip() : "";
    } catch (IOException e) {
      return "";
    }
  }

  private static String namespace() {
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
    } catch (IOException | UnsupportedOperationException e) {
      return "";
    }
  }
}
