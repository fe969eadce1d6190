package io.tessera.app.render;

import io.tessera.api.RenderEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes events to the FX thread in batches: however fast they come, one batch is under way at a
 * time, and the render makes no more previews than the window can show.
 */
final class FxSubscriber implements Flow.Subscriber<RenderEvent> {
  private static final int AHEAD = 8;

  private final Executor fx;
  private final Consumer<List<RenderEvent>> target;
  private final List<RenderEvent> waiting = new ArrayList<>();
  private Flow.@Nullable Subscription subscription;

  FxSubscriber(Executor fx, Consumer<List<RenderEvent>> target) {
    this.fx = fx;
    this.target = target;
  }

  @Override
  public void onSubscribe(Flow.Subscription s) {
    subscription = s;
    s.request(AHEAD);
  }

  @Override
  public void onNext(RenderEvent event) {
    boolean first;
    synchronized (waiting) {
      first = waiting.isEmpty();
      waiting.add(event);
    }
    if (first) {
      fx.execute(this::deliver);
    }
  }

  private void deliver() {
    List<RenderEvent> batch;
    synchronized (waiting) {
      batch = List.copyOf(waiting);
      waiting.clear();
    }
    target.accept(batch);
    java.util.Objects.requireNonNull(subscription).request(batch.size());
  }

  @Override
  public void onError(Throwable error) {
    throw new IllegalStateException("events of a render ended early", error);
  }

  @Override
  public void onComplete() {
    // The last event has said all.
  }
}
