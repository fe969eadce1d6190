package io.tessera.api.image;

import java.awt.color.CMMException;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.ColorConvertOp;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.util.Optional;

/**
 * Pixels of a file as 8-bit sRGB. Grey without a profile is taken as sRGB's grey, as viewers do:
 * Java's own conversion takes it as linear light, which turns 128 into 188.
 */
final class Colors {
  /** What transparent pixels lie over. */
  static final int BACKGROUND = 255;

  private Colors() {}

  /**
   * @param profile of the colours, where the image does not have it itself
   */
  static RgbImage toRgb(BufferedImage image, Optional<ICC_Profile> profile) {
    int w = image.getWidth();
    int h = image.getHeight();
    byte[] rgb = new byte[w * h * 3];
    Rows rows = rows(image, profile);
    int[] pixels = new int[w * 4];
    for (int y = 0; y < h; y++) {
      rows.read(y, pixels);
      for (int x = 0; x < w; x++) {
        int alpha = pixels[x * 4 + 3];
        for (int c = 0; c < 3; c++) {
          rgb[(y * w + x) * 3 + c] = (byte) over(pixels[x * 4 + c], alpha);
        }
      }
    }
    return new RgbImage(w, h, rgb);
  }

  /** A colour, 0 to 255, over the background; alpha 0 to 255. */
  private static int over(int colour, int alpha) {
    return (colour * alpha + BACKGROUND * (255 - alpha) + 127) / 255;
  }

  /** Gives rows of red, green, blue and alpha, each 0 to 255. */
  private interface Rows {
    void read(int y, int[] rgba);
  }

  private static Rows rows(BufferedImage image, Optional<ICC_Profile> profile) {
    ColorModel model = image.getColorModel();
    int bands = image.getRaster().getNumBands();
    ColorSpace space = model.getColorSpace();
    boolean integers = image.getRaster().getTransferType() <= DataBuffer.TYPE_INT;
    if (!(model instanceof IndexColorModel)
        && integers
        && !model.isAlphaPremultiplied()
        && bands == model.getNumComponents()) {
      Optional<ICC_Profile> own = profile.or(() -> embedded(space));
      int colours = model.getNumColorComponents();
      Optional<Conversion> conversion = own.flatMap(p -> Conversion.of(p, colours));
      if (conversion.isPresent()) {
        return new Samples(image.getRaster(), model, conversion);
      }
      if (space.getType() == ColorSpace.TYPE_GRAY || space.getType() == ColorSpace.TYPE_RGB) {
        return new Samples(image.getRaster(), model, Optional.empty());
      }
    }
    return new Packed(image);
  }

  /** The profile that a reader has given an image; none for Java's own spaces. */
  private static Optional<ICC_Profile> embedded(ColorSpace space) {
    return space instanceof ICC_ColorSpace icc
            && !space.isCS_sRGB()
            && !space.equals(ColorSpace.getInstance(ColorSpace.CS_GRAY))
            && !space.equals(ColorSpace.getInstance(ColorSpace.CS_LINEAR_RGB))
        ? Optional.of(icc.getProfile())
        : Optional.empty();
  }

  /** Java's own view of a pixel: palettes, premultiplied alpha, whatever is rare. */
  private record Packed(BufferedImage image) implements Rows {
    @Override
    public void read(int y, int[] rgba) {
      int w = image.getWidth();
      int[] row = image.getRGB(0, y, w, 1, null, 0, w);
      for (int x = 0; x < w; x++) {
        rgba[x * 4] = row[x] >> 16 & 255;
        rgba[x * 4 + 1] = row[x] >> 8 & 255;
        rgba[x * 4 + 2] = row[x] & 255;
        rgba[x * 4 + 3] = row[x] >>> 24;
      }
    }
  }

  /** The samples as they are, brought to 8 bits, then to sRGB. */
  private record Samples(Raster raster, ColorModel model, Optional<Conversion> conversion)
      implements Rows {
    @Override
    public void read(int y, int[] rgba) {
      int w = raster.getWidth();
      int bands = raster.getNumBands();
      int colours = model.getNumColorComponents();
      int[] row = raster.getPixels(raster.getMinX(), raster.getMinY() + y, w, 1, (int[]) null);
      int[] eight = new int[bands];
      for (int x = 0; x < w; x++) {
        for (int b = 0; b < bands; b++) {
          eight[b] = toEight(row[x * bands + b], model.getComponentSize(b));
        }
        for (int c = 0; c < 3; c++) {
          rgba[x * 4 + c] = eight[colours == 1 ? 0 : c];
        }
        rgba[x * 4 + 3] = bands > colours ? eight[colours] : 255;
      }
      conversion.ifPresent(c -> c.convert(rgba, w, colours));
    }

    private static int toEight(int sample, int bits) {
      if (bits == 8) {
        return sample;
      }
      long most = (1L << bits) - 1;
      return (int) (((sample & 0xffffffffL) * 255 + most / 2) / most);
    }
  }

  /** From a profile's colours to sRGB, row by row. */
  private record Conversion(ColorConvertOp op) {
    /** How far a conversion from sRGB to itself may be off, of 255. */
    private static final int ROUNDING = 2;

    static Optional<Conversion> of(ICC_Profile profile, int colours) {
      try {
        int type = new ICC_ColorSpace(profile).getType();
        boolean fits =
            colours == 1 && type == ColorSpace.TYPE_GRAY
                || colours == 3 && type == ColorSpace.TYPE_RGB;
        if (fits) {
          ICC_Profile srgb = ICC_Profile.getInstance(ColorSpace.CS_sRGB);
          Conversion c =
              new Conversion(new ColorConvertOp(new ICC_Profile[] {profile, srgb}, null));
          // A damaged profile says so now. What is sRGB but for rounding is left exactly as it is.
          return c.isIdentity(colours) ? Optional.empty() : Optional.of(c);
        }
      } catch (CMMException | IllegalArgumentException e) {
        // as without a profile
      }
      return Optional.empty();
    }

    private boolean isIdentity(int colours) {
      int steps = 6;
      int count = colours == 1 ? steps : steps * steps * steps;
      int[] before = new int[count * 4];
      for (int i = 0; i < count; i++) {
        int red = i % steps;
        before[i * 4] = 51 * red;
        before[i * 4 + 1] = 51 * (colours == 1 ? red : i / steps % steps);
        before[i * 4 + 2] = 51 * (colours == 1 ? red : i / steps / steps);
      }
      int[] after = before.clone();
      convert(after, count, colours);
      for (int i = 0; i < before.length; i++) {
        if (Math.abs(after[i] - before[i]) > ROUNDING) {
          return false;
        }
      }
      return true;
    }

    void convert(int[] rgba, int width, int colours) {
      WritableRaster from =
          Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, width, 1, colours, null);
      WritableRaster to = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, width, 1, 3, null);
      byte[] in = ((DataBufferByte) from.getDataBuffer()).getData();
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < colours; c++) {
          in[x * colours + c] = (byte) rgba[x * 4 + c];
        }
      }
      op.filter(from, to);
      byte[] out = ((DataBufferByte) to.getDataBuffer()).getData();
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < 3; c++) {
          rgba[x * 4 + c] = out[x * 3 + c] & 255;
        }
      }
    }
  }
}
