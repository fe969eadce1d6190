package io.tessera.app.render;

import io.tessera.api.Engine;
import io.tessera.api.Surprise;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.RgbImage;
import java.util.random.RandomGenerator;

/** What the engine proposes to make pictures from. */
public final class Proposals {
  private final Engine engine;
  private final RandomGenerator dice;

  public Proposals(Engine engine, RandomGenerator dice) {
    this.engine = engine;
    this.dice = dice;
  }

  /** The layout of a photograph; takes a moment, so not on the FX thread. */
  public LabelMap layoutOf(RgbImage photograph) {
    return engine.segment(photograph).join();
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
