package io.tessera.app.render;

/** What the engine is doing for the artist. */
public enum RenderPhase {
  IDLE,
  /** The model is being loaded, the condition encoded. */
  STARTING,
  SAMPLING,
  PAUSED;

  public boolean isRunning() {
    return this != IDLE;
  }
}
