package io.tessera.server;

import io.tessera.api.Engine;
import io.tessera.engine.LocalEngine;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;

/** Behind a server. */
class RemoteEngineContractTest extends EngineContract {
  private static final String TOKEN = "secret-of-the-test";

  private LocalEngine served;
  private Server server;

  @Override
  Engine open() {
    served = new LocalEngine(SETTINGS);
    server = new Server(served, ServerOptions.loopback(0, TOKEN, Limits.USUAL));
    return new RemoteEngine(URI.create("http://127.0.0.1:" + server.port()), TOKEN);
  }

  @AfterAll
  void stopServer() {
    server.close();
    served.close();
  }
}
