package io.tessera.app.settings;

import io.tessera.api.fault.CacheFolder;
import io.tessera.assets.Assets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The user's folders, by the custom of each system. */
public final class Folders {
  private Folders() {}

  /** The user's own models: each a folder in here. {@code TESSERA_MODELS} names another place. */
  public static Path userModels() {
    String given = System.getenv("TESSERA_MODELS");
    return given != null && !given.isBlank() ? Path.of(given) : data().resolve("models");
  }

  /** The user's own palettes. */
  public static Path palettes() {
    return data().resolve("palettes");
  }

  /** Folders of a model library: the user's first, then what is bundled. */
  public static List<Path> models() {
    return List.of(userModels(), Assets.unpackModels(cache()));
  }

  /** The bundled segmenter, which evaluations read pictures with. */
  public static Path segmenter() {
    return Assets.unpackSegmenter(cache());
  }

  /** The one that reads labels off photographs. */
  public static Path photographSegmenter() {
    return Assets.unpackPhotographSegmenter(cache());
  }

  /** The bundled weights of the pretrained features, which distances of pictures are taken in. */
  public static Path features() {
    return Assets.unpackFeatures(cache());
  }

  /** What running studios keep aside, a folder each. */
  public static Path recovery() {
    return data().resolve("recovery");
  }

  /** The user's folder for what can be made again. */
  public static Path cache() {
    return CacheFolder.path();
  }

  /** What the user keeps: models and settings. */
  static Path data() {
    String xdg = System.getenv("XDG_DATA_HOME");
    return xdg != null && !xdg.isBlank()
        ? Path.of(xdg, "tessera")
        : isWindows()
            ? windows()
            : home()
                .resolve(isMac() ? "Library/Application Support/Tessera" : ".local/share/tessera");
  }

  private static Path windows() {
    String local = System.getenv("LOCALAPPDATA");
    return local != null ? Path.of(local, "Tessera") : home().resolve("AppData/Local/Tessera");
  }

  private static Path home() {
    return Path.of(System.getProperty("user.home"));
  }

  private static boolean isWindows() {
    return os().contains("win") && !isMac();
  }

  private static boolean isMac() {
    return os().contains("mac");
  }

  private static String os() {
    return System.getProperty("os.name").toLowerCase(Locale.ROOT);
  }
}
