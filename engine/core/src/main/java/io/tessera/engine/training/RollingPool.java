package io.tessera.engine.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongFunction;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;

/**
 * The most recent of an endless row of things that are made in the background while the trainer
 * works. As the steps go on, new ones enter and the oldest leave. What a step sees depends on its
 * number alone, never on how fast anything runs, so a resumed training sees what an uninterrupted
 * one would have.
 */
final class RollingPool<T> implements AutoCloseable {
  /** Steps whose new things are begun before they are needed. */
  private static final int STEPS_AHEAD = 3;

  private static final int AHEAD = 8;

  private final LongFunction<T> make;
  private final LongUnaryOperator entered;
  private final int size;
  private final long seed;
  private final Map<Long, Future<T>> made = new ConcurrentHashMap<>();
  private final ExecutorService workers;

  /**
   * @param make the thing of an index, on one of the pool's threads
   * @param entered how many things have entered at a step, one at least; never falls
   * @param size things kept
   */
  RollingPool(LongFunction<T> make, LongUnaryOperator entered, int size, long seed, int threads) {
    this.make = make;
    this.entered = entered;
    this.size = size;
    this.seed = seed;
    this.workers =
        Executors.newFixedThreadPool(
            threads,
            r -> {
              Thread t = new Thread(r, "samples");
              t.setDaemon(true);
              return t;
            });
  }

  /** Random ones for one batch. */
  List<T> draw(long step, int count) {
    long newest = entered.applyAsLong(step);
    long oldest = begin(step);
    SplittableRandom random = new SplittableRandom(seed * 31 + step);
    List<T> batch = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      batch.add(get(random.nextLong(oldest, newest)));
    }
    return batch;
  }

  /** All that are in the pool at a step, oldest first. */
  List<T> at(long step) {
    return LongStream.range(begin(step), entered.applyAsLong(step)).mapToObj(this::get).toList();
  }

  /**
   * Has begun what this step and the next ones need, and forgets what has left.
   *
   * @return the oldest one's index
   */
  private long begin(long step) {
    long oldest = Math.max(0, entered.applyAsLong(step) - size);
    long end = Math.max(entered.applyAsLong(step) + AHEAD, entered.applyAsLong(step + STEPS_AHEAD));
    for (long i = oldest; i < end; i++) {
      made.computeIfAbsent(i, n -> workers.submit(() -> make.apply(n)));
    }
    made.keySet().removeIf(i -> i < oldest);
    return oldest;
  }

  private T get(long index) {
    Future<T> thing = java.util.Objects.requireNonNull(made.get(index));
    return Waiting.until(thing, "picture " + index);
  }

  @Override
  public void close() {
    workers.shutdownNow();
  }
}
