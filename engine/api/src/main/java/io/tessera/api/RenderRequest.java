package io.tessera.api;

import io.tessera.api.fault.InputException;
import java.util.Map;

/**
 * Everything that determines a picture: also what is queued, kept in a project and written into the
 * picture's file.
 *
 * @param model name of a model in the library, or path of its folder
 * @param tags words beside the condition by name, such as {@code mood}; what is missing is chosen
 *     by the seed or the model
 * @param width in pixels; rounded down to whole tokens
 * @param height in pixels; rounded down to whole tokens
 * @param seed of the random numbers; the same seed gives the same picture
 * @param guidance how closely the condition is followed: 1 as the model does, above 1 more closely
 * @param previews whether pixels are wanted before the end; the result does not depend on it
 * @param texture how much texture is drawn over what was decoded, by models that have learned it: 0
 *     for none, 1 for as much as they expect
 */
public record RenderRequest(
    String model,
    Condition condition,
    Map<String, String> tags,
    int width,
    int height,
    long seed,
    TokenSampler sampler,
    double guidance,
    Schedule schedule,
    boolean previews,
    double texture) {

  /** Longest side, in pixels. */
  public static final int LONGEST = 8192;

  /** Most texture that can be asked for. */
  public static final double MOST_TEXTURE = 2;

  /** With as much texture as the model expects. */
  public RenderRequest(
      String model,
      Condition condition,
      Map<String, String> tags,
      int width,
      int height,
      long seed,
      TokenSampler sampler,
      double guidance,
      Schedule schedule,
      boolean previews) {
    this(model, condition, tags, width, height, seed, sampler, guidance, schedule, previews, 1);
  }

  public RenderRequest {
    tags = Map.copyOf(tags);
    if (!(guidance >= 0 && guidance <= 20)) {
      throw new InputException("guidance should lie between 0 and 20, not " + guidance);
    }
    if (!(texture >= 0 && texture <= MOST_TEXTURE)) {
      throw new InputException("texture should lie between 0 and 2, not " + texture);
    }
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

  /** The same with a model of another name. */
  public RenderRequest withModel(String other) {
    return new RenderRequest(
        other, condition, tags, width, height, seed, sampler, guidance, schedule, previews,
        texture);
  }

  /** The same for another condition. */
  public RenderRequest with(Condition other) {
    return new RenderRequest(
        model, other, tags, width, height, seed, sampler, guidance, schedule, previews, texture);
  }

  /** The same, drawn otherwise. */
  public RenderRequest with(long otherSeed, TokenSampler otherSampler, double otherGuidance) {
    return new RenderRequest(
        model,
        condition,
        tags,
        width,
        height,
        otherSeed,
        otherSampler,
        otherGuidance,
        schedule,
        previews,
        texture);
  }
}
