package io.tessera.server;

import io.tessera.api.Engine;
import io.tessera.engine.LocalEngine;

/** In this process. */
class LocalEngineContractTest extends EngineContract {
  @Override
  Engine open() {
    return new LocalEngine(SETTINGS);
  }
}
