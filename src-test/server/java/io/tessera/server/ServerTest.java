package io.tessera.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tessera.api.Engine;
import io.tessera.api.EngineSettings;
import io.tessera.api.ModelEntry;
import io.tessera.api.RenderEvent;
import io.tessera.api.RenderRequest;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.PngBytes;
import io.tessera.api.json.RequestJson;
import io.tessera.engine.LocalEngine;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real server on a port of its own, called as anyone would. */
class ServerTest {
  private static final String TOKEN = "secret-of-the-test";
  private static final Path MODELS =
      Path.of(System.getProperty("tessera.root"), "src-test", "golden");
  private static final Limits LIMITS = new Limits(1 << 20, 256 * 256, 2, 3);

  private static Engine engine;
  private static Server server;
  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeAll
  static void start() {
    engine = new LocalEngine(new EngineSettings("cpu", "f32", 2, List.of(MODELS)));
    server = new Server(engine, ServerOptions.loopback(0, TOKEN, LIMITS));
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
    engine.close();
  }

  private static HttpRequest.Builder call(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
        .header("Authorization", "Bearer " + TOKEN);
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(call(path).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, String body)
      throws IOException, InterruptedException {
    return http.send(
        call(path).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
  }

  private static JsonNode json(HttpResponse<String> response) throws IOException {
    return new JsonMapper().readTree(response.body());
  }

  /** An event of a stream. */
  private record Event(long id, String name, String data) {}

  private List<Event> events(String id, long after) throws IOException, InterruptedException {
    HttpResponse<String> response =
        http.send(
            call("/v1/renders/" + id + "/events")
                .header("Accept", "text/event-stream")
                .header("Last-Event-ID", Long.toString(after))
                .build(),
            BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    List<Event> all = new ArrayList<>();
    for (String block : response.body().split("\n\n")) {
      long number = 0;
      String name = "";
      StringBuilder data = new StringBuilder();
      for (String line : block.split("\n")) {
        if (line.startsWith("id:")) {
          number = Long.parseLong(line.substring(3).strip());
        } else if (line.startsWith("event:")) {
          name = line.substring(6).strip();
        } else if (line.startsWith("data:")) {
          data.append(line.substring(5).strip());
        }
      }
      if (number > 0) {
        all.add(new Event(number, name, data.toString()));
      }
    }
    return all;
  }

  private String begin(RenderRequest request) throws IOException, InterruptedException {
    HttpResponse<String> made = post("/v1/renders", RequestJson.write(request));
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    return json(made).path("id").asText();
  }

  @Test
  void aPictureIsTheSameAsInThisProcess() throws Exception {
    RenderRequest request = Watched.request(48, 5);
    String id = begin(request);
    List<Event> all = events(id, 0);
    assertThat(all)
        .extracting(Event::name)
        .contains("started", "tokens", "preview")
        .endsWith("done");
    assertThat(all).extracting(Event::id).isSorted().doesNotHaveDuplicates();
    HttpResponse<byte[]> png =
        http.send(call("/v1/renders/" + id + "/picture.png").build(), BodyHandlers.ofByteArray());
    assertThat(png.headers().firstValue("Content-Type")).contains("image/png");
    assertThat(PngBytes.image(png.body()))
        .isEqualTo(Watched.of(engine.render(request)).done().image());
    assertThat(json(get("/v1/renders/" + id)).path("state").asText()).isEqualTo("done");
  }

  /** Who lost the connection hears the rest, and nothing twice. */
  @Test
  void aStreamGoesOnAfterTheLastEventThatWasSeen() throws Exception {
    String id = begin(Watched.request(48, 6));
    events(id, 0); // to its end: of the previews none are kept then
    List<Event> all = events(id, 0);
    assertThat(all).extracting(Event::name).contains("tokens").doesNotContain("preview");
    Event middle = all.get(all.size() / 2);
    List<Event> rest = events(id, middle.id());
    assertThat(rest).isEqualTo(all.subList(all.indexOf(middle) + 1, all.size()));
    assertThat(events(id, all.getLast().id())).isEmpty();
    HttpResponse<String> odd =
        http.send(
            call("/v1/renders/" + id + "/events").header("Last-Event-ID", "x").build(),
            BodyHandlers.ofString());
    assertThat(odd.statusCode()).isEqualTo(400);
  }

  @Test
  void aShortRequestTakesWhatTheModelSuggests() throws Exception {
    String png = Base64.getEncoder().encodeToString(PngBytes.of(LabelMap.filled(32, 32, 2)));
    HttpResponse<String> made =
        post(
            "/v1/renders",
            "{\"model\": \"seg2img\", \"seed\": 3, \"condition\": {\"kind\": \"layout\", \"png\": \""
                + png
                + "\"}}");
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    List<Event> all = events(json(made).path("id").asText(), 0);
    assertThat(all.getLast().name()).isEqualTo("done");
    JsonNode done = new JsonMapper().readTree(all.getLast().data());
    assertThat(done.path("width").asInt()).isEqualTo(32);
  }

  @Test
  void withoutTheTokenNothingIsTold() throws Exception {
    for (String header : List.of("Bearer wrong", "Basic " + TOKEN, "Bearer " + TOKEN + "x")) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/v1/models"))
              .header("Authorization", header)
              .build();
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      assertThat(response.statusCode()).isEqualTo(401);
      assertThat(response.body()).doesNotContain("seg2img");
    }
  }

  @Test
  void modelsAndHealthAreTold() throws Exception {
    assertThat(get("/v1/models").body()).contains("seg2img");
    JsonNode model = json(get("/v1/models/seg2img"));
    assertThat(model.path("input").path("kind").asText()).isEqualTo("LAYOUT");
    assertThat(json(get("/v1/health")).path("limits").path("pixels").asLong())
        .isEqualTo(LIMITS.pixels());
    assertThat(get("/v1/models/none").statusCode()).isEqualTo(404);
    assertThat(get("/v1/nothing").statusCode()).isEqualTo(404);
    assertThat(get("/v1/renders/none").statusCode()).isEqualTo(404);
  }

  @Test
  void whatIsWrongIsSaidInOneLine() throws Exception {
    refused(post("/v1/renders", "{"), 400, "no JSON");
    refused(post("/v1/renders", "[]"), 400, "JSON object");
    refused(post("/v1/renders", "{\"model\": \"../../etc\"}"), 404, "no model '../../etc'");
    refused(
        post("/v1/renders", RequestJson.write(Watched.request(512, 1))),
        400,
        "at most 65536 pixels");
    refused(
        post(
            "/v1/renders",
            "{\"model\": \"seg2img\", \"condition\": {\"kind\": \"layout\", \"png\": \"AAAA\"}}"),
        400,
        "PNG");
  }

  private static void refused(HttpResponse<String> response, int status, String about)
      throws IOException {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(json(response).path("error").asText()).contains(about).doesNotContain("\n");
  }

  @Test
  void tooLargeARequestIsRefused() throws Exception {
    HttpResponse<String> response = post("/v1/renders", "x".repeat(2 << 20));
    refused(response, 413, "at most 1048576 bytes");
  }

  /** The third of one client is refused while two are under way; cancelled ones make room. */
  @Test
  void rendersOfOneClientAreCounted() throws Exception {
    String first = begin(Watched.request(256, 1));
    String second = begin(Watched.request(256, 2));
    refused(
        post("/v1/renders", RequestJson.write(Watched.request(48, 3))), 429, "at most 2 renders");
    post("/v1/renders/" + second + "/cancel", "");
    post("/v1/renders/" + first + "/cancel", "");
    assertThat(events(first, 0).getLast().name()).isEqualTo("cancelled");
    assertThat(events(second, 0).getLast().name()).isEqualTo("cancelled");
    events(begin(Watched.request(48, 3)), 0);
  }

  @Test
  void aPausedRenderHasAStateAndGoesOn() throws Exception {
    String id = begin(Watched.request(192, 4));
    post("/v1/renders/" + id + "/pause", "");
    String state = "";
    for (int n = 0; n < 200 && !state.equals("paused"); n++) {
      Thread.sleep(20);
      state = json(get("/v1/renders/" + id)).path("state").asText();
    }
    assertThat(state).isEqualTo("paused");
    assertThat(RequestJson.readState(get("/v1/renders/" + id + "/state").body()).remaining())
        .isPositive();
    post("/v1/renders/" + id + "/resume", "");
    assertThat(events(id, 0).getLast().name()).isEqualTo("done");
  }

  /** A remote engine tells what the local one tells: the same tokens, the same pixels. */
  @Test
  void aRemoteEngineMakesTheSamePicture() throws Exception {
    URI url = URI.create("http://127.0.0.1:" + server.port() + "/");
    try (Engine remote = new RemoteEngine(url, TOKEN)) {
      assertThat(remote.models()).extracting(ModelEntry::name).contains("seg2img");
      assertThat(remote.input("seg2img")).isEqualTo(engine.input("seg2img"));
      List<RenderEvent> there = Watched.of(remote.render(Watched.request(48, 7))).all();
      RenderEvent.Done here = Watched.of(engine.render(Watched.request(48, 7))).done();
      assertThat(there.getLast())
          .isInstanceOfSatisfying(
              RenderEvent.Done.class,
              done -> {
                assertThat(done.image()).isEqualTo(here.image());
                assertThat(done.tokens()).isEqualTo(here.tokens());
                assertThat(done.report().tokens()).isEqualTo(here.report().tokens());
              });
      assertThat(there).anyMatch(RenderEvent.Preview.class::isInstance);
      assertThat(
              there.stream()
                  .filter(RenderEvent.Tokens.class::isInstance)
                  .mapToInt(e -> ((RenderEvent.Tokens) e).sampled().size())
                  .sum())
          .isEqualTo(here.tokens().tokens().length);
      assertThat(Watched.of(remote.render(Watched.request(512, 1))).all())
          .singleElement()
          .isInstanceOfSatisfying(
              RenderEvent.Failed.class,
              failed ->
                  assertThat(failed.cause())
                      .isInstanceOf(InputException.class)
                      .hasMessageContaining("at most 65536 pixels"));
    }
    try (Engine stranger = new RemoteEngine(url, "wrong")) {
      assertThatThrownBy(stranger::models)
          .isInstanceOf(InputException.class)
          .hasMessageContaining("token");
    }
    try (Engine nobody = new RemoteEngine(URI.create("http://127.0.0.1:1"), TOKEN)) {
      assertThatThrownBy(nobody::models)
          .isInstanceOf(InputException.class)
          .hasMessageContaining("cannot be reached");
    }
  }

  /** The script of docs/server.md, as it stands there; where there is a Python 3. */
  @Test
  void theScriptOfTheDocumentMakesAPicture(@TempDir Path folder) throws Exception {
    String text = Files.readString(Path.of(System.getProperty("tessera.root"), "docs/server.md"));
    int begin = text.indexOf("```python") + 10;
    Path script =
        Files.writeString(
            folder.resolve("p.py"), text.substring(begin, text.indexOf("```", begin)));
    Path token = Files.writeString(folder.resolve("token"), TOKEN + "\n");
    Path layout = Files.write(folder.resolve("l.png"), PngBytes.of(LabelMap.filled(32, 32, 1)));
    Path out = folder.resolve("out.png");
    Process python;
    try {
      python =
          new ProcessBuilder(
                  "python3",
                  script.toString(),
                  "http://127.0.0.1:" + server.port(),
                  token.toString(),
                  "seg2img",
                  layout.toString(),
                  out.toString())
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      Assumptions.abort("no Python 3 here");
      return;
    }
    String said = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(python.waitFor()).as(said).isZero();
    assertThat(said).contains("done");
    assertThat(PngBytes.image(Files.readAllBytes(out)).width()).isEqualTo(32);
  }

  /** A server that stops leaves no render behind it that nobody can reach. */
  @Test
  void whatIsUnderWayEndsWithTheServer() throws Exception {
    ServedRenders renders = new ServedRenders(engine, LIMITS);
    ServedRender first = renders.begin(e -> e.render(Watched.request(256, 11)), "here");
    ServedRender second = renders.begin(e -> e.render(Watched.request(256, 12)), "here");
    renders.cancelAll();
    for (ServedRender render : List.of(first, second)) {
      long seen = 0;
      for (var news = render.after(seen); !news.isEmpty(); news = render.after(seen)) {
        seen = news.getLast().id();
      }
      assertThat(render.state()).isEqualTo("cancelled");
    }
  }

  @Test
  void othersAreServedInTheClearOnlyWhereThatIsSaid() {
    assertThatThrownBy(
            () ->
                new Server(
                    engine, new ServerOptions("0.0.0.0", 0, TOKEN, null, false, LIMITS, false)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("--insecure");
    assertThatThrownBy(
            () -> new Server(engine, ServerOptions.loopback(server.port(), TOKEN, LIMITS)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("--port");
  }

  @Test
  void theTokenFileIsItsOwnersAlone(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("token");
    String token = TokenFile.readOrMake(file);
    assertThat(token).hasSizeGreaterThan(30);
    assertThat(TokenFile.readOrMake(file)).isEqualTo(token);
    if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
    Files.writeString(file, "\n");
    assertThatThrownBy(() -> TokenFile.readOrMake(file)).isInstanceOf(InputException.class);
  }

  /** The document names the calls that there are, and no others; its example is a request. */
  @Test
  void theDocumentAndTheCallsAgree() throws Exception {
    JsonNode served = json(get("/openapi.json"));
    Path file = Path.of(System.getProperty("tessera.root"), "docs", "openapi.json");
    assertThat(served).isEqualTo(new JsonMapper().readTree(file.toFile()));
    List<String> described = new ArrayList<>();
    served
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        method ->
                            described.add(
                                method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey())));
    assertThat(described)
        .containsExactlyInAnyOrderElementsOf(
            server.calls().stream().map(c -> c.method().text() + " " + c.path()).toList());
    ObjectNode example =
        served
            .at("/paths/~1v1~1renders/post/requestBody/content/application~1json/example")
            .deepCopy();
    example.put("model", "seg2img").put("width", 32).put("height", 32);
    example
        .withObject("condition")
        .put("png", Base64.getEncoder().encodeToString(PngBytes.of(LabelMap.filled(32, 32, 2))));
    example.remove("tags");
    HttpResponse<String> made = post("/v1/renders", example.toString());
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    events(json(made).path("id").asText(), 0);
  }
}
