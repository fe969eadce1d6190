package io.tessera.api.image;

import com.drew.imaging.ImageMetadataReader;
import com.drew.imaging.ImageProcessingException;
import com.drew.metadata.MetadataException;
import com.drew.metadata.exif.ExifIFD0Directory;
import io.tessera.api.fault.InputException;
import java.awt.color.CMMException;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.InflaterInputStream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageInputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.w3c.dom.NodeList;

/**
 * The one reader of pictures: for the studio, renders, completions, trainings and evaluations. What
 * comes out is what a viewer shows: upright, in sRGB, over white where it is transparent.
 */
public final class PictureFile {
  /** The writer of WebP brings a reader in C; a file of others should meet Java's bounds only. */
  private static final String NATIVE = "com.luciad.";

  private static final Logger LOG = LoggerFactory.getLogger(PictureFile.class);
  private static final String PNG = "javax_imageio_png_1.0";

  /** An sRGB profile is a few kilobytes; one of a printer two megabytes. */
  private static final int LONGEST_PROFILE = 16 << 20;

  private PictureFile() {}

  /**
   * A file's pixels, upright, as they lie in the file.
   *
   * @param profile the colours' profile, where the image does not have it itself
   */
  record Pixels(BufferedImage image, Optional<ICC_Profile> profile) {}

  /**
   * Reads a picture: PNG, JPEG, WebP, TIFF, BMP or GIF.
   *
   * @throws InputException if the file cannot be read or is no picture
   */
  public static RgbImage read(Path file) {
    return toRgb(file, pixels(file));
  }

  /**
   * @throws InputException if the file's pixels make no sense
   */
  static RgbImage toRgb(Path file, Pixels pixels) {
    try {
      return Colors.toRgb(pixels.image, pixels.profile);
    } catch (RuntimeException | OutOfMemoryError e) {
      throw unreadable(file, e);
    }
  }

  private static InputException unreadable(Path file, Throwable cause) {
    String what =
        cause instanceof OutOfMemoryError
            ? "there is not enough memory for it"
            : String.valueOf(cause.getMessage()).lines().findFirst().orElse("it is damaged");
    return new InputException(file + " cannot be read as a picture: " + what, cause);
  }

  /**
   * @throws InputException if the file cannot be read or is no picture
   */
  static Pixels pixels(Path file) {
    if (!Files.exists(file)) {
      throw new InputException("there is no file " + file);
    }
    if (Files.isDirectory(file)) {
      throw new InputException(file + " is a folder; a picture is wanted");
    }
    try (InputStream source = stream(file);
        ImageInputStream in =
            ImageIO.createImageInputStream(source == null ? file.toFile() : source)) {
      ImageReader reader = reader(file, in);
      try {
        reader.setInput(in, true, false);
        PixelPromise.check(file, reader, Files.isRegularFile(file) ? Files.size(file) : 0);
        boolean[] incomplete = {false};
        reader.addIIOReadWarningListener((by, warning) -> incomplete[0] |= isAboutTheEnd(warning));
        BufferedImage image = reader.read(0);
        if (incomplete[0]) {
          LOG.warn("{} ends too early: a part of the picture is missing", file);
        }
        Optional<ICC_Profile> profile = Optional.empty();
        if (reader.getFormatName().equalsIgnoreCase("png")) {
          profile = pngProfile(reader.getImageMetadata(0));
        }
        return new Pixels(Orientation.of(orientation(file)).upright(image), profile);
      } finally {
        reader.dispose();
      }
    } catch (InputException e) {
      throw e;
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      throw unreadable(file, e); // damaged files make readers fail in many ways
    }
  }

  /** What readers of JPEG say of half a file, which they show as far as it goes. */
  private static boolean isAboutTheEnd(String warning) {
    String w = warning.toLowerCase(Locale.ROOT);
    return w.contains("premature") || w.contains("truncated") || w.contains("end of");
  }

  private static ImageReader reader(Path file, ImageInputStream in) {
    Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
    while (readers.hasNext()) {
      ImageReader reader = readers.next();
      if (!reader.getClass().getName().startsWith(NATIVE)) {
        return reader;
      }
      reader.dispose();
    }
    throw new InputException(
        file + " is no picture that can be read; use PNG, JPEG, WebP, TIFF, BMP or GIF");
  }

  /** Of what is no file of a disk, such as a pipe: it can be read once only. */
  private static @Nullable InputStream stream(Path file) throws IOException {
    return Files.isRegularFile(file) ? null : new ByteArrayInputStream(Files.readAllBytes(file));
  }

  /** EXIF's orientation, 1 to 8; 1 where nothing is said. */
  private static int orientation(Path file) {
    if (!Files.isRegularFile(file)) {
      return 1;
    }
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      for (ExifIFD0Directory exif :
          ImageMetadataReader.readMetadata(in, Files.size(file))
              .getDirectoriesOfType(ExifIFD0Directory.class)) {
        if (exif.containsTag(ExifIFD0Directory.TAG_ORIENTATION)) {
          return exif.getInt(ExifIFD0Directory.TAG_ORIENTATION);
        }
      }
    } catch (IOException | ImageProcessingException | MetadataException | RuntimeException e) {
      // what is damaged says nothing
    }
    return 1;
  }

  /** The profile in a PNG's iCCP chunk, which Java's reader leaves to its caller. */
  private static Optional<ICC_Profile> pngProfile(IIOMetadata metadata) {
    NodeList chunks = ((IIOMetadataNode) metadata.getAsTree(PNG)).getElementsByTagName("iCCP");
    if (chunks.getLength() == 0
        || !(((IIOMetadataNode) chunks.item(0)).getUserObject() instanceof byte[] deflated)) {
      return Optional.empty();
    }
    try (InputStream in = new InflaterInputStream(new ByteArrayInputStream(deflated))) {
      return Optional.of(ICC_Profile.getInstance(in.readNBytes(LONGEST_PROFILE)));
    } catch (IOException | IllegalArgumentException | CMMException e) {
      return Optional.empty(); // damaged: as without
    }
  }
}
