package io.tessera.engine.training;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** What other threads make for the trainer. */
final class Waiting {
  private Waiting() {}

  /**
   * The result, or the fault as it was thrown.
   *
   * @param what is waited for, as a message names it
   */
  static <T> T until(Future<T> done, String what) {
    try {
      return done.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for " + what, e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException problem) {
        throw problem;
      }
      throw new IllegalStateException(what + " cannot be made", e.getCause());
    }
  }
}
