package io.tessera.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tessera.api.Completion;
import io.tessera.api.EventStream;
import io.tessera.api.Render;
import io.tessera.api.RenderEvent;
import io.tessera.api.RenderRequest;
import io.tessera.api.RenderState;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.PngBytes;
import io.tessera.api.json.RequestJson;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * A render in another process. A lost connection is taken up again after the last event; a lost
 * process is replaced, and the render goes on there from the tokens that are known here, to the
 * same picture.
 */
final class RemoteRender implements Render {
  /** A connection that fails so often in a row is given up. */
  private static final int TRIES = 6;

  private static final long FIRST_WAIT_MS = 200;

  /** Processes that may be lost in a row without a new token between them. */
  private static final int LOSSES = 3;

  private enum Wish {
    RUN("resume"),
    PAUSE("pause"),
    CANCEL("cancel");

    private final String call;

    Wish(String call) {
      this.call = call;
    }
  }

  /** Where the render runs at the moment. */
  private record Place(Connection server, String path) {}

  private final Link link;
  private final RenderRequest request;
  private final @Nullable Completion completion;
  private final KnownTokens known;
  private final EventStream events = new EventStream();

  /** The newest preview of each region that nobody has asked for yet; one thread's own. */
  private final Map<List<Integer>, RenderEvent.Preview> previews = new LinkedHashMap<>();

  private final Object telling = new Object();
  private volatile Wish wish = Wish.RUN;
  private @Nullable Place place;
  private Wish told = Wish.RUN;
  private boolean announced;

  RemoteRender(
      Link link,
      RenderRequest request,
      @Nullable RenderState from,
      @Nullable Completion completion) {
    this.link = link;
    this.request = request;
    this.completion = completion;
    this.known = new KnownTokens(request, from);
  }

  /** Begins it; returns at once. */
  void start() {
    Thread.ofVirtual().name("render elsewhere").start(this::run);
  }

  @Override
  public RenderRequest request() {
    return request;
  }

  @Override
  public @Nullable RenderState state() {
    return known.state();
  }

  @Override
  public void subscribe(Flow.Subscriber<? super RenderEvent> subscriber) {
    events.subscribe(subscriber);
  }

  @Override
  public void pause() {
    want(Wish.PAUSE);
  }

  @Override
  public void resume() {
    want(Wish.RUN);
  }

  @Override
  public void cancel() {
    want(Wish.CANCEL);
  }

  private void want(Wish next) {
    synchronized (this) {
      if (wish == Wish.CANCEL) {
        return;
      }
      wish = next;
    }
    Thread.ofVirtual().name("wish").start(this::tell);
  }

  /** Tells the other side what is wanted, if it does not know. */
  private void tell() {
    synchronized (telling) {
      Place now = place;
      Wish wanted = wish;
      if (now == null || told == wanted) {
        return;
      }
      try {
        now.server.post(now.path + "/" + wanted.call, "");
        told = wanted;
      } catch (InputException e) {
        // it is gone, or has ended: whoever reads the events finds out
      }
    }
  }

  private void run() {
    try {
      attempts();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      events.emit(new RenderEvent.Cancelled());
    } catch (RuntimeException e) {
      events.emit(wish == Wish.CANCEL ? new RenderEvent.Cancelled() : new RenderEvent.Failed(e));
    } catch (Error e) { // whatever it is, whoever waits for the end is told
      events.emit(
          new RenderEvent.Failed(new IllegalStateException("the render broke off: " + e, e)));
    }
  }

  private void attempts() throws InterruptedException {
    int losses = 0;
    int before = -1;
    while (true) {
      Connection server = link.get();
      if (wish == Wish.CANCEL) {
        events.emit(new RenderEvent.Cancelled());
        return;
      }
      try {
        if (attempt(server)) {
          return;
        }
      } catch (Unreachable e) {
        if (!link.replaces(server)) {
          throw e;
        }
      }
      losses = known.sampled() > before ? 1 : losses + 1;
      before = known.sampled();
      if (losses >= LOSSES) {
        throw new InputException(
            "the engine ended "
                + losses
                + " times while it made this picture, perhaps for lack of memory; try a smaller"
                + " one");
      }
    }
  }

  /** Whether it came to its end; else the server knows it no longer. */
  private boolean attempt(Connection server) throws InterruptedException {
    String path = "/v1/renders/" + server.post("/v1/renders", wanted()).path("id").asText();
    synchronized (telling) {
      place = new Place(server, path);
      told = Wish.RUN;
    }
    tell();
    try {
      return follow(server, path);
    } catch (Refused e) {
      if (e.isNotFound()) {
        return false; // the server was started anew
      }
      throw e;
    }
  }

  private String wanted() {
    RenderState state = known.state();
    if (state == null) {
      return RequestJson.write(request);
    }
    ObjectNode n = WireJson.JSON.createObjectNode();
    n.set("state", WireJson.tree(RequestJson.write(state)));
    if (completion != null) {
      n.set("completion", CompletionJson.write(completion));
    }
    return n.toString();
  }

  private boolean follow(Connection server, String path) throws InterruptedException {
    long seen = 0;
    for (int failures = 0; failures <= TRIES; failures++) {
      if (failures > 0) {
        Thread.sleep(FIRST_WAIT_MS << failures);
      }
      IOException lost;
      try (EventReader stream = server.events(path + "/events", seen)) {
        while (stream.next()) {
          failures = 0;
          seen = stream.id();
          if (take(server, path, stream)) {
            return true;
          }
        }
        lost = new IOException("the events ended early");
      } catch (IOException e) {
        lost = e;
      }
      if (link.replaces(server)) {
        return false;
      }
      if (failures == TRIES) {
        throw new Unreachable(
            "the connection to the engine is lost; the render may go on there", lost);
      }
    }
    return false;
  }

  /** Whether it was the last event. */
  private boolean take(Connection server, String path, EventReader stream) {
    RenderEvent event =
        stream.name().equals("done")
            ? EventJson.done(
                stream.data(), PngBytes.image(server.bytes(path + "/picture.png?quick=true")))
            : EventJson.read(stream.name(), stream.data());
    switch (event) {
      case RenderEvent.Started s -> {
        known.started(s.rows(), s.columns());
        if (announced) {
          return false; // it goes on elsewhere; that is nobody's business
        }
        announced = true;
      }
      case RenderEvent.Encoding e -> {
        if (announced) {
          return false;
        }
      }
      case RenderEvent.Tokens t -> {
        known.add(t.sampled());
        link.worked();
      }
      case RenderEvent.Done d -> known.done(d.tokens());
      case RenderEvent.Preview p -> {
        previews.remove(List.of(p.x(), p.y()));
        previews.put(List.of(p.x(), p.y()), p);
        if (events.isAwaited()) {
          showPreviews();
        }
        return false;
      }
      case RenderEvent.Paused p -> showPreviews();
      case RenderEvent.Failed f -> {}
      case RenderEvent.Cancelled c -> {}
    }
    events.emit(event);
    return event.isLast();
  }

  private void showPreviews() {
    previews.values().forEach(events::emit);
    previews.clear();
  }
}
