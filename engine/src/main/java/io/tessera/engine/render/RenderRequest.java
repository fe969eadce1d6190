package io.tessera.engine.render;

import io.tessera.engine.fault.InputException;
import io.tessera.engine.model.Condition;
import io.tessera.engine.sampling.Schedule;
import io.tessera.engine.sampling.TokenSampler;

/**
 * Everything that determines a picture: also what is queued, kept in a project and written into the
 * picture's file.
 *
 * @param model name of a model in the library, or path of its folder
 * @param width in pixels; rounded down to whole tokens
 * @param height in pixels; rounded down to whole tokens
 * @param seed of the random numbers; the same seed gives the same picture
 * @param previews whether pixels are wanted before the end; the result does not depend on it
 */
public record RenderRequest(
    String model,
    Condition condition,
    int width,
    int height,
    long seed,
    TokenSampler sampler,
    Schedule schedule,
    boolean previews) {

  /** Longest side, in pixels. */
  public static final int LONGEST = 8192;

  public RenderRequest {
    if (width < 16 || height < 16 || width > LONGEST || height > LONGEST) {
      throw new InputException(
          "a picture should measure 16 to "
              + LONGEST
              + " pixels a side, not "
              + width
              + "x"
              + height);
    }
  }
}
