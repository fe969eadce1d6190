package io.tessera.engine.render;

import io.tessera.api.RenderEvent;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Keeps all events of a render, and may act on each. */
final class Recorder implements Flow.Subscriber<RenderEvent> {
  final List<RenderEvent> events = new CopyOnWriteArrayList<>();
  private final CompletableFuture<RenderEvent> last = new CompletableFuture<>();
  private final CompletableFuture<Void> paused = new CompletableFuture<>();
  private final Consumer<RenderEvent> action;
  private final long demand;
  private Flow.@Nullable Subscription subscription;

  Recorder() {
    this(Long.MAX_VALUE, e -> {});
  }

  Recorder(long demand, Consumer<RenderEvent> action) {
    this.demand = demand;
    this.action = action;
  }

  @Override
  public void onSubscribe(Flow.Subscription s) {
    subscription = s;
    if (demand > 0) {
      s.request(demand);
    }
  }

  void request(long n) {
    java.util.Objects.requireNonNull(subscription).request(n);
  }

  @Override
  public void onNext(RenderEvent event) {
    events.add(event);
    if (event instanceof RenderEvent.Paused) {
      paused.complete(null);
    }
    action.accept(event);
    if (event.isLast()) {
      last.complete(event);
    }
  }

  @Override
  public void onError(Throwable error) {
    last.completeExceptionally(error);
  }

  @Override
  public void onComplete() {
    // last has been completed
  }

  RenderEvent last() {
    return last.orTimeout(120, TimeUnit.SECONDS).join();
  }

  RenderEvent.Done done() {
    RenderEvent event = last();
    if (event instanceof RenderEvent.Failed f) {
      throw f.cause();
    }
    return (RenderEvent.Done) event;
  }

  void awaitPause() {
    paused.orTimeout(120, TimeUnit.SECONDS).join();
  }
}
