package io.tessera.app.export;

import io.tessera.api.image.RgbImage;

/**
 * The picture growing over its layout, token by token.
 *
 * @param layout in its palette's colours, or what else the picture grows on; of the picture's size
 * @param cell side of a token's cell in pixels
 */
public record Growth(RgbImage layout, RgbImage picture, int cell) implements Clip {
  private static final int STEPS = 40;
  private static final int PAUSE = 8;
  private static final int LAST_PAUSE = 250;

  @Override
  public int frames() {
    return STEPS + 1;
  }

  @Override
  public RgbImage frame(int n) {
    int columns = (picture.width() + cell - 1) / cell;
    int rows = (picture.height() + cell - 1) / cell;
    return at(Math.round((double) n / STEPS * columns * rows));
  }

  @Override
  public int hundredths(int n) {
    return n == STEPS ? LAST_PAUSE : PAUSE;
  }

  /** The picture when so many of its cells are there, in the order of rows. */
  RgbImage at(long cells) {
    int w = picture.width();
    int columns = (w + cell - 1) / cell;
    byte[] rgb = layout.rgb().clone();
    for (int y = 0; y < picture.height(); y++) {
      long before = cells - (long) (y / cell) * columns;
      int known = Math.clamp(before * cell, 0, w);
      System.arraycopy(picture.rgb(), y * w * 3, rgb, y * w * 3, known * 3);
    }
    return new RgbImage(w, picture.height(), rgb);
  }
}
