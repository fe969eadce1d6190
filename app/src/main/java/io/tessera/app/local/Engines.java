package io.tessera.app.local;

import io.tessera.api.Engine;
import io.tessera.api.EngineSettings;
import io.tessera.engine.LocalEngine;
import io.tessera.server.RemoteEngine;
import java.net.URI;

/** The composition root: makes engines. */
public final class Engines {
  private Engines() {}

  /** An engine that works in this process. */
  public static Engine local(EngineSettings settings) {
    return new LocalEngine(settings);
  }

  /** One on another machine, by its server. */
  public static Engine remote(URI url, String token) {
    return new RemoteEngine(url, token);
  }
}
