package io.tessera.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tessera.api.Engine;
import io.tessera.api.EngineEnded;
import io.tessera.api.Render;
import io.tessera.api.RenderEvent;
import io.tessera.api.RenderRequest;
import io.tessera.api.fault.InputException;
import io.tessera.engine.LocalEngine;
import io.tessera.engine.LocalModels;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The figures of docs/reliability.md; takes minutes, so it runs where {@code
 * -Dtessera.reliability=true} asks for it.
 */
@EnabledIfSystemProperty(named = "tessera.reliability", matches = "true")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReliabilityTest {
  private static final String TOKEN = "secret-of-the-test";
  private static final long MB = 1 << 20;

  private LocalEngine reference;
  private LocalEngine served;
  private Server server;

  @BeforeAll
  void start() {
    reference = new LocalEngine(EngineContract.SETTINGS);
    served = new LocalEngine(EngineContract.SETTINGS);
    server = new Server(served, ServerOptions.loopback(0, TOKEN, Limits.USUAL));
  }

  @AfterAll
  void stop() {
    server.close();
    served.close();
    reference.close();
  }

  private URI url() {
    return URI.create("http://127.0.0.1:" + server.port());
  }

  private static void say(String format, Object... values) {
    System.out.println("reliability: " + String.format(Locale.ROOT, format, values));
  }

  private static long heap() {
    System.gc();
    Runtime r = Runtime.getRuntime();
    return (r.totalMemory() - r.freeMemory()) / MB;
  }

  @Test
  void theChildIsKilledAtTenRandomMoments() throws Exception {
    LinkedBlockingQueue<EngineEnded> ended = new LinkedBlockingQueue<>();
    RenderRequest request = Watched.request(96, 41);
    RenderEvent.Done expected = Watched.of(reference.render(request)).done();
    Random random = new Random(5);
    double most = 0;
    try (Engine engine =
        ChildEngine.start(
            TinyChild.command(), new LocalModels(EngineContract.SETTINGS), ended::add)) {
      Watched.of(engine.render(request)).done();
      for (int n = 0; n < 10; n++) {
        Render render = engine.render(request);
        Watched watched = Watched.of(render);
        Thread.sleep(random.nextInt(3000));
        ProcessHandle.current().children().forEach(ProcessHandle::destroyForcibly);
        long killed = System.nanoTime();
        ended.poll(30, TimeUnit.SECONDS);
        engine.residentBytes(); // answers when another child is there
        most = Math.max(most, (System.nanoTime() - killed) / 1e9);
        EngineContract.same(watched.done(), expected);
      }
    }
    say(
        "10 kills at random moments: the same picture 10 times; another child after %.1f s at most",
        most);
  }

  @Test
  void fiveHundredRendersOverOneConnection() throws Exception {
    LinkedBlockingQueue<EngineEnded> ended = new LinkedBlockingQueue<>();
    try (Engine engine =
        ChildEngine.start(
            TinyChild.command(), new LocalModels(EngineContract.SETTINGS), ended::add)) {
      long child = 0;
      long here = 0;
      for (int n = 1; n <= 500; n++) {
        Watched.of(engine.render(Watched.request(32, n))).done();
        if (n == 100) {
          child = engine.residentBytes() / MB;
          here = heap();
        }
      }
      long grownChild = engine.residentBytes() / MB - child;
      long grownHere = heap() - here;
      say(
          "500 renders: from the 100th to the 500th the child grew by %d MB (of %d), this heap by %d MB (of %d)",
          grownChild, child, grownHere, here);
      assertThat(ended).isEmpty();
      assertThat(grownChild).isLessThan(60);
      assertThat(grownHere).isLessThan(20);
    }
  }

  @Test
  void aSlowClientHoldsNobodyUp() throws Exception {
    RenderRequest request = Watched.request(96, 42);
    long began = System.nanoTime();
    try (Engine quick = new RemoteEngine(url(), TOKEN)) {
      Watched.of(quick.render(request)).done();
      double alone = (System.nanoTime() - began) / 1e9;
      try (Socket slow = new Socket("127.0.0.1", server.port())) {
        slow.setReceiveBufferSize(2048);
        String id = begin(Watched.request(96, 43));
        slow.getOutputStream()
            .write(
                ("GET /v1/renders/"
                        + id
                        + "/events HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\nAuthorization: Bearer "
                        + TOKEN
                        + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
        // It reads a little, and then no more.
        InputStream in = slow.getInputStream();
        in.readNBytes(200);
        Watched.of(quick.render(Watched.request(32, 1))).done(); // behind the slow client's
        began = System.nanoTime();
        Watched.of(quick.render(request)).done();
        double beside = (System.nanoTime() - began) / 1e9;
        say(
            "a client that reads no more: the next render takes %.2f s, %.2f s without it",
            beside, alone);
        assertThat(beside).isLessThan(2 * alone + 1);
      }
    }
  }

  private String begin(RenderRequest request) throws Exception {
    HttpRequest post =
        HttpRequest.newBuilder(URI.create(url() + "/v1/renders"))
            .header("Authorization", "Bearer " + TOKEN)
            .POST(
                HttpRequest.BodyPublishers.ofString(io.tessera.api.json.RequestJson.write(request)))
            .build();
    String body = HttpClient.newHttpClient().send(post, BodyHandlers.ofString()).body();
    return WireJson.tree(body).path("id").asText();
  }

  @Test
  void aGigabyteIsRefused() throws Exception {
    long before = heap();
    long began = System.nanoTime();
    String told;
    try {
      HttpRequest post =
          HttpRequest.newBuilder(URI.create(url() + "/v1/renders"))
              .header("Authorization", "Bearer " + TOKEN)
              .POST(
                  HttpRequest.BodyPublishers.fromPublisher(
                      HttpRequest.BodyPublishers.ofInputStream(Zeros::new), 1L << 30))
              .build();
      told =
          "status " + HttpClient.newHttpClient().send(post, BodyHandlers.ofString()).statusCode();
    } catch (java.io.IOException e) {
      told = "the connection closed";
    }
    say(
        "a request of 1 GB: %s after %.2f s; heap %d MB before, %d MB after",
        told, (System.nanoTime() - began) / 1e9, before, heap());
    assertThat(told).isIn("status 413", "the connection closed");
    assertThat(heap() - before).isLessThan(64);
    try (Engine engine = new RemoteEngine(url(), TOKEN)) {
      Watched.of(engine.render(Watched.request(32, 2))).done();
    }
  }

  /** A gigabyte of zeros. */
  private static final class Zeros extends InputStream {
    private long left = 1L << 30;

    @Override
    public int read() {
      return left-- > 0 ? 0 : -1;
    }

    @Override
    public int read(byte[] b, int off, int len) {
      int n = (int) Math.min(len, left);
      left -= n;
      return n > 0 ? n : -1;
    }
  }

  @Test
  void fiftyClientsAtOnce() throws Exception {
    RenderRequest request = Watched.request(32, 44);
    RenderEvent.Done expected = Watched.of(reference.render(request)).done();
    List<Future<Integer>> clients = new ArrayList<>();
    long began = System.nanoTime();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int n = 0; n < 50; n++) {
        clients.add(threads.submit(client(request, expected)));
      }
    }
    int refused = 0;
    for (Future<Integer> client : clients) {
      refused += client.get();
    }
    say(
        "50 clients at once: 50 pictures, all right, in %.1f s; %d times one was told to come again",
        (System.nanoTime() - began) / 1e9, refused);
  }

  /** Tries until it has its picture; gives how often it was refused. */
  private Callable<Integer> client(RenderRequest request, RenderEvent.Done expected) {
    return () -> {
      try (Engine engine = new RemoteEngine(url(), TOKEN)) {
        for (int refused = 0; ; refused++) {
          RenderEvent last = Watched.of(engine.render(request)).last();
          if (last instanceof RenderEvent.Done done) {
            EngineContract.same(done, expected);
            return refused;
          }
          assertThat(last)
              .isInstanceOfSatisfying(
                  RenderEvent.Failed.class,
                  f ->
                      assertThat(f.cause())
                          .isInstanceOf(InputException.class)
                          .hasMessageContaining("try again later"));
          Thread.sleep(200);
        }
      }
    };
  }
}
