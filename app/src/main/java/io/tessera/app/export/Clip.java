package io.tessera.app.export;

import io.tessera.api.image.RgbImage;

/** Pictures of one size that follow one another. */
public interface Clip {
  /** How many there are, at least 1. */
  int frames();

  /**
   * @param n of the picture, from 0
   */
  RgbImage frame(int n);

  /** How long a picture stands, in hundredths of a second. */
  int hundredths(int n);
}
