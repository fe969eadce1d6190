package io.tessera.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerResponse;
import io.tessera.api.fault.InputException;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How calls are answered. */
final class Answers {
  private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

  private Answers() {}

  static void send(ServerResponse res, JsonNode json) {
    res.header(HeaderNames.CONTENT_TYPE, "application/json");
    res.send(json.toString().getBytes(StandardCharsets.UTF_8));
  }

  static void send(ServerResponse res, String type, byte[] body) {
    res.header(HeaderNames.CONTENT_TYPE, type);
    res.send(body);
  }

  static void tell(ServerResponse res, Status status, String error) {
    res.status(status);
    send(res, WireJson.JSON.createObjectNode().put("error", error));
  }

  static void refuse(ServerResponse res, InputException e) {
    Status status =
        e instanceof ServedRenders.TooMany
            ? Status.TOO_MANY_REQUESTS_429
            : e instanceof NotThere
                ? Status.NOT_FOUND_404
                : e instanceof Bodies.TooLarge
                    ? Status.REQUEST_ENTITY_TOO_LARGE_413
                    : Status.BAD_REQUEST_400;
    tell(res, status, String.valueOf(e.getMessage()));
  }

  static void fail(ServerResponse res, RuntimeException e) {
    LOG.error("a call failed", e);
    tell(res, Status.INTERNAL_SERVER_ERROR_500, "a fault of the program; see the server's log");
  }
}
