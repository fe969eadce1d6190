package io.tessera.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tessera.api.Engine;
import io.tessera.api.Render;
import io.tessera.api.RenderEvent;
import io.tessera.api.RenderRequest;
import io.tessera.engine.LocalEngine;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

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

  /** A connection that is cut again and again costs time, not the picture. */
  @Test
  void aCutConnectionIsTakenUpAgain() throws Exception {
    try (CuttingProxy proxy = new CuttingProxy(server.port(), 12_000);
        Engine far = new RemoteEngine(URI.create("http://127.0.0.1:" + proxy.port()), TOKEN)) {
      RenderRequest request = Watched.request(64, 31);
      Watched watched = Watched.of(far.render(request));
      same(watched.done(), Watched.of(reference.render(request)).done());
      assertThat(proxy.cuts()).isGreaterThan(1);
      int tokens =
          watched.all().stream()
              .filter(RenderEvent.Tokens.class::isInstance)
              .mapToInt(e -> ((RenderEvent.Tokens) e).sampled().size())
              .sum();
      assertThat(tokens).as("each token is told once").isEqualTo(32 * 32);
    }
  }

  /** A server that was started again knows nothing of its renders; they go on all the same. */
  @Test
  void aRenderSurvivesItsServer() throws Exception {
    LocalEngine first = new LocalEngine(SETTINGS);
    Server before = new Server(first, ServerOptions.loopback(0, TOKEN, Limits.USUAL));
    URI url = URI.create("http://127.0.0.1:" + before.port());
    CountDownLatch sampled = new CountDownLatch(2);
    try (Engine far = new RemoteEngine(url, TOKEN)) {
      RenderRequest request = Watched.request(64, 32);
      Render render = far.render(request);
      Watched watched =
          Watched.of(
              render,
              e -> {
                if (e instanceof RenderEvent.Tokens) {
                  sampled.countDown();
                }
              });
      assertThat(sampled.await(60, TimeUnit.SECONDS)).isTrue();
      before.die();
      first.close();
      try (LocalEngine second = new LocalEngine(SETTINGS);
          Server after =
              new Server(second, ServerOptions.loopback(url.getPort(), TOKEN, Limits.USUAL))) {
        same(watched.done(), Watched.of(reference.render(request)).done());
        assertThat(after.port()).isEqualTo(url.getPort());
      }
    }
  }
}
