package io.tessera.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tessera.api.RenderEvent;
import io.tessera.api.RenderReport;
import io.tessera.api.SampledToken;
import io.tessera.api.TokenGrid;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.PngBytes;
import io.tessera.api.image.RgbImage;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Events of a render as they are sent: a name, and JSON. */
final class EventJson {
  private EventJson() {}

  /** The name of an event in the stream. */
  static String name(RenderEvent event) {
    return switch (event) {
      case RenderEvent.Started e -> "started";
      case RenderEvent.Encoding e -> "encoding";
      case RenderEvent.Tokens e -> "tokens";
      case RenderEvent.Preview e -> "preview";
      case RenderEvent.Paused e -> "paused";
      case RenderEvent.Done e -> "done";
      case RenderEvent.Failed e -> "failed";
      case RenderEvent.Cancelled e -> "cancelled";
    };
  }

  /**
   * The event itself; of the picture of {@code done} only its size, since it is fetched by itself.
   */
  static String data(RenderEvent event) {
    return switch (event) {
      case RenderEvent.Started e -> WireJson.JSON.valueToTree(e).toString();
      case RenderEvent.Encoding e -> WireJson.JSON.valueToTree(e).toString();
      case RenderEvent.Tokens e -> tokens(e);
      case RenderEvent.Preview e -> preview(e).toString();
      case RenderEvent.Done e -> {
        ObjectNode n = WireJson.JSON.createObjectNode();
        n.put("width", e.image().width()).put("height", e.image().height());
        n.set("tokens", WireJson.JSON.valueToTree(e.tokens()));
        n.set("report", WireJson.JSON.valueToTree(e.report()));
        yield n.toString();
      }
      case RenderEvent.Failed e -> failure(e.cause()).toString();
      case RenderEvent.Paused e -> "{}";
      case RenderEvent.Cancelled e -> "{}";
    };
  }

  private static String tokens(RenderEvent.Tokens e) {
    ObjectNode n = WireJson.JSON.createObjectNode();
    ArrayNode all = n.putArray("sampled");
    for (SampledToken t : e.sampled()) {
      all.add(WireJson.JSON.valueToTree(t));
    }
    return n.toString();
  }

  /**
   * An event that was sent, other than {@code done}.
   *
   * @throws InputException if this version does not know it
   */
  static RenderEvent read(String name, String json) {
    JsonNode n = WireJson.tree(json);
    return switch (name) {
      case "started" -> WireJson.value(n, RenderEvent.Started.class);
      case "encoding" -> WireJson.value(n, RenderEvent.Encoding.class);
      case "tokens" -> {
        List<SampledToken> all = new ArrayList<>();
        n.path("sampled").forEach(t -> all.add(WireJson.value(t, SampledToken.class)));
        yield new RenderEvent.Tokens(all);
      }
      case "preview" -> preview(n);
      case "paused" -> new RenderEvent.Paused();
      case "cancelled" -> new RenderEvent.Cancelled();
      case "failed" -> new RenderEvent.Failed(failure(n));
      default -> throw new InputException("the server tells of an unknown event '" + name + "'");
    };
  }

  /** What {@link #failure(RuntimeException)} has written. */
  static RuntimeException failure(JsonNode n) {
    String error = n.path("error").asText();
    return n.path("input").asBoolean()
        ? new InputException(error)
        : new IllegalStateException(error);
  }

  static ObjectNode failure(RuntimeException e) {
    return WireJson.JSON
        .createObjectNode()
        .put("error", String.valueOf(e.getMessage()))
        .put("input", e instanceof InputException);
  }

  static ObjectNode preview(RenderEvent.Preview e) {
    ObjectNode n = WireJson.JSON.createObjectNode().put("x", e.x()).put("y", e.y());
    n.put("width", e.pixels().width()).put("height", e.pixels().height());
    return n.put("png", Base64.getEncoder().encodeToString(PngBytes.quick(e.pixels())));
  }

  static RenderEvent.Preview preview(JsonNode n) {
    return new RenderEvent.Preview(
        n.path("x").asInt(), n.path("y").asInt(), WireJson.picture(n.path("png"), "png"));
  }

  /** The last event, with its picture. */
  static RenderEvent.Done done(String json, RgbImage picture) {
    JsonNode n = WireJson.tree(json);
    return new RenderEvent.Done(
        picture,
        WireJson.value(n.path("tokens"), TokenGrid.class),
        WireJson.value(n.path("report"), RenderReport.class));
  }
}
