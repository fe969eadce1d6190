package io.tessera.app.cli;

import io.tessera.api.Render;
import io.tessera.api.RenderEvent;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/** Waits for the end of a render and shows how far it is. */
final class RenderWatch {
  private final ProgressBar bar;

  RenderWatch(ProgressBar bar) {
    this.bar = bar;
  }

  /** The render's last event. */
  RenderEvent await(Render render) {
    CompletableFuture<RenderEvent> last = new CompletableFuture<>();
    render.subscribe(new Watcher(last));
    RenderEvent event = last.join();
    bar.done();
    return event;
  }

  private final class Watcher implements Flow.Subscriber<RenderEvent> {
    private final CompletableFuture<RenderEvent> last;
    private long total;
    private long done;
    private long began;
    private long known;

    Watcher(CompletableFuture<RenderEvent> last) {
      this.last = last;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(RenderEvent event) {
      switch (event) {
        case RenderEvent.Started s -> {
          total = (long) s.rows() * s.columns();
          known = s.known();
          done = known;
          began = System.nanoTime();
          bar.show(done, total, 0, s.device() + " " + s.precision());
        }
        case RenderEvent.Tokens t -> {
          done += t.sampled().size();
          bar.show(done, total, (done - known) / ((System.nanoTime() - began) / 1e9), "tokens");
        }
        default -> {
          if (event.isLast()) {
            last.complete(event);
          }
        }
      }
    }

    @Override
    public void onError(Throwable error) {
      last.completeExceptionally(error);
    }

    @Override
    public void onComplete() {
      // The last event has said all.
    }
  }
}
