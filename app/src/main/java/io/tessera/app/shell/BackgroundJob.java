package io.tessera.app.shell;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Something that is done in the background, and can be given up. From any thread. */
public final class BackgroundJob {
  private final String name;
  private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
  private @Nullable Thread worker;
  private boolean cancelled;

  /**
   * @param name in the artist's words
   */
  BackgroundJob(String name) {
    this.name = name;
  }

  public String name() {
    return name;
  }

  /** Done when nothing more will come of it. */
  public CompletionStage<@Nullable Void> ended() {
    return ended;
  }

  public synchronized boolean isCancelled() {
    return cancelled;
  }

  /**
   * Gives it up: what waits is interrupted, and what comes out of it all the same is thrown away.
   * Files are written whole or not at all, so none is left half done.
   */
  public synchronized void cancel() {
    cancelled = true;
    if (worker != null) {
      worker.interrupt();
    }
  }

  /**
   * Does the work on the calling thread.
   *
   * @return what came out; null where it was given up before it began
   */
  <T> @Nullable T perform(Supplier<T> work) {
    synchronized (this) {
      if (cancelled) {
        return null;
      }
      worker = Thread.currentThread();
    }
    try {
      return work.get();
    } finally {
      synchronized (this) {
        worker = null;
        // What interrupts this work is not for the next one on the same thread.
        Thread.interrupted();
      }
    }
  }

  void end() {
    ended.complete(null);
  }
}
