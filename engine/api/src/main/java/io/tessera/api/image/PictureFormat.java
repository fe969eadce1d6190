package io.tessera.api.image;

import io.tessera.api.fault.AtomicFile;
import io.tessera.api.fault.InputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Formats that pictures are written in, told by the endings of their files. */
public enum PictureFormat {
  PNG("png"),
  JPEG("jpg", "jpeg"),
  TIFF("tif", "tiff"),
  /** Written by {@link OpenRaster}, which Krita and GIMP open. */
  ORA("ora"),
  WEBP("webp");

  /** Of JPEG and WebP where nothing else is said. */
  public static final float QUALITY = 0.95f;

  private final List<String> endings;

  PictureFormat(String... endings) {
    this.endings = List.of(endings);
  }

  /**
   * By the ending of a file's name; PNG where it has none, as pipes and devices.
   *
   * @throws InputException if no picture has that ending, or it cannot be written here
   */
  public static PictureFormat of(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    int dot = name.lastIndexOf('.');
    if (dot <= 0) {
      return PNG;
    }
    String ending = name.substring(dot + 1);
    for (PictureFormat format : values()) {
      if (format.endings.contains(ending)) {
        if (format == WEBP && !ImageIO.getImageWritersByFormatName("webp").hasNext()) {
          break;
        }
        return format;
      }
    }
    throw new InputException(
        file
            + " ends in ."
            + ending
            + ", which no picture is written as; use .png, .jpg, .tif"
            + (ImageIO.getImageWritersByFormatName("webp").hasNext() ? ", .webp" : "")
            + " or .ora");
  }

  /**
   * Writes a picture.
   *
   * @param texts put inside a PNG, by keyword
   * @param quality of JPEG and WebP, 0 to 1
   * @throws InputException if it cannot be written
   */
  public void write(RgbImage image, Path file, Map<String, String> texts, float quality) {
    switch (this) {
      case PNG -> PngFile.write(image, file, texts);
      case ORA -> OpenRaster.write(image, file);
      case TIFF -> write(image, file, "tiff", "Deflate", 1);
      case JPEG -> write(image, file, "jpeg", null, quality);
      case WEBP -> write(image, file, "webp", "Lossy", quality);
    }
  }

  private static void write(
      RgbImage image,
      Path file,
      String format,
      @org.jspecify.annotations.Nullable String type,
      float quality) {
    Iterator<ImageWriter> writers = ImageIO.getImageWritersByFormatName(format);
    ImageWriter writer = writers.next();
    try {
      AtomicFile.write(
          file,
          partial -> {
            try (ImageOutputStream out = ImageIO.createImageOutputStream(partial.toFile())) {
              ImageWriteParam param = writer.getDefaultWriteParam();
              param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
              if (type != null) {
                param.setCompressionType(type);
              }
              if (!format.equals("tiff")) {
                param.setCompressionQuality(quality);
              }
              writer.setOutput(out);
              writer.write(null, new IIOImage(PngFile.buffered(image), null, null), param);
            }
          });
    } catch (IOException e) {
      throw new InputException(file + " cannot be written: " + e.getMessage(), e);
    } finally {
      writer.dispose();
    }
  }
}
