package io.tessera.api.fault;

import java.nio.file.Path;
import java.util.Locale;

/** The user's folder for what can be made again, by the custom of each system. */
public final class CacheFolder {
  private CacheFolder() {}

  /** {@code $XDG_CACHE_HOME/tessera} where that is set; may not exist yet. */
  public static Path path() {
    String xdg = System.getenv("XDG_CACHE_HOME");
    if (xdg != null && !xdg.isBlank()) {
      return Path.of(xdg, "tessera");
    }
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    Path home = Path.of(System.getProperty("user.home"));
    if (os.contains("mac")) {
      return home.resolve("Library/Caches/Tessera");
    }
    if (os.contains("win")) {
      String local = System.getenv("LOCALAPPDATA");
      return local != null ? Path.of(local, "Tessera") : home.resolve("AppData/Local/Tessera");
    }
    return home.resolve(".cache/tessera");
  }
}
