package io.tessera.app.render;

import io.tessera.api.Engine;
import io.tessera.api.Surprise;
import java.util.random.RandomGenerator;

/** Chooses what "surprise me" brings. */
public final class Surprises {
  private final Engine engine;
  private final RandomGenerator dice;

  public Surprises(Engine engine, RandomGenerator dice) {
    this.engine = engine;
    this.dice = dice;
  }

  /** A seed, drawn on the FX thread. */
  public long roll() {
    return dice.nextInt(1, 1_000_000);
  }

  /**
   * Draws one; takes a moment, so not on the FX thread.
   *
   * @param people whether there are people in it
   */
  public Surprise draw(long seed, int width, int height, boolean people) {
    return engine.surprise(seed, width, height, people).join();
  }
}
