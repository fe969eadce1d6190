package io.tessera.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.common.tls.Tls;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpException;
import io.helidon.http.Status;
import io.helidon.http.sse.SseEvent;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.sse.SseSink;
import io.tessera.api.Engine;
import io.tessera.api.ModelEntry;
import io.tessera.api.Render;
import io.tessera.api.RenderEvent;
import io.tessera.api.RenderState;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.PngBytes;
import io.tessera.api.image.PngFile;
import io.tessera.api.json.RequestJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An engine over HTTP. Every call brings the token as {@code Authorization: Bearer}; answers are
 * JSON, pictures are PNG, what happens in a render comes as server-sent events. No path of a client
 * is ever read.
 */
public final class Server implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Server.class);

  /** Requests up to so many times the limit are read, to be refused in words. */
  private static final int READ = 8;

  private static final Charset UTF_8 = StandardCharsets.UTF_8;

  /** Its news of ports and threads is nothing for users; kept, or its level would be forgotten. */
  private static final java.util.logging.Logger HELIDON =
      java.util.logging.Logger.getLogger("io.helidon");

  private final Engine engine;
  private final Limits limits;
  private final String token;
  private final Bodies bodies;
  private final ServedModels models;
  private final RequestReader requests;
  private final ServedRenders renders;
  private final WorkCalls work;
  private final WebServer web;

  /**
   * @throws InputException if the address cannot be listened on, or should not be
   */
  public Server(Engine engine, ServerOptions options) {
    String host = options.host();
    int port = options.port();
    this.engine = engine;
    this.limits = options.limits();
    this.token = options.token();
    this.bodies = new Bodies(limits.requestBytes());
    this.models = new ServedModels(engine, options.ownMachine());
    this.requests = new RequestReader(engine, models, limits);
    this.renders = new ServedRenders(engine, limits);
    this.work = new WorkCalls(engine, models, requests, bodies, options.ownMachine());
    SSLContext tls = options.tls();
    if (tls == null && !options.insecure() && !isLoopback(host)) {
      throw new InputException(
          "without TLS only this machine is served; to let others reach "
              + host
              + ", add --tls-keystore, or --insecure to serve in the clear");
    }
    HELIDON.setLevel(java.util.logging.Level.WARNING);
    WebServerConfig.Builder builder = WebServer.builder();
    if (tls != null) {
      builder.tls(Tls.builder().sslContext(tls).build());
    }
    this.web =
        builder
            .host(host)
            .port(port)
            .maxPayloadSize(READ * limits.requestBytes())
            .shutdownHook(false)
            .routing(this::route)
            .build();
    try {
      web.start();
    } catch (RuntimeException e) {
      throw busy(host, port, e);
    }
    if (!web.isRunning()) {
      throw busy(host, port, new IllegalStateException("it is in use"));
    }
  }

  private static InputException busy(String host, int port, RuntimeException e) {
    return new InputException(
        host + ":" + port + " cannot be listened on: " + reason(e) + "; choose another --port", e);
  }

  private static String reason(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new InputException("there is no host " + host, e);
    }
  }

  /** The port that is listened on. */
  public int port() {
    return web.port();
  }

  private void route(HttpRouting.Builder r) {
    r.addFilter(authorized())
        .error(InputException.class, (req, res, e) -> Answers.refuse(res, e))
        .error(HttpException.class, (req, res, e) -> Answers.tell(res, e.status(), e.getMessage()))
        .error(RuntimeException.class, (req, res, e) -> Answers.fail(res, e));
    calls().forEach(call -> r.route(call.method(), call.path(), call.handler()));
    r.any((req, res) -> Answers.tell(res, Status.NOT_FOUND_404, "there is no such call"));
  }

  /** All calls; the document at {@code /openapi.json} describes each of them. */
  List<Call> calls() {
    List<Call> all = new ArrayList<>(work.calls());
    all.addAll(
        List.of(
            Call.get("/openapi.json", (req, res) -> document(res)),
            Call.get("/v1/health", (req, res) -> health(res)),
            Call.get("/v1/models", (req, res) -> models(res)),
            Call.get("/v1/models/{name}", (req, res) -> model(name(req), res)),
            Call.get("/v1/models/{name}/inspection", (req, res) -> inspection(name(req), res)),
            Call.post("/v1/renders", this::begin),
            Call.get("/v1/renders/{id}", (req, res) -> describe(render(req), res)),
            Call.get("/v1/renders/{id}/events", (req, res) -> events(render(req), req, res)),
            Call.get("/v1/renders/{id}/state", (req, res) -> state(render(req), res)),
            Call.get("/v1/renders/{id}/picture.png", (req, res) -> picture(render(req), req, res)),
            Call.post("/v1/renders/{id}/pause", (req, res) -> act(req, res, Render::pause)),
            Call.post("/v1/renders/{id}/resume", (req, res) -> act(req, res, Render::resume)),
            Call.post("/v1/renders/{id}/cancel", (req, res) -> act(req, res, Render::cancel))));
    return all;
  }

  private static void document(ServerResponse res) {
    try (InputStream in = Server.class.getResourceAsStream("openapi.json")) {
      Answers.send(res, "application/json", Objects.requireNonNull(in).readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Filter authorized() {
    byte[] wanted = ("Bearer " + token).getBytes(UTF_8);
    return (chain, req, res) -> {
      String given = req.headers().first(HeaderNames.AUTHORIZATION).orElse("");
      // In constant time: how long it takes should say nothing about the token.
      if (MessageDigest.isEqual(given.getBytes(UTF_8), wanted)) {
        chain.proceed();
      } else {
        res.header(HeaderNames.WWW_AUTHENTICATE, "Bearer");
        Answers.tell(res, Status.UNAUTHORIZED_401, "the token is missing or wrong");
      }
    };
  }

  private void health(ServerResponse res) {
    ObjectNode n = WireJson.JSON.createObjectNode().put("status", "up");
    n.put("resident_bytes", engine.residentBytes());
    engine.deviceMemory().ifPresent(m -> n.set("device_memory", WireJson.JSON.valueToTree(m)));
    ObjectNode most = n.putObject("limits");
    most.put("request_bytes", limits.requestBytes()).put("pixels", limits.pixels());
    most.put("under_way", limits.underWay()).put("kept", limits.kept());
    Answers.send(res, n);
  }

  private void models(ServerResponse res) {
    ArrayNode all = WireJson.JSON.createArrayNode();
    for (ModelEntry model : engine.models()) {
      ObjectNode n = all.addObject().put("name", model.name());
      try {
        n.put("takes", WireJson.JSON.valueToTree(engine.input(model.name()).kind()).asText());
      } catch (InputException e) {
        n.put("error", e.getMessage());
      }
    }
    Answers.send(res, WireJson.JSON.createObjectNode().set("models", all));
  }

  private String name(ServerRequest req) {
    return models.checked(req.path().pathParameters().get("name"));
  }

  private void model(String name, ServerResponse res) {
    ObjectNode n = WireJson.JSON.createObjectNode().put("name", name);
    n.set("input", WireJson.JSON.valueToTree(engine.input(name)));
    n.set("summary", WireJson.JSON.valueToTree(engine.describe(name)));
    Answers.send(res, n);
  }

  private void inspection(String name, ServerResponse res) {
    Answers.send(res, WireJson.JSON.valueToTree(engine.inspect(name)));
  }

  private void begin(ServerRequest req, ServerResponse res) {
    ServedRender render =
        renders.begin(requests.begin(bodies.object(req)), req.remotePeer().host());
    res.status(Status.CREATED_201);
    res.header(HeaderNames.LOCATION, "/v1/renders/" + render.id());
    describe(render, res);
  }

  private ServedRender render(ServerRequest req) {
    String id = req.path().pathParameters().get("id");
    return renders
        .find(id)
        .orElseThrow(() -> new NotThere("there is no render " + id + ", or no longer"));
  }

  private static void describe(ServedRender render, ServerResponse res) {
    Answers.send(
        res, WireJson.JSON.createObjectNode().put("id", render.id()).put("state", render.state()));
  }

  private void act(ServerRequest req, ServerResponse res, Consumer<Render> what) {
    ServedRender render = render(req);
    what.accept(render.render());
    describe(render, res);
  }

  private static void state(ServedRender render, ServerResponse res) {
    RenderState state = render.render().state();
    if (state == null) {
      throw new InputException("nothing is sampled yet");
    }
    String json = RequestJson.write(RequestJson.portable(state));
    Answers.send(res, "application/json", json.getBytes(UTF_8));
  }

  private static void picture(ServedRender render, ServerRequest req, ServerResponse res) {
    RenderEvent.Done done = render.done();
    if (done == null) {
      throw new InputException("the render is " + render.state() + "; it has no picture");
    }
    boolean quick = req.query().first("quick").map("true"::equals).orElse(false);
    Answers.send(res, "image/png", quick ? PngBytes.quick(done.image()) : png(render, done));
  }

  /** With what it was made from inside, as an exported one. */
  private static byte[] png(ServedRender render, RenderEvent.Done done) {
    try {
      Path file = Files.createTempFile("tessera", ".png");
      try {
        String request = RequestJson.write(RequestJson.portable(render.render().request()));
        PngFile.write(done.image(), file, Map.of(RequestJson.PNG_KEYWORD, request));
        return Files.readAllBytes(file);
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** From the event after {@code Last-Event-ID} on. */
  private static void events(ServedRender render, ServerRequest req, ServerResponse res) {
    long seen = lastSeen(req);
    try (SseSink sink = res.sink(SseSink.TYPE)) {
      List<ServedRender.Sent> news = render.after(seen);
      while (!news.isEmpty()) {
        for (ServedRender.Sent e : news) {
          sink.emit(
              SseEvent.builder().id(Long.toString(e.id())).name(e.name()).data(e.data()).build());
          seen = e.id();
        }
        news = render.after(seen);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (UncheckedIOException e) {
      LOG.debug("a client has gone", e); // it may come again
    }
  }

  private static long lastSeen(ServerRequest req) {
    String text = req.headers().first(HeaderNames.create("Last-Event-ID")).orElse("0");
    if (!text.matches("\\d{1,18}")) {
      throw new InputException("Last-Event-ID should be a number, not '" + text + "'");
    }
    return Long.parseLong(text);
  }

  /** Stops listening without a word, as one whose process is lost: for tests of that. */
  void die() {
    web.stop();
  }

  /** Stops listening; renders that are under way are cancelled. */
  @Override
  public void close() {
    renders.cancelAll();
    web.stop();
  }
}
