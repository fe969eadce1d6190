package io.tessera.api.image;

import io.tessera.api.fault.InputException;
import java.awt.image.BufferedImage;
import java.nio.file.Path;

/**
 * Masks as paint programs write them: what is bright is masked, however the picture stores it
 * (grey, colours, a palette, 1 to 16 bits, JPEG); of a picture with one brightness and a varying
 * transparency what is opaque.
 */
public final class MaskFile {
  private static final int HALF = 128;

  /** A mask whose brightest place is darker than this is black, with a codec's noise. */
  private static final int NOISE = 16;

  private MaskFile() {}

  /**
   * A map of 0 where a picture stays and 1 where it is made new. The threshold is half way between
   * black and white; a mask of two values is told apart by them, so that 0 and 1 work too.
   *
   * @throws InputException if the file cannot be read as a picture
   */
  public static LabelMap read(Path file) {
    BufferedImage image = PngFile.read(file);
    int w = image.getWidth();
    int h = image.getHeight();
    int[] light = new int[w * h];
    int[] opacity = new int[w * h];
    int[] row = new int[w];
    boolean wide =
        image.getColorModel().getNumComponents() <= 2
            && image.getRaster().getSampleModel().getSampleSize(0) > 8;
    for (int y = 0; y < h; y++) {
      image.getRGB(0, y, w, 1, row, 0, w);
      for (int x = 0; x < w; x++) {
        int p = row[x];
        opacity[y * w + x] = p >>> 24;
        // Java shows linear grey brighter than it is stored; what counts is what is stored.
        light[y * w + x] =
            wide || image.getColorModel().getNumColorComponents() == 1
                ? stored(image, x, y)
                : ((p >> 16 & 255) * 299 + (p >> 8 & 255) * 587 + (p & 255) * 114) / 1000;
      }
    }
    return new LabelMap(w, h, masked(isConstant(light) && !isConstant(opacity) ? opacity : light));
  }

  private static int stored(BufferedImage image, int x, int y) {
    int bits = image.getRaster().getSampleModel().getSampleSize(0);
    int value = image.getRaster().getSample(x, y, 0);
    return bits >= 8 ? value >> (bits - 8) : value * 255 / ((1 << bits) - 1);
  }

  private static boolean isConstant(int[] values) {
    for (int v : values) {
      if (v != values[0]) {
        return false;
      }
    }
    return true;
  }

  private static byte[] masked(int[] values) {
    boolean[] seen = new boolean[256];
    int most = 0;
    int least = 255;
    for (int v : values) {
      seen[v] = true;
      most = Math.max(most, v);
      least = Math.min(least, v);
    }
    int kinds = 0;
    for (boolean s : seen) {
      kinds += s ? 1 : 0;
    }
    int threshold =
        kinds == 2 ? most : most < NOISE ? 256 : most < HALF ? (least + most + 1) / 2 : HALF;
    byte[] mask = new byte[values.length];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = (byte) (values[i] >= threshold ? 1 : 0);
    }
    return mask;
  }
}
