package io.tessera.engine.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Pictures of a data set made in the background while the trainer works. A step draws from a pool
 * of recent ones; every few steps the oldest leaves and a new one enters. Which pictures a step
 * sees depends on its number alone, never on how fast anything runs, so a resumed training sees
 * what an uninterrupted one would have.
 */
final class SampleStream implements AutoCloseable {
  private static final int AHEAD = 8;

  private final Dataset dataset;
  private final int first;
  private final int pool;
  private final int stepsPerSample;
  private final long seed;
  private final Map<Long, Future<Sample>> samples = new ConcurrentHashMap<>();
  private final ExecutorService workers;

  /**
   * @param first pictures in the pool at the first step
   * @param pool pictures kept
   * @param stepsPerSample steps between two new pictures
   */
  SampleStream(Dataset dataset, int first, int pool, int stepsPerSample, long seed, int threads) {
    this.dataset = dataset;
    this.first = first;
    this.pool = pool;
    this.stepsPerSample = stepsPerSample;
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

  /** Pictures for one batch. */
  List<Sample> draw(long step, int count) {
    long newest = first + step / stepsPerSample;
    long oldest = Math.max(0, newest - pool);
    for (long i = oldest; i < newest + AHEAD; i++) {
      samples.computeIfAbsent(i, n -> workers.submit(() -> dataset.get(n)));
    }
    samples.keySet().removeIf(i -> i < oldest);
    SplittableRandom random = new SplittableRandom(seed * 31 + step);
    List<Sample> batch = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      batch.add(get(random.nextLong(oldest, newest)));
    }
    return batch;
  }

  private Sample get(long index) {
    Future<Sample> sample = java.util.Objects.requireNonNull(samples.get(index));
    return Waiting.until(sample, "picture " + index);
  }

  @Override
  public void close() {
    workers.shutdownNow();
  }
}
