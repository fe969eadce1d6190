package io.tessera.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tessera.api.Completion;
import io.tessera.api.Condition;
import io.tessera.api.Engine;
import io.tessera.api.ModelInput;
import io.tessera.api.Render;
import io.tessera.api.RenderRequest;
import io.tessera.api.RenderState;
import io.tessera.api.SamplingConfig;
import io.tessera.api.TagConfig;
import io.tessera.api.TokenSampler;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.PngBytes;
import io.tessera.api.image.RgbImage;
import io.tessera.api.json.RequestJson;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Requests as people write them: what is left out is what the model suggests, and a layout may be a
 * PNG. No path in a request is ever read: a model is one of those that the server has.
 */
final class RequestReader {
  private static final String SCHEDULE = "strided:8x4";

  private final Engine engine;
  private final ServedModels models;
  private final Limits limits;

  RequestReader(Engine engine, ServedModels models, Limits limits) {
    this.engine = engine;
    this.models = models;
    this.limits = limits;
  }

  /**
   * What is to be begun: a picture by its request, one that goes on from a {@code state}, or a
   * {@code completion} with its state.
   *
   * @throws InputException with one line about what is wrong
   */
  Function<Engine, Render> begin(JsonNode n) {
    if (!n.has("state")) {
      RenderRequest request = read((ObjectNode) n);
      return e -> e.render(request);
    }
    RenderState state = state(n.path("state"));
    if (!n.has("completion")) {
      return e -> e.render(state);
    }
    Completion completion = CompletionJson.read(n.path("completion"));
    checkSize(completion.source().width(), completion.source().height());
    return e -> e.complete(completion, state);
  }

  /** A saved render. */
  RenderState state(JsonNode n) {
    RenderState state = RequestJson.readState(n.toString());
    models.checked(state.request().model());
    checkSize(state.request().width(), state.request().height());
    return state;
  }

  /** The picture {@code png} of a call. */
  RgbImage picture(JsonNode n) {
    byte[] png = WireJson.bytes(n.path("png"), "png");
    PngBytes.Size size = PngBytes.size(png); // before all of it is read
    checkSize(size.width(), size.height());
    return PngBytes.image(png);
  }

  private RenderRequest read(ObjectNode n) {
    String model = models.checked(n.path("model").asText("demo"));
    n.put("model", model);
    n.put("version", n.path("version").asInt(1));
    if (n.path("condition") instanceof ObjectNode condition && condition.has("png")) {
      LabelMap map = PngBytes.labels(WireJson.bytes(condition.path("png"), "condition.png"));
      return complete(n, model, new Condition.Layout(map));
    }
    if (!n.has("temperature")) {
      suggest(n, model);
    }
    RenderRequest r = RequestJson.read(n.toString());
    checkSize(r.width(), r.height());
    return r;
  }

  private RenderRequest complete(ObjectNode n, String model, Condition.Layout layout) {
    suggest(n, model);
    int width = n.path("width").asInt(layout.map().width());
    int height = n.path("height").asInt(layout.map().height());
    checkSize(width, height);
    n.put("width", width).put("height", height);
    n.putObject("condition").put("kind", "none");
    return RequestJson.read(n.toString()).with(layout);
  }

  /** Puts what the model suggests where the request says nothing. */
  private void suggest(ObjectNode n, String model) {
    ModelInput input = engine.input(model);
    Map<String, String> tags = new TreeMap<>();
    n.path("tags").properties().forEach(e -> tags.put(e.getKey(), e.getValue().asText()));
    for (TagConfig word : input.words()) {
      tags.putIfAbsent(word.name(), word.expected());
    }
    long seed = n.path("seed").asLong(1);
    SamplingConfig sampling = input.sampling(tags, seed);
    TokenSampler plain = new TokenSampler(1, sampling.topK(), sampling.topP(), false);
    ObjectNode all = n.putObject("tags");
    tags.forEach(all::put);
    n.put("seed", seed);
    put(n, "temperature", plain.temperature());
    put(n, "top_k", plain.topK());
    put(n, "top_p", plain.topP());
    put(n, "guidance", sampling.guidance());
    put(n, "texture", input.texture() ? 1 : 0);
    if (!n.has("schedule")) {
      n.put("schedule", SCHEDULE);
    }
    if (!n.has("previews")) {
      n.put("previews", false);
    }
  }

  private static void put(ObjectNode n, String name, double value) {
    if (!n.has(name)) {
      n.put(name, value);
    }
  }

  /**
   * @throws InputException if a picture of this size is too large
   */
  void checkSize(int width, int height) {
    if ((long) width * height > limits.pixels()) {
      throw new InputException(
          "this server makes pictures of at most "
              + limits.pixels()
              + " pixels, not of "
              + width
              + " × "
              + height);
    }
  }
}
