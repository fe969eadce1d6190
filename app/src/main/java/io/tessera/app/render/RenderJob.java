package io.tessera.app.render;

import io.tessera.api.Completion;
import io.tessera.api.RenderRequest;
import io.tessera.api.RenderState;
import org.jspecify.annotations.Nullable;

/**
 * A picture that waits for the engine, or is being made.
 *
 * @param number of the picture that it becomes
 * @param batch what it is one candidate of
 * @param from tokens that are there already; null to begin from nothing
 * @param completion the picture whose hole is filled, if it is one
 * @param live whether it follows a stroke by itself
 */
public record RenderJob(
    long number,
    long batch,
    RenderRequest request,
    @Nullable RenderState from,
    @Nullable Completion completion,
    boolean live) {
  /** Tokens to sample, about: a token of 16 × 16 pixels. */
  long work() {
    return from != null ? from.remaining() : (long) request.width() * request.height() / 256;
  }
}
