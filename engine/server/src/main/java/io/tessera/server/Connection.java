package io.tessera.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.tessera.api.fault.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * Calls to one server, each with the token. A call throws {@link Unreachable} if there is no
 * answer, {@link Refused} if the answer is no.
 */
final class Connection implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(10);

  private final URI server;
  private final String token;
  private final HttpClient http;

  Connection(URI server, String token) {
    this(server, token, null);
  }

  /**
   * @param trusted certificates of the server; null for those that this computer trusts anyway
   */
  Connection(URI server, String token, @Nullable SSLContext trusted) {
    this.server = server;
    this.token = token;
    HttpClient.Builder builder =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT);
    if (trusted != null) {
      builder.sslContext(trusted);
    }
    this.http = builder.build();
  }

  private HttpRequest.Builder call(String path) {
    return HttpRequest.newBuilder(URI.create(server + path))
        .header("Authorization", "Bearer " + token);
  }

  JsonNode get(String path) {
    return json(send(call(path).build()));
  }

  byte[] bytes(String path) {
    return send(call(path).build());
  }

  JsonNode post(String path, String json) {
    return json(postForBytes(path, json));
  }

  byte[] postForBytes(String path, String json) {
    return send(call(path).POST(BodyPublishers.ofString(json)).build());
  }

  private static JsonNode json(byte[] body) {
    try {
      return WireJson.JSON.readTree(new String(body, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new InputException("the server answers with no JSON; is it one of Tessera?", e);
    }
  }

  private byte[] send(HttpRequest request) {
    try {
      HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
      if (response.statusCode() / 100 != 2) {
        throw refused(response.statusCode(), response.body());
      }
      return response.body();
    } catch (IOException e) {
      throw new Unreachable(server + " cannot be reached: " + reason(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InputException("interrupted while waiting for " + server, e);
    }
  }

  private static String reason(IOException e) {
    if (e instanceof SSLHandshakeException) {
      return "its certificate is not trusted here; name it with --engine-certificate";
    }
    return e.getMessage() == null ? "the connection was refused" : e.getMessage();
  }

  private Refused refused(int status, byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8);
    try {
      text = WireJson.JSON.readTree(text).path("error").asText(text);
    } catch (JsonProcessingException e) {
      // then as it is
    }
    return new Refused(
        status, server + " refuses: " + (text.isBlank() ? "status " + status : text));
  }

  /**
   * The events of a render after one that has been seen.
   *
   * @throws IOException if the connection fails; it may be tried again
   */
  EventReader events(String path, long seen) throws IOException, InterruptedException {
    return stream(call(path).header("Last-Event-ID", Long.toString(seen)));
  }

  /**
   * What a call tells while it works.
   *
   * @throws IOException if the connection fails
   */
  EventReader work(String path, String json) throws IOException, InterruptedException {
    return stream(call(path).POST(BodyPublishers.ofString(json)));
  }

  private EventReader stream(HttpRequest.Builder call) throws IOException, InterruptedException {
    HttpResponse<InputStream> response =
        http.send(call.header("Accept", "text/event-stream").build(), BodyHandlers.ofInputStream());
    if (response.statusCode() != 200) {
      try (InputStream body = response.body()) {
        throw refused(response.statusCode(), body.readAllBytes());
      }
    }
    return new EventReader(response.body());
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
