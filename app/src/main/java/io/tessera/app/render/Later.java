package io.tessera.app.render;

import java.time.Duration;

/** Runs something on the FX thread after a while. */
@FunctionalInterface
public interface Later {
  void run(Duration delay, Runnable work);
}
