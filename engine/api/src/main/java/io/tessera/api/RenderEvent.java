package io.tessera.api;

import io.tessera.api.image.RgbImage;
import java.util.List;

/**
 * What a render tells while it runs; the last event is one of {@link Done}, {@link Failed}, {@link
 * Cancelled}.
 */
public sealed interface RenderEvent {
  /**
   * The model is loaded, sampling begins.
   *
   * @param rows height of the token grid
   * @param columns width of the token grid
   * @param known tokens that need not be sampled
   * @param factor pixels per token along each side
   * @param window side of the attention window in tokens
   * @param device where it runs
   * @param precision of the networks
   */
  record Started(
      int rows, int columns, int known, int factor, int window, String device, String precision)
      implements RenderEvent {}

  /**
   * The condition is being encoded, before {@link Started}.
   *
   * @param done tiles that are encoded
   * @param total all tiles; 1 where it is encoded as a whole
   */
  record Encoding(int done, int total) implements RenderEvent {}

  /** Tokens sampled since the last such event, in order. */
  record Tokens(List<SampledToken> sampled) implements RenderEvent {
    public Tokens {
      sampled = List.copyOf(sampled);
    }
  }

  /**
   * Pixels as they look so far, decoded from the neighbourhood or from what there is of the
   * picture.
   *
   * @param x left edge in the picture
   * @param y upper edge in the picture
   */
  record Preview(int x, int y, RgbImage pixels) implements RenderEvent {}

  /** Paused; {@link Render#state()} can be saved now. */
  record Paused() implements RenderEvent {}

  /** The whole picture, decoded at once. */
  record Done(RgbImage image, TokenGrid tokens, RenderReport report) implements RenderEvent {}

  /**
   * It could not be finished; tokens sampled so far are in {@link Render#state()}.
   *
   * @param cause an {@link io.tessera.api.fault.InputException} where the input is at fault
   */
  record Failed(RuntimeException cause) implements RenderEvent {}

  /** Stopped on request. */
  record Cancelled() implements RenderEvent {}

  /** Whether no event follows this one. */
  default boolean isLast() {
    return this instanceof Done || this instanceof Failed || this instanceof Cancelled;
  }
}
