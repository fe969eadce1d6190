package io.tessera.api.image;

import io.tessera.api.fault.InputException;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;

/**
 * Whether a picture can be what it says it is, before memory is taken for it: a file of a kilobyte
 * can promise gigabytes of pixels.
 */
final class PixelPromise {
  /** Most pixels that are read. */
  private static final long MOST_PIXELS = 1L << 28;

  /**
   * How many bytes of pixels a byte of the file can become, by format: deflate at most 1032, run
   * lengths of BMP 128; the others are bounded generously. A lossless WebP of one colour has no
   * bound; one of some areas, such as a layout, stays far below this.
   */
  private static final Map<String, Integer> MOST_EXPANSION =
      Map.of(
          "png", 1100, "bmp", 140, "gif", 3000, "jpeg", 3000, "tif", 3000, "tiff", 3000, "webp",
          100_000);

  /** What a reader and the steps after it take for a pixel. */
  private static final int BYTES_PER_PIXEL = 8;

  private static final long SMALL = 1 << 20;

  private PixelPromise() {}

  /**
   * @param length of the file in bytes; 0 if it is not known
   * @throws InputException if it has more pixels than can be handled, than fit into memory, or than
   *     its bytes can hold
   */
  static void check(Object file, ImageReader reader, long length) throws IOException {
    long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
    if (pixels > MOST_PIXELS) {
      throw new InputException(
          file + " has " + pixels + " pixels; at most " + MOST_PIXELS + " can be handled");
    }
    if (pixels < 1) {
      throw new InputException(file + " has no pixels");
    }
    Integer most = MOST_EXPANSION.get(reader.getFormatName().toLowerCase(Locale.ROOT));
    if (length > 0 && most != null && raw(reader, pixels) > SMALL + most * length) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "%s is cut off or damaged: %d bytes cannot be %d × %d pixels",
              file,
              length,
              reader.getWidth(0),
              reader.getHeight(0)));
    }
    // What is in use now counts garbage, too, so only what could never fit is refused here.
    long heap = Runtime.getRuntime().maxMemory();
    if (pixels * BYTES_PER_PIXEL > heap) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "%s has %d × %d pixels, for which there is not enough memory (%d MB of Java's heap); make it smaller, or set TESSERA_HEAP, such as 8g",
              file,
              reader.getWidth(0),
              reader.getHeight(0),
              heap >> 20));
    }
  }

  private static long raw(ImageReader reader, long pixels) throws IOException {
    ImageTypeSpecifier type = reader.getRawImageType(0);
    int bits = 0;
    if (type != null) {
      for (int size : type.getSampleModel().getSampleSize()) {
        bits += size;
      }
    }
    return pixels * Math.max(1, bits) / 8;
  }
}
