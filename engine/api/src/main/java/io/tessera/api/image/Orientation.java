package io.tessera.api.image;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;

/**
 * How a camera was held (EXIF 2.3, tag 0x0112): the row 0 and the column 0 of what is stored are
 * which sides of the scene.
 *
 * @param swapped whether rows of the file are columns of the scene
 * @param fromRight whether the scene is mirrored left to right, after swapping
 * @param fromBottom whether it is mirrored top to bottom, after swapping
 */
record Orientation(boolean swapped, boolean fromRight, boolean fromBottom) {
  static Orientation of(int exif) {
    return switch (exif) {
      case 2 -> new Orientation(false, true, false);
      case 3 -> new Orientation(false, true, true);
      case 4 -> new Orientation(false, false, true);
      case 5 -> new Orientation(true, false, false);
      case 6 -> new Orientation(true, true, false);
      case 7 -> new Orientation(true, true, true);
      case 8 -> new Orientation(true, false, true);
      default -> new Orientation(false, false, false);
    };
  }

  /** The picture as it was seen. */
  BufferedImage upright(BufferedImage image) {
    if (!swapped && !fromRight && !fromBottom) {
      return image;
    }
    int w = swapped ? image.getHeight() : image.getWidth();
    int h = swapped ? image.getWidth() : image.getHeight();
    Raster from = image.getRaster();
    WritableRaster to = from.createCompatibleWritableRaster(w, h);
    Object pixel = null;
    for (int y = 0; y < h; y++) {
      int row = fromBottom ? h - 1 - y : y;
      for (int x = 0; x < w; x++) {
        int column = fromRight ? w - 1 - x : x;
        pixel =
            swapped
                ? from.getDataElements(row, column, pixel)
                : from.getDataElements(column, row, pixel);
        to.setDataElements(x, y, pixel);
      }
    }
    return new BufferedImage(image.getColorModel(), to, image.isAlphaPremultiplied(), null);
  }
}
