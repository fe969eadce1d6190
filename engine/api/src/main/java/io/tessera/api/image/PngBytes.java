package io.tessera.api.image;

import io.tessera.api.fault.InputException;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** Pictures and label maps as PNG in memory, for files that hold several things. */
public final class PngBytes {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

  private PngBytes() {}

  public static byte[] of(RgbImage image) {
    return bytes(PngFile.buffered(image));
  }

  /** A larger PNG of the same pixels, made much sooner. */
  public static byte[] quick(RgbImage image) {
    return QuickPng.of(image);
  }

  /** A grey PNG whose values are the labels. */
  public static byte[] of(LabelMap map) {
    BufferedImage image =
        new BufferedImage(map.width(), map.height(), BufferedImage.TYPE_BYTE_GRAY);
    byte[] data = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    System.arraycopy(map.labels(), 0, data, 0, data.length);
    return bytes(image);
  }

  private static byte[] bytes(BufferedImage image) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** The size of a picture. */
  public record Size(int width, int height) {}

  /**
   * The size that a PNG tells in its first chunk, without reading its pixels.
   *
   * @throws InputException if it is no PNG
   */
  public static Size size(byte[] png) {
    if (png.length < 24 || !Arrays.equals(png, 0, 8, SIGNATURE, 0, 8)) {
      throw new InputException("what should be a PNG is none");
    }
    ByteBuffer header = ByteBuffer.wrap(png, 16, 8);
    return new Size(header.getInt(), header.getInt());
  }

  /**
   * @throws InputException if it is no PNG
   */
  public static RgbImage image(byte[] png) {
    return PngFile.rgb(read(png));
  }

  /**
   * @throws InputException if it is no grey or indexed PNG
   */
  public static LabelMap labels(byte[] png) {
    return PngFile.labels("a label map", read(png));
  }

  private static BufferedImage read(byte[] png) {
    ImageReader reader = ImageIO.getImageReadersByFormatName("png").next();
    try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(png))) {
      if (png.length < 24 || !Arrays.equals(png, 0, 8, SIGNATURE, 0, 8)) {
        throw new InputException("what should be a PNG is none");
      }
      reader.setInput(in, true, true);
      PixelPromise.check("a PNG", reader, png.length);
      return reader.read(0);
    } catch (InputException e) {
      throw e;
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      // what is damaged makes the reader fail in many ways
      throw new InputException("a PNG cannot be read: " + e.getMessage(), e);
    } finally {
      reader.dispose();
    }
  }
}
