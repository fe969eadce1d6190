package io.tessera.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tessera.api.Condition;
import io.tessera.api.Engine;
import io.tessera.api.ModelInput;
import io.tessera.api.RenderRequest;
import io.tessera.api.SamplingConfig;
import io.tessera.api.TagConfig;
import io.tessera.api.TokenSampler;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.PngBytes;
import io.tessera.api.json.RequestJson;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/**
 * Requests as people write them: what is left out is what the model suggests, and a layout may be a
 * PNG. No path in a request is ever read: a model is one of those that the server has.
 */
final class RequestReader {
  private static final String SCHEDULE = "strided:8x4";

  private final Engine engine;
  private final Limits limits;

  RequestReader(Engine engine, Limits limits) {
    this.engine = engine;
    this.limits = limits;
  }

  /**
   * @throws InputException with one line about what is wrong
   */
  RenderRequest read(String json) {
    if (!(parse(json) instanceof ObjectNode n)) {
      throw new InputException("a request should be a JSON object");
    }
    String model = n.path("model").asText("demo");
    if (engine.models().stream().noneMatch(m -> m.name().equals(model))) {
      throw new InputException("there is no model '" + model + "'; GET /v1/models lists them");
    }
    n.put("model", model);
    n.put("version", n.path("version").asInt(1));
    if (n.path("condition") instanceof ObjectNode condition && condition.has("png")) {
      LabelMap map = PngBytes.labels(bytes(condition.path("png").asText()));
      return complete(n, model, new Condition.Layout(map));
    }
    if (!n.has("temperature")) {
      suggest(n, model);
    }
    RenderRequest r = RequestJson.read(n.toString());
    check(r.width(), r.height());
    return r;
  }

  private RenderRequest complete(ObjectNode n, String model, Condition.Layout layout) {
    suggest(n, model);
    int width = n.path("width").asInt(layout.map().width());
    int height = n.path("height").asInt(layout.map().height());
    check(width, height);
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

  private void check(int width, int height) {
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

  private static byte[] bytes(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new InputException("condition.png should be a PNG in base 64", e);
    }
  }

  private static JsonNode parse(String json) {
    try {
      return new JsonMapper().readTree(json);
    } catch (JsonProcessingException e) {
      throw new InputException("no JSON: " + e.getOriginalMessage(), e);
    }
  }
}
