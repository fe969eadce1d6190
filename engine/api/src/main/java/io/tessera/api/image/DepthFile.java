package io.tessera.api.image;

import io.tessera.api.fault.InputException;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Depth maps in files: grey PNG of 8 or 16 bits, RGBA PNG as the original stores depth (the bytes
 * of a float32 in each pixel), grey TIFF (also of floats), and NumPy arrays of two dimensions.
 */
public final class DepthFile {
  private DepthFile() {}

  /** Whether a file holds depth by its name alone: an array, or a TIFF. */
  public static boolean isDepthByName(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".npy") || name.endsWith(".tif") || name.endsWith(".tiff");
  }

  /**
   * The values as they stand in the file, in whatever unit they have.
   *
   * @throws InputException if the file cannot be read, is coloured, or holds values that are no
   *     numbers
   */
  public static DepthMap read(Path file) {
    DepthMap map =
        file.toString().toLowerCase(Locale.ROOT).endsWith(".npy")
            ? array(file, Npy.read(file))
            : picture(file, PngFile.read(file));
    for (int i = 0; i < map.depth().length; i++) {
      if (!Float.isFinite(map.depth()[i])) {
        throw new InputException(
            String.format(
                Locale.ROOT,
                "%s has no number at (%d, %d), but %s; fill such places first",
                file,
                i % map.width(),
                i / map.width(),
                map.depth()[i]));
      }
    }
    return map;
  }

  private static DepthMap array(Path file, Npy array) {
    int[] shape = array.shape();
    // A leading or trailing dimension of one is no dimension.
    int[] sides = java.util.Arrays.stream(shape).filter(n -> n != 1).toArray();
    if (sides.length != 2) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "%s has the shape %s; depth has two dimensions, rows and columns",
              file,
              java.util.Arrays.toString(shape)));
    }
    return new DepthMap(sides[1], sides[0], array.floats());
  }

  static DepthMap picture(Path file, BufferedImage image) {
    Raster raster = image.getRaster();
    int w = image.getWidth();
    int h = image.getHeight();
    int bands = raster.getNumBands();
    boolean bytes = raster.getSampleModel().getDataType() == DataBuffer.TYPE_BYTE;
    if (image.getColorModel() instanceof IndexColorModel) {
      throw new InputException(
          file + " is an indexed picture, such as a label map; depth is a grey one");
    }
    if (bands == 4 && bytes) {
      byte[] rgba = new byte[w * h * 4];
      int[] row = new int[w * 4];
      for (int y = 0; y < h; y++) {
        raster.getPixels(0, y, w, 1, row);
        for (int i = 0; i < row.length; i++) {
          rgba[y * w * 4 + i] = (byte) row[i];
        }
      }
      return DepthMap.fromRgba(w, h, rgba);
    }
    float[] depth = raster.getSamples(0, 0, w, h, 0, (float[]) null);
    for (int band = 1; band < Math.min(3, bands); band++) {
      if (!java.util.Arrays.equals(depth, raster.getSamples(0, 0, w, h, band, (float[]) null))) {
        throw new InputException(
            file + " is a coloured picture; depth is a grey PNG or TIFF, or a NumPy array");
      }
    }
    return new DepthMap(w, h, depth);
  }
}
