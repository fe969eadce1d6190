package io.tessera.api.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tessera.api.Condition;
import io.tessera.api.ModelInput;
import io.tessera.api.RenderRequest;
import io.tessera.api.SamplingConfig;
import io.tessera.api.TagConfig;
import io.tessera.api.fault.InputException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Requests as people write them: what is left out is what the model suggests. */
public final class ShortRequest {
  private static final String SCHEDULE = "strided:8x4";

  private ShortRequest() {}

  /**
   * @param n the request's {@code model} and what else it says; filled in
   * @param condition what the picture is made from, where {@code n} does not say it in full
   * @param input what the model takes
   * @throws InputException if the request is at fault
   */
  public static RenderRequest read(ObjectNode n, Optional<Condition> condition, ModelInput input) {
    n.put("version", n.path("version").asInt(1));
    if (condition.isEmpty()) {
      if (!n.has("temperature")) {
        suggest(n, input);
      }
      return RequestJson.read(n.toString());
    }
    suggest(n, input);
    if (condition.get() instanceof Condition.Layout layout) {
      put(n, "width", layout.map().width());
      put(n, "height", layout.map().height());
    } else if (condition.get() instanceof Condition.Plane plane) {
      put(n, "width", plane.map().width());
      put(n, "height", plane.map().height());
    }
    n.putObject("condition").put("kind", "none");
    return RequestJson.read(n.toString()).with(condition.get());
  }

  /** Puts what the model suggests where the request says nothing. */
  private static void suggest(ObjectNode n, ModelInput input) {
    Map<String, String> tags = new TreeMap<>();
    n.path("tags").properties().forEach(e -> tags.put(e.getKey(), e.getValue().asText()));
    for (TagConfig word : input.words()) {
      tags.putIfAbsent(word.name(), word.expected());
    }
    long seed = n.path("seed").asLong(1);
    SamplingConfig sampling = input.sampling(tags, seed);
    ObjectNode all = n.putObject("tags");
    tags.forEach(all::put);
    n.put("seed", seed);
    put(n, "temperature", 1);
    put(n, "top_k", sampling.topK());
    put(n, "top_p", sampling.topP());
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
}
