package io.tessera.engine;

import io.tessera.engine.torch.NativeHeap;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that does an engine's native work, in the order it was asked for. What libtorch
 * has freed is kept for the next work; when none comes for a while, the system gets it back.
 */
final class EngineThread extends ThreadPoolExecutor {
  private static final Duration IDLE = Duration.ofSeconds(15);

  private volatile @Nullable Thread waiting;

  EngineThread() {
    super(
        1,
        1,
        0,
        TimeUnit.SECONDS,
        new LinkedBlockingQueue<>(),
        Thread.ofPlatform().name("engine").daemon().factory());
  }

  @Override
  protected void beforeExecute(Thread thread, Runnable work) {
    Thread idle = waiting;
    if (idle != null) {
      idle.interrupt();
    }
  }

  @Override
  protected void afterExecute(Runnable work, @Nullable Throwable fault) {
    waiting = Thread.startVirtualThread(EngineThread::trimLater);
  }

  private static void trimLater() {
    try {
      Thread.sleep(IDLE);
      NativeHeap.trim();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // there is work again
    }
  }
}
