package io.tessera.engine.training;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongFunction;

/**
 * Batches made on a thread of their own while the step before is under way, so that a fast device
 * does not wait for them. What a batch holds depends on its step alone.
 */
final class Ahead<T> implements AutoCloseable {
  private static final int STEPS = 3;

  private final LongFunction<T> make;
  private final Map<Long, Future<T>> batches = new HashMap<>();
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("batches").daemon().factory());

  /**
   * @param make the batch of a step; called in the order of the steps
   */
  Ahead(LongFunction<T> make) {
    this.make = make;
  }

  /** The batch of this step; the next ones are begun. One thread calls, step after step. */
  T get(long step) {
    for (long s = step; s <= step + STEPS; s++) {
      batches.computeIfAbsent(s, n -> worker.submit(() -> make.apply(n)));
    }
    Future<T> batch = java.util.Objects.requireNonNull(batches.remove(step));
    return Waiting.until(batch, "the batch of step " + step);
  }

  @Override
  public void close() {
    worker.shutdownNow();
  }
}
