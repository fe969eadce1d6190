package io.tessera.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.tessera.api.Render;
import io.tessera.api.RenderEvent;
import io.tessera.api.RenderReport;
import io.tessera.api.RenderRequest;
import io.tessera.api.RenderState;
import io.tessera.api.SampledToken;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.PngBytes;
import io.tessera.api.json.RequestJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** A render on a server. A lost connection is taken up again after the last event. */
final class RemoteRender implements Render {
  /** A connection that fails so often in a row is given up. */
  private static final int TRIES = 6;

  private static final long FIRST_WAIT_MS = 200;

  private final Connection server;
  private final RenderRequest request;
  private final String path;

  RemoteRender(Connection server, RenderRequest request) {
    this.server = server;
    this.request = request;
    this.path =
        "/v1/renders/" + server.post("/v1/renders", RequestJson.write(request)).path("id").asText();
  }

  @Override
  public RenderRequest request() {
    return request;
  }

  @Override
  public @Nullable RenderState state() {
    try {
      return RequestJson.readState(
          new String(server.bytes(path + "/state"), StandardCharsets.UTF_8));
    } catch (InputException e) {
      return null; // nothing is sampled yet, or the server is gone
    }
  }

  @Override
  public void pause() {
    server.post(path + "/pause", "");
  }

  @Override
  public void resume() {
    server.post(path + "/resume", "");
  }

  @Override
  public void cancel() {
    server.post(path + "/cancel", "");
  }

  @Override
  public void subscribe(Flow.Subscriber<? super RenderEvent> subscriber) {
    Semaphore wanted = new Semaphore(0);
    Thread listener = Thread.ofVirtual().name("events").unstarted(() -> listen(subscriber, wanted));
    subscriber.onSubscribe(
        new Flow.Subscription() {
          @Override
          public void request(long n) {
            wanted.release((int) Math.min(n, 1 << 20));
          }

          @Override
          public void cancel() {
            listener.interrupt();
          }
        });
    listener.start();
  }

  private void listen(Flow.Subscriber<? super RenderEvent> subscriber, Semaphore wanted) {
    long seen = 0;
    int failures = 0;
    try {
      while (true) {
        try (BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(
                    server.events(path + "/events", seen), StandardCharsets.UTF_8))) {
          Lines stream = new Lines(lines);
          while (stream.next()) {
            failures = 0;
            seen = stream.id;
            RenderEvent event = event(stream.name, stream.data.toString());
            wanted.acquire();
            subscriber.onNext(event);
            if (event.isLast()) {
              subscriber.onComplete();
              return;
            }
          }
          failures++; // it ended without a last event
        } catch (IOException e) {
          failures++;
        }
        if (failures > TRIES) {
          throw new InputException(
              "the connection to the server is lost; the render may go on there");
        }
        Thread.sleep(FIRST_WAIT_MS << failures);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      subscriber.onNext(new RenderEvent.Failed(e));
      subscriber.onComplete();
    }
  }

  /** The blocks of a stream of server-sent events. */
  private static final class Lines {
    private final BufferedReader in;
    private long id;
    private String name = "";
    private StringBuilder data = new StringBuilder();

    Lines(BufferedReader in) {
      this.in = in;
    }

    /** Reads the next event; false at the end. */
    boolean next() throws IOException {
      boolean any = false;
      data = new StringBuilder();
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.isEmpty() && any) {
          return true;
        } else if (line.startsWith("id:")) {
          id = Long.parseLong(line.substring(3).strip());
          any = true;
        } else if (line.startsWith("event:")) {
          name = line.substring(6).strip();
        } else if (line.startsWith("data:")) {
          data.append(line.substring(5).strip());
        }
      }
      return false;
    }
  }

  private RenderEvent event(String name, String json) {
    try {
      JsonNode n = WireJson.JSON.readTree(json);
      return switch (name) {
        case "started" -> WireJson.JSON.treeToValue(n, RenderEvent.Started.class);
        case "encoding" -> WireJson.JSON.treeToValue(n, RenderEvent.Encoding.class);
        case "tokens" -> {
          List<SampledToken> all = new ArrayList<>();
          for (JsonNode t : n.path("sampled")) {
            all.add(WireJson.JSON.treeToValue(t, SampledToken.class));
          }
          yield new RenderEvent.Tokens(all);
        }
        case "preview" ->
            new RenderEvent.Preview(
                n.path("x").asInt(),
                n.path("y").asInt(),
                PngBytes.image(Base64.getDecoder().decode(n.path("png").asText())));
        case "paused" -> new RenderEvent.Paused();
        case "done" -> done(n);
        case "cancelled" -> new RenderEvent.Cancelled();
        case "failed" -> {
          String error = n.path("error").asText();
          yield new RenderEvent.Failed(
              n.path("input").asBoolean()
                  ? new InputException(error)
                  : new IllegalStateException(error));
        }
        default -> throw new InputException("the server tells of an unknown event '" + name + "'");
      };
    } catch (JsonProcessingException e) {
      throw new InputException("the server is of another version: " + e.getOriginalMessage(), e);
    }
  }

  private RenderEvent done(JsonNode n) throws JsonProcessingException {
    RenderState state = state();
    if (state == null) {
      throw new InputException("the server has the picture no longer");
    }
    return new RenderEvent.Done(
        PngBytes.image(server.bytes(path + "/picture.png")),
        state.tokens(),
        WireJson.JSON.treeToValue(n.path("report"), RenderReport.class));
  }
}
