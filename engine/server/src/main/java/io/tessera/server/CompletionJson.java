package io.tessera.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tessera.api.Completion;
import io.tessera.api.image.PngBytes;
import java.util.Base64;

/** What a completion fills, as JSON: two PNG in base 64 and the number of sweeps. */
final class CompletionJson {
  private CompletionJson() {}

  static ObjectNode write(Completion c) {
    Base64.Encoder text = Base64.getEncoder();
    return WireJson.JSON
        .createObjectNode()
        .put("source", text.encodeToString(PngBytes.quick(c.source())))
        .put("mask", text.encodeToString(PngBytes.of(c.mask())))
        .put("sweeps", c.sweeps());
  }

  static Completion read(JsonNode n) {
    return new Completion(
        WireJson.picture(n.path("source"), "completion.source"),
        PngBytes.labels(WireJson.bytes(n.path("mask"), "completion.mask")),
        n.path("sweeps").asInt(0));
  }
}
