package io.tessera.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.helidon.webserver.http.ServerRequest;
import io.tessera.api.fault.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * What calls bring.
 *
 * @param most bytes of one
 */
record Bodies(long most) {
  /** More than a call may bring. */
  static final class TooLarge extends InputException {
    private static final long serialVersionUID = 1;

    TooLarge(long most) {
      super("a request of this server should have at most " + most + " bytes");
    }
  }

  /**
   * A JSON object. One that is too large is read to its end all the same, or the client would find
   * the connection broken before it has heard why; what is far too large the server does not read.
   */
  JsonNode object(ServerRequest req) {
    try (InputStream in = req.content().inputStream()) {
      byte[] body = in.readNBytes((int) Math.min(most, Integer.MAX_VALUE - 8));
      if (in.transferTo(OutputStream.nullOutputStream()) > 0) {
        throw new TooLarge(most);
      }
      JsonNode n = WireJson.tree(new String(body, StandardCharsets.UTF_8));
      if (!n.isObject()) {
        throw new InputException("a request should be a JSON object");
      }
      return n;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
