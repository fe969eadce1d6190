package io.tessera.api.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tessera.api.RenderRequest;
import io.tessera.api.RenderState;
import io.tessera.api.Schedule;
import io.tessera.api.TokenGrid;
import io.tessera.api.TokenSampler;
import io.tessera.api.fault.InputException;
import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;

/** Requests, and states of renders, as JSON. */
public final class RequestJson {
  /** Keyword of the request in a PNG's iTXt. */
  private static final int LONGEST_MAP = 1 << 29;

  public static final String PNG_KEYWORD = "tessera.request";

  /** Keyword of the tokens in a PNG's iTXt: a whole {@link RenderState}. */
  public static final String PNG_STATE = "tessera.state";

  private static final int VERSION = 1;

  private RequestJson() {}

  /**
   * A request as it is put into files that leave this machine: a model given by its path is named
   * without its folders, which are nobody's business and differ from machine to machine.
   */
  public static RenderRequest portable(RenderRequest r) {
    String model = r.model().replace('\\', '/');
    int slash = model.lastIndexOf('/', Math.max(0, model.length() - 2));
    return slash < 0 ? r : r.withModel(model.substring(slash + 1).replace("/", ""));
  }

  /** As {@link #portable(RenderRequest)}. */
  public static RenderState portable(RenderState s) {
    return new RenderState(portable(s.request()), s.tokens(), s.logProbabilities(), s.cells());
  }

  public static String write(RenderRequest r) {
    return node(r).toString();
  }

  private static ObjectNode node(RenderRequest r) {
    ObjectNode n = new JsonMapper().createObjectNode();
    n.put("version", VERSION);
    n.put("model", r.model());
    n.put("width", r.width());
    n.put("height", r.height());
    n.put("seed", r.seed());
    n.put("temperature", r.sampler().temperature());
    n.put("top_k", r.sampler().topK());
    n.put("top_p", r.sampler().topP());
    n.put("greedy", r.sampler().greedy());
    n.put("guidance", r.guidance());
    n.put("schedule", r.schedule().id());
    ObjectNode tags = n.putObject("tags");
    new TreeMap<>(r.tags()).forEach(tags::put);
    n.put("previews", r.previews());
    n.put("texture", r.texture());
    n.set("condition", ConditionJson.write(r.condition()));
    return n;
  }

  /**
   * @throws InputException if the text is no request that this version knows
   */
  public static RenderRequest read(String json) {
    return request(parse(json));
  }

  private static RenderRequest request(JsonNode n) {
    if (n.path("version").asInt() != VERSION) {
      throw new InputException(
          "the request is of version "
              + n.path("version").asText("?")
              + "; this program reads version "
              + VERSION);
    }
    return new RenderRequest(
        n.path("model").asText(),
        ConditionJson.read(n.path("condition")),
        tags(n.path("tags")),
        n.path("width").asInt(),
        n.path("height").asInt(),
        n.path("seed").asLong(),
        new TokenSampler(
            n.path("temperature").asDouble(),
            n.path("top_k").asInt(),
            n.path("top_p").asDouble(),
            n.path("greedy").asBoolean()),
        n.path("guidance").asDouble(1),
        Schedule.of(n.path("schedule").asText()),
        n.path("previews").asBoolean(true),
        n.path("texture").asDouble(0)); // requests of before there was any
  }

  private static Map<String, String> tags(JsonNode n) {
    Map<String, String> tags = new TreeMap<>();
    n.properties().forEach(e -> tags.put(e.getKey(), e.getValue().asText()));
    return tags;
  }

  public static String write(RenderState state) {
    ObjectNode n = new JsonMapper().createObjectNode();
    n.set("request", node(state.request()));
    n.put("rows", state.tokens().rows());
    n.put("columns", state.tokens().columns());
    ArrayNode tokens = n.putArray("tokens");
    for (int t : state.tokens().tokens()) {
      tokens.add(t);
    }
    ArrayNode logs = n.putArray("log_probabilities");
    for (float p : state.logProbabilities()) {
      logs.add(p);
    }
    if (state.cells().cardinality() < state.tokens().rows() * state.tokens().columns()) {
      ArrayNode cells = n.putArray("cells");
      state.cells().stream().forEach(cells::add);
    }
    return n.toString();
  }

  /**
   * @throws InputException if the text is no saved state
   */
  public static RenderState readState(String json) {
    JsonNode n = parse(json);
    int rows = n.path("rows").asInt();
    int columns = n.path("columns").asInt();
    int cells = n.path("tokens").size();
    if (rows < 1
        || columns < 1
        || (long) rows * columns != cells
        || n.path("log_probabilities").size() != cells) {
      throw new InputException(
          "the saved render holds " + cells + " tokens for a grid of " + columns + " × " + rows);
    }
    int[] tokens = new int[cells];
    float[] logs = new float[cells];
    for (int i = 0; i < cells; i++) {
      tokens[i] = n.path("tokens").get(i).asInt();
      logs[i] = (float) n.path("log_probabilities").get(i).asDouble();
    }
    BitSet sampled = new BitSet();
    sampled.set(0, cells, !n.has("cells"));
    for (JsonNode cell : n.path("cells")) {
      if (cell.asInt(-1) < 0 || cell.asInt() >= cells) {
        throw new InputException("the saved render samples a cell '" + cell.asText() + "'");
      }
      sampled.set(cell.asInt());
    }
    return new RenderState(
        request(n.path("request")), new TokenGrid(rows, columns, tokens), logs, sampled);
  }

  /** The depth of a document of 8192 × 5324 is a text of some hundred megabytes. */
  private static JsonMapper mapper() {
    return JsonMapper.builder(
            JsonFactory.builder()
                .streamReadConstraints(
                    StreamReadConstraints.builder().maxStringLength(LONGEST_MAP).build())
                .build())
        .build();
  }

  private static JsonNode parse(String json) {
    try {
      return mapper().readTree(json);
    } catch (JsonProcessingException e) {
      throw new InputException("no JSON: " + e.getOriginalMessage(), e);
    }
  }
}
