package io.tessera.server;

import io.tessera.api.Render;
import io.tessera.api.RenderEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * A render whose events are kept, so that whoever lost the connection hears what came meanwhile.
 * Events are numbered from 1. Of the previews of one region only the newest is kept.
 */
final class ServedRender implements Flow.Subscriber<RenderEvent> {
  /** An event that can be sent. */
  record Sent(long id, String name, RenderEvent event) {
    /** Written when it is sent, not on the thread that samples. */
    String data() {
      return EventJson.data(event);
    }
  }

  private final String id;
  private final String client;
  private final Render render;
  private final Map<String, Sent> events = new LinkedHashMap<>();
  private long last;
  private String state = "queued";
  private RenderEvent.@Nullable Done done;

  ServedRender(String id, String client, Render render) {
    this.id = id;
    this.client = client;
    this.render = render;
  }

  String id() {
    return id;
  }

  String client() {
    return client;
  }

  Render render() {
    return render;
  }

  /** queued, running, paused, done, failed or cancelled. */
  synchronized String state() {
    return state;
  }

  synchronized boolean isEnded() {
    return state.equals("done") || state.equals("failed") || state.equals("cancelled");
  }

  synchronized RenderEvent.@Nullable Done done() {
    return done;
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    subscription.request(Long.MAX_VALUE);
  }

  @Override
  public synchronized void onNext(RenderEvent event) {
    String name = EventJson.name(event);
    last++;
    // A newer preview takes the place of the one before it; everything else stays.
    String key = event instanceof RenderEvent.Preview p ? p.x() + " " + p.y() : "event " + last;
    events.remove(key);
    events.put(key, new Sent(last, name, event));
    state =
        switch (event) {
          case RenderEvent.Paused e -> "paused";
          case RenderEvent.Done e -> "done";
          case RenderEvent.Failed e -> "failed";
          case RenderEvent.Cancelled e -> "cancelled";
          default -> "running";
        };
    if (event instanceof RenderEvent.Done d) {
      done = d;
    }
    if (event.isLast()) {
      // Whoever comes now wants the end; how it looked on the way takes memory.
      events.keySet().removeIf(k -> !k.startsWith("event "));
    }
    notifyAll();
  }

  @Override
  public synchronized void onError(Throwable fault) {
    last++;
    RenderEvent failed =
        new RenderEvent.Failed(new IllegalStateException("the engine has ended", fault));
    events.put("event " + last, new Sent(last, "failed", failed));
    state = "failed";
    notifyAll();
  }

  @Override
  public void onComplete() {
    // the last event has said it
  }

  /**
   * The events after one, when there are any; waits for them.
   *
   * @return empty when there will be no more
   */
  synchronized List<Sent> after(long seen) throws InterruptedException {
    while (last <= seen && !isEnded()) {
      wait();
    }
    List<Sent> news = new ArrayList<>();
    for (Sent sent : events.values()) {
      if (sent.id > seen) {
        news.add(sent);
      }
    }
    return news;
  }
}
