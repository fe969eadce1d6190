package io.tessera.app.settings;

import io.tessera.api.fault.InputException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Where the studio's pictures are made. */
public sealed interface EnginePlace {
  /** On this computer, in a process of its own. */
  record Here() implements EnginePlace {}

  /**
   * On another machine that runs {@code tessera serve}.
   *
   * @param url of the server
   * @param tokenFile holds the server's token
   * @param certificate of the server; empty where this computer trusts it anyway
   */
  record Server(URI url, Path tokenFile, Optional<Path> certificate) implements EnginePlace {}

  /** Keys of the preferences. */
  String URL = "engine.url";

  /** As {@link #URL}. */
  String TOKEN_FILE = "engine.token-file";

  /** As {@link #URL}. */
  String CERTIFICATE = "engine.certificate";

  /** What the studio remembers; this computer where it is nothing, or nothing that makes sense. */
  static EnginePlace of(Preferences preferences) {
    String url = preferences.text(URL, "");
    if (url.isEmpty()) {
      return new Here();
    }
    try {
      return new Server(
          url(url),
          Path.of(preferences.text(TOKEN_FILE, "")),
          Optional.of(preferences.text(CERTIFICATE, ""))
              .filter(text -> !text.isEmpty())
              .map(Path::of));
    } catch (InputException e) {
      return new Here();
    }
  }

  /** Remembers it for the next start. */
  default void keep(Preferences preferences) {
    preferences.put(URL, this instanceof Server s ? s.url().toString() : "");
    if (this instanceof Server s) {
      preferences.put(TOKEN_FILE, s.tokenFile().toString());
      preferences.put(CERTIFICATE, s.certificate().map(Path::toString).orElse(""));
    }
  }

  /**
   * An address as people write it: with or without {@code http://}.
   *
   * @throws InputException if it is none
   */
  static URI url(String text) {
    String given = text.strip();
    boolean whole = given.toLowerCase(Locale.ROOT).matches("https?://.*");
    try {
      URI url = new URI(whole ? given : "http://" + given);
      if (url.getHost() != null && url.getPort() != 0) {
        return url;
      }
    } catch (URISyntaxException e) {
      // as one without a host
    }
    throw new InputException("an address should be like 192.168.1.20:8765, not " + given);
  }
}
