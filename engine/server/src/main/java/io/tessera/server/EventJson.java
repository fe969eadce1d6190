package io.tessera.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tessera.api.RenderEvent;
import io.tessera.api.SampledToken;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.PngBytes;
import java.util.Base64;

/** Events of a render as they are sent: a name, and WireJson.JSON. */
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
      case RenderEvent.Preview e -> {
        ObjectNode n = WireJson.JSON.createObjectNode().put("x", e.x()).put("y", e.y());
        n.put("width", e.pixels().width()).put("height", e.pixels().height());
        n.put("png", Base64.getEncoder().encodeToString(PngBytes.of(e.pixels())));
        yield n.toString();
      }
      case RenderEvent.Done e -> {
        ObjectNode n = WireJson.JSON.createObjectNode();
        n.put("width", e.image().width()).put("height", e.image().height());
        n.put("rows", e.tokens().rows()).put("columns", e.tokens().columns());
        n.set("report", WireJson.JSON.valueToTree(e.report()));
        yield n.toString();
      }
      case RenderEvent.Failed e -> {
        ObjectNode n =
            WireJson.JSON.createObjectNode().put("error", String.valueOf(e.cause().getMessage()));
        yield n.put("input", e.cause() instanceof InputException).toString();
      }
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
}
