package io.tessera.api;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Events for one subscriber, with back-pressure: what it did not ask for yet waits, and waiting
 * tokens are gathered into one event, so that a slow subscriber costs no memory.
 */
public final class EventStream implements Flow.Publisher<RenderEvent> {
  private final ArrayDeque<RenderEvent> waiting = new ArrayDeque<>();
  private final AtomicInteger draining = new AtomicInteger();
  private Flow.@Nullable Subscriber<? super RenderEvent> subscriber;
  private long demand;
  private boolean stopped;

  @Override
  public void subscribe(Flow.Subscriber<? super RenderEvent> s) {
    synchronized (this) {
      if (subscriber != null) {
        s.onSubscribe(new Nothing());
        s.onError(new IllegalStateException("a render has one subscriber"));
        return;
      }
      subscriber = s;
    }
    s.onSubscribe(new Demand());
    drain();
  }

  /** Whether the subscriber waits for an event: only then are previews worth making. */
  public synchronized boolean isAwaited() {
    return demand > waiting.size() && !stopped;
  }

  public void emit(RenderEvent event) {
    synchronized (this) {
      if (stopped) {
        return;
      }
      if (event instanceof RenderEvent.Tokens more
          && waiting.peekLast() instanceof RenderEvent.Tokens before) {
        List<SampledToken> both = new ArrayList<>(before.sampled());
        both.addAll(more.sampled());
        waiting.removeLast();
        waiting.add(new RenderEvent.Tokens(both));
      } else {
        waiting.add(event);
      }
    }
    drain();
  }

  /** Hands events over one at a time, whichever thread comes first. */
  private void drain() {
    if (draining.getAndIncrement() != 0) {
      return;
    }
    int turns = 1;
    do {
      RenderEvent event = next();
      while (event != null) {
        if (!deliver(event)) {
          break;
        }
        event = next();
      }
      turns = draining.addAndGet(-turns);
    } while (turns != 0);
  }

  /**
   * Whether more can come. A subscriber that throws gets nothing more: what it does must not keep
   * the render from its end.
   */
  private boolean deliver(RenderEvent event) {
    Flow.Subscriber<? super RenderEvent> s = java.util.Objects.requireNonNull(subscriber);
    try {
      s.onNext(event);
      if (event.isLast()) {
        stop();
        s.onComplete();
      }
    } catch (RuntimeException | Error e) {
      stop();
      Thread thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
    }
    return !isStopped();
  }

  private synchronized boolean isStopped() {
    return stopped;
  }

  private synchronized @Nullable RenderEvent next() {
    if (subscriber == null || demand == 0 || stopped || waiting.isEmpty()) {
      return null;
    }
    demand--;
    return waiting.poll();
  }

  private synchronized void stop() {
    stopped = true;
    waiting.clear();
  }

  private final class Demand implements Flow.Subscription {
    @Override
    public void request(long n) {
      if (n <= 0) {
        stop();
        java.util.Objects.requireNonNull(subscriber)
            .onError(new IllegalArgumentException("request(" + n + ")"));
        return;
      }
      synchronized (EventStream.this) {
        demand = demand + n < 0 ? Long.MAX_VALUE : demand + n;
      }
      drain();
    }

    @Override
    public void cancel() {
      stop();
    }
  }

  private static final class Nothing implements Flow.Subscription {
    @Override
    public void request(long n) {}

    @Override
    public void cancel() {}
  }
}
