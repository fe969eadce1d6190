package io.tessera.api.image;

import io.tessera.api.fault.AtomicFile;
import io.tessera.api.fault.InputException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** OpenRaster (openraster.org): a zip of layers as PNG, which Krita, GIMP and MyPaint open. */
final class OpenRaster {
  private static final int THUMBNAIL = 256;

  private OpenRaster() {}

  /**
   * Writes a picture as one layer.
   *
   * @throws InputException if the file cannot be written
   */
  static void write(RgbImage image, Path file) {
    String stack =
        String.format(
            Locale.ROOT,
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <image version="0.0.3" w="%d" h="%d"><stack><layer name="picture" src="data/layer0.png" x="0" y="0"/></stack></image>
            """,
            image.width(),
            image.height());
    double scale = Math.min(1, (double) THUMBNAIL / Math.max(image.width(), image.height()));
    RgbImage small =
        image.resized(
            Math.max(1, (int) (image.width() * scale)),
            Math.max(1, (int) (image.height() * scale)));
    byte[] picture = PngBytes.of(image);
    try {
      AtomicFile.write(
          file,
          partial -> {
            try (OutputStream out = Files.newOutputStream(partial);
                ZipOutputStream zip = new ZipOutputStream(out)) {
              stored(zip, "mimetype", "image/openraster".getBytes(StandardCharsets.US_ASCII));
              stored(zip, "stack.xml", stack.getBytes(StandardCharsets.UTF_8));
              stored(zip, "data/layer0.png", picture);
              stored(zip, "mergedimage.png", picture);
              stored(zip, "Thumbnails/thumbnail.png", PngBytes.of(small));
            }
          });
    } catch (IOException e) {
      throw new InputException(file + " cannot be written: " + e.getMessage(), e);
    }
  }

  /** Uncompressed, as the format wants its first entry, and PNG has no use for more. */
  private static void stored(ZipOutputStream zip, String name, byte[] data) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    CRC32 crc = new CRC32();
    crc.update(data);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(data.length);
    entry.setCrc(crc.getValue());
    entry.setTime(0);
    zip.putNextEntry(entry);
    zip.write(data);
    zip.closeEntry();
  }
}
