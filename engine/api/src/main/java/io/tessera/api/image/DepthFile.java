package io.tessera.api.image;

import io.tessera.api.fault.InputException;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Depth maps in files: grey PNG, TIFF (also of floats) and other pictures, RGBA PNG as the original
 * stores depth (the bytes of a float32 in each pixel), NumPy arrays, PFM and OpenEXR.
 */
public final class DepthFile {
  private static final List<String> NAMES =
      List.of(".npy", ".npz", ".pfm", ".exr", ".tif", ".tiff");

  /** Blender's sky is ten thousand million metres away; nothing else is. */
  private static final float SKY = 1e9f;

  private DepthFile() {}

  /** Whether a file holds depth by its name alone: an array, a float map, or a TIFF. */
  public static boolean isDepthByName(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    return NAMES.stream().anyMatch(name::endsWith);
  }

  /**
   * The values as they stand in the file, in whatever unit they have.
   *
   * @throws InputException if the file cannot be read or is coloured
   */
  public static DepthMap read(Path file) {
    return read(file, told -> {});
  }

  /**
   * The same; places without a number take the nearest one's, infinite ones the largest that there
   * is.
   *
   * @param notices takes a line where that happened
   * @throws InputException if the file cannot be read, is coloured, or has no number at all
   */
  public static DepthMap read(Path file, Consumer<String> notices) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    DepthMap map =
        name.endsWith(".npy")
            ? array(file, Npy.read(file))
            : name.endsWith(".npz")
                ? array(file, Npz.read(file, "depth"))
                : name.endsWith(".pfm")
                    ? Pfm.read(file)
                    : name.endsWith(".exr") ? Exr.read(file) : picture(file, PngFile.read(file));
    return filled(file, map, notices);
  }

  static DepthMap filled(Path file, DepthMap map, Consumer<String> notices) {
    float[] depth = map.depth().clone();
    float least = Float.POSITIVE_INFINITY;
    float most = Float.NEGATIVE_INFINITY;
    for (float d : depth) {
      if (Float.isFinite(d) && Math.abs(d) < SKY) {
        least = Math.min(least, d);
        most = Math.max(most, d);
      }
    }
    if (least > most) {
      throw new InputException(file + " has no depth anywhere");
    }
    int sky = 0;
    int holes = 0;
    for (int i = 0; i < depth.length; i++) {
      if (Float.isNaN(depth[i])) {
        holes++;
      } else if (Math.abs(depth[i]) >= SKY) {
        sky++;
        depth[i] = depth[i] > 0 ? most : least;
      }
    }
    if (sky > 0) {
      notices.accept(
          file + ": " + sky + " places are infinitely far; they were taken to be as the farthest");
    }
    if (holes > 0) {
      Holes.fill(depth, map.width());
      notices.accept(file + ": " + holes + " places without a depth took their neighbours'");
    }
    return sky + holes == 0 ? map : new DepthMap(map.width(), map.height(), depth);
  }

  private static DepthMap array(Path file, Npy array) {
    int[] shape = array.shape();
    // A leading or trailing dimension of one is no dimension.
    int[] sides = java.util.Arrays.stream(shape).filter(n -> n != 1).toArray();
    float[] values = array.floats();
    if (sides.length == 3 && (sides[2] == 3 || sides[0] == 3)) {
      boolean last = sides[2] == 3;
      int pixels = values.length / 3;
      float[] first = new float[pixels];
      for (int i = 0; i < pixels; i++) {
        first[i] = values[last ? 3 * i : i];
        for (int c = 1; c < 3; c++) {
          if (Float.compare(first[i], values[last ? 3 * i + c : c * pixels + i]) != 0) {
            throw new InputException(file + " has colours; depth has one number a pixel");
          }
        }
      }
      return last
          ? new DepthMap(sides[1], sides[0], first)
          : new DepthMap(sides[2], sides[1], first);
    }
    if (sides.length != 2) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "%s has the shape %s; depth has two dimensions, rows and columns",
              file,
              java.util.Arrays.toString(shape)));
    }
    return new DepthMap(sides[1], sides[0], values);
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
    boolean alpha = image.getColorModel() != null && image.getColorModel().hasAlpha();
    int colours = Math.min(3, alpha ? bands - 1 : bands);
    float[] depth = raster.getSamples(0, 0, w, h, 0, (float[]) null);
    for (int band = 1; band < colours; band++) {
      if (!java.util.Arrays.equals(depth, raster.getSamples(0, 0, w, h, band, (float[]) null))) {
        if (bands == 4 && bytes) {
          return DepthMap.fromRgba(w, h, interleaved(raster, w, h));
        }
        throw new InputException(
            file + " is a coloured picture; depth is a grey one, or an array of numbers");
      }
    }
    if (alpha) { // what is transparent has no depth
      float[] opacity = raster.getSamples(0, 0, w, h, bands - 1, (float[]) null);
      for (int i = 0; i < depth.length; i++) {
        depth[i] = opacity[i] == 0 ? Float.NaN : depth[i];
      }
    }
    return new DepthMap(w, h, depth);
  }

  private static byte[] interleaved(Raster raster, int w, int h) {
    byte[] rgba = new byte[w * h * 4];
    int[] row = new int[w * 4];
    for (int y = 0; y < h; y++) {
      raster.getPixels(0, y, w, 1, row);
      for (int i = 0; i < row.length; i++) {
        rgba[y * w * 4 + i] = (byte) row[i];
      }
    }
    return rgba;
  }
}
