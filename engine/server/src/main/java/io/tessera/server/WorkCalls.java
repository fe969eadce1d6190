package io.tessera.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.http.sse.SseEvent;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.sse.SseSink;
import io.tessera.api.CodebookUse;
import io.tessera.api.Condition;
import io.tessera.api.Engine;
import io.tessera.api.RenderState;
import io.tessera.api.TokenGrid;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.DepthMap;
import io.tessera.api.image.PngBytes;
import io.tessera.api.image.RgbImage;
import io.tessera.api.json.ConditionJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** What an engine does beside renders, one call each: a JSON object in, JSON or a PNG out. */
final class WorkCalls {
  private static final int MOST_CHOICES = 4096;

  private final Engine engine;
  private final ServedModels models;
  private final RequestReader requests;
  private final Bodies bodies;
  private final boolean ownMachine;

  /**
   * @param ownMachine whether a network may be named by its path
   */
  WorkCalls(
      Engine engine,
      ServedModels models,
      RequestReader requests,
      Bodies bodies,
      boolean ownMachine) {
    this.engine = engine;
    this.models = models;
    this.requests = requests;
    this.bodies = bodies;
    this.ownMachine = ownMachine;
  }

  List<Call> calls() {
    return List.of(
        Call.post("/v1/encode", this::encode),
        Call.post("/v1/decode", (req, res) -> decode(bodies.object(req), res)),
        json("/v1/decode-part", this::decodePart),
        json("/v1/alternatives", this::alternatives),
        json("/v1/entropies", this::entropies),
        json("/v1/codebook", this::codebook),
        json("/v1/patches", this::patches),
        json("/v1/learned-use", this::learnedUse),
        json("/v1/surprise", this::surprise),
        json("/v1/depth", this::depth),
        json("/v1/segment", this::segment),
        json("/v1/warm-up", this::warmUp),
        json("/v1/unload", n -> unload()));
  }

  /** A call that brings JSON and is answered with JSON. */
  private Call json(String path, Function<JsonNode, JsonNode> work) {
    return Call.post(path, (req, res) -> Answers.send(res, work.apply(bodies.object(req))));
  }

  private String model(JsonNode n) {
    return models.checked(n.path("model").asText("demo"));
  }

  private static <T> T await(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException r ? r : e;
    }
  }

  private static ObjectNode object() {
    return WireJson.JSON.createObjectNode();
  }

  private static TokenGrid tokens(JsonNode n) {
    return WireJson.value(n.path("tokens"), TokenGrid.class);
  }

  /** Answered with server-sent events: {@code progress}, then {@code result} or {@code failed}. */
  private void encode(ServerRequest req, ServerResponse res) {
    JsonNode n = bodies.object(req);
    String model = model(n);
    RgbImage picture = requests.picture(n);
    AtomicBoolean gone = new AtomicBoolean();
    try (SseSink sink = res.sink(SseSink.TYPE)) {
      CompletableFuture<TokenGrid> grid =
          engine.encode(
              model,
              picture,
              (done, total) -> {
                if (gone.get()) {
                  throw new CancellationException();
                }
                try {
                  emit(sink, "progress", object().put("done", done).put("total", total));
                } catch (UncheckedIOException e) {
                  gone.set(true);
                  throw new CancellationException("the client has gone");
                }
              });
      try {
        emit(sink, "result", WireJson.JSON.valueToTree(await(grid)));
      } catch (InputException e) {
        emit(sink, "failed", EventJson.failure(e));
      }
    } catch (UncheckedIOException | CancellationException e) {
      gone.set(true); // nobody waits for it any more
    }
  }

  private static void emit(SseSink sink, String name, JsonNode data) {
    sink.emit(SseEvent.builder().name(name).data(data.toString()).build());
  }

  private void decode(JsonNode n, ServerResponse res) {
    RgbImage picture = await(engine.decode(model(n), tokens(n), n.path("texture").asDouble(1)));
    Answers.send(res, "image/png", PngBytes.quick(picture));
  }

  private JsonNode decodePart(JsonNode n) {
    String model = model(n);
    TokenGrid grid = tokens(n);
    BitSet cells = new BitSet();
    for (JsonNode cell : n.path("cells")) {
      if (cell.asInt(-1) < 0 || cell.asInt() >= grid.rows() * grid.columns()) {
        throw new InputException("there is no cell " + cell.asText());
      }
      cells.set(cell.asInt());
    }
    if (cells.isEmpty()) {
      throw new InputException("cells should name some cells");
    }
    return EventJson.preview(
        await(engine.decodePart(model, grid, cells, n.path("texture").asDouble(1))));
  }

  private JsonNode alternatives(JsonNode n) {
    RenderState state = requests.state(n.path("state"));
    int row = n.path("row").asInt(-1);
    int column = n.path("column").asInt(-1);
    if (row < 0
        || column < 0
        || row >= state.tokens().rows()
        || column >= state.tokens().columns()) {
      throw new InputException("there is no cell in row " + row + ", column " + column);
    }
    int most = Math.clamp(n.path("most").asInt(8), 1, MOST_CHOICES);
    return WireJson.JSON.valueToTree(await(engine.alternatives(state, row, column, most)));
  }

  private JsonNode entropies(JsonNode n) {
    float[] bits = await(engine.entropies(requests.state(n.path("state"))));
    return object().set("bits", WireJson.JSON.valueToTree(bits));
  }

  private JsonNode codebook(JsonNode n) {
    return object().put("tokens", await(engine.tokens(model(n))));
  }

  private JsonNode patches(JsonNode n) {
    return WireJson.JSON.valueToTree(await(engine.patches(model(n))));
  }

  private JsonNode learnedUse(JsonNode n) {
    Optional<CodebookUse> use = await(engine.learnedUse(model(n)));
    return use.map(u -> object().put("entries", u.entries()).put("csv", u.csv()))
        .orElseGet(WorkCalls::object);
  }

  private JsonNode surprise(JsonNode n) {
    int width = n.path("width").asInt(640);
    int height = n.path("height").asInt(416);
    requests.checkSize(width, height);
    return SurpriseJson.write(
        await(
            engine.surprise(
                n.path("seed").asLong(1), width, height, n.path("people").asBoolean())));
  }

  private JsonNode depth(JsonNode n) {
    RgbImage photograph = requests.picture(n);
    if (ownMachine && n.has("network_file")) {
      return SurpriseJson.write(
          await(engine.depth(Path.of(n.path("network_file").asText()), photograph)));
    }
    try {
      Path file = Files.createTempFile("tessera", ".pt");
      try {
        Files.write(file, WireJson.bytes(n.path("network"), "network"));
        DepthMap map = await(engine.depth(file, photograph));
        return SurpriseJson.write(map);
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JsonNode segment(JsonNode n) {
    return ConditionJson.write(new Condition.Layout(await(engine.segment(requests.picture(n)))));
  }

  private JsonNode warmUp(JsonNode n) {
    return object().put("machine", await(engine.warmUp(model(n))));
  }

  private JsonNode unload() {
    await(engine.unload());
    return object();
  }
}
