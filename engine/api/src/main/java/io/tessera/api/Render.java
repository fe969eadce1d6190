package io.tessera.api;

import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * One picture being made. Events come to one subscriber; pause, resume and cancel may be called
 * from any thread and act within one step.
 */
public interface Render extends Flow.Publisher<RenderEvent> {
  RenderRequest request();

  /** The tokens sampled so far, a second old at most; nothing before the first step. */
  @Nullable RenderState state();

  void pause();

  void resume();

  void cancel();
}
