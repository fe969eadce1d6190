package io.tessera.api.batch;

import io.tessera.api.Completion;
import io.tessera.api.RenderRequest;
import io.tessera.api.image.RgbImage;

/** What one line of a manifest asks for. */
public sealed interface BatchItem {
  /** A picture. */
  record Picture(RenderRequest request) implements BatchItem {}

  /**
   * A picture whose masked part is made.
   *
   * @param request its size is that of whole tokens
   * @param completion the same
   * @param width of the result
   * @param height of the result
   */
  record Hole(RenderRequest request, Completion completion, int width, int height)
      implements BatchItem {}

  /** Tokens of a picture. */
  record Encoding(String model, RgbImage picture) implements BatchItem {}
}
