package io.tessera.engine.training;

import io.tessera.engine.training.scene.Scene;
import io.tessera.engine.training.scene.SceneGenerator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * An endless stream of scenes made in the background while the trainer works. A step draws from a
 * pool of recent scenes; every few steps the oldest leaves and a new one enters. Which scenes a
 * step sees depends on its number alone, never on how fast anything runs, so a resumed training
 * sees what an uninterrupted one would have.
 */
final class SceneStream implements AutoCloseable {
  /** Seeds from here on belong to training; scenes that anything is measured on come from below. */
  static final long TRAINING_SEEDS = 1L << 62;

  /** Width and height in pixels. */
  record Size(int width, int height) {}

  private final List<Size> sizes;
  private final int first;
  private final int pool;
  private final int stepsPerScene;
  private final long seed;
  private final Map<Long, Future<Scene>> scenes = new ConcurrentHashMap<>();
  private final ExecutorService workers;

  /**
   * @param sizes taken in turn
   * @param first scenes in the pool at the first step
   * @param pool scenes kept
   * @param stepsPerScene steps between two new scenes
   */
  SceneStream(List<Size> sizes, int first, int pool, int stepsPerScene, long seed, int threads) {
    this.sizes = List.copyOf(sizes);
    this.first = first;
    this.pool = pool;
    this.stepsPerScene = stepsPerScene;
    this.seed = seed;
    this.workers =
        Executors.newFixedThreadPool(
            threads,
            r -> {
              Thread t = new Thread(r, "scenes");
              t.setDaemon(true);
              return t;
            });
  }

  /** Scenes for the pictures of one batch. */
  List<Scene> draw(long step, int count) {
    long newest = first + step / stepsPerScene;
    long oldest = Math.max(0, newest - pool);
    for (long i = oldest; i < newest + 8; i++) {
      scenes.computeIfAbsent(i, n -> workers.submit(() -> make(n)));
    }
    scenes.keySet().removeIf(i -> i < oldest);
    SplittableRandom random = new SplittableRandom(seed * 31 + step);
    return random.longs(count, oldest, newest).mapToObj(this::get).toList();
  }

  private Scene make(long index) {
    Size size = sizes.get((int) (index % sizes.size()));
    return SceneGenerator.scene(TRAINING_SEEDS + seed * 1_000_003 + index, size.width, size.height);
  }

  private Scene get(long index) {
    try {
      return scenes.get(index).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a scene", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("scene " + index + " cannot be drawn", e.getCause());
    }
  }

  @Override
  public void close() {
    workers.shutdownNow();
  }
}
