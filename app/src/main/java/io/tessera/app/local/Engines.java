package io.tessera.app.local;

import io.tessera.api.Engine;
import io.tessera.api.EngineSettings;
import io.tessera.engine.LocalEngine;

/** The composition root: makes engines. */
public final class Engines {
  private Engines() {}

  /** An engine that works in this process. */
  public static Engine local(EngineSettings settings) {
    return new LocalEngine(settings);
  }
}
