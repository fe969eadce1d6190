package io.tessera.api.batch;

import io.tessera.api.Completion;
import io.tessera.api.RenderRequest;
import io.tessera.api.image.RgbImage;

/** What one line of a manifest asks for. */
public sealed interface BatchItem {
  /** A picture. */
  record Picture(RenderRequest request) implements BatchItem {}

  /** A picture whose masked part is made. */
  record Hole(RenderRequest request, Completion completion) implements BatchItem {}

  /** Tokens of a picture. */
  record Encoding(String model, RgbImage picture) implements BatchItem {}
}
