package io.tessera.api.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * A PNG that is made in a few milliseconds, for pictures that are sent and soon replaced: each
 * pixel as its difference to the one on its left, deflated at the lowest level. {@link PngFile}
 * makes smaller ones.
 */
final class QuickPng {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final byte SUB = 1;

  private QuickPng() {}

  static byte[] of(RgbImage image) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(image.rgb().length / 2 + 100);
    out.writeBytes(SIGNATURE);
    ByteBuffer header = ByteBuffer.allocate(13);
    header.putInt(image.width()).putInt(image.height());
    header.put((byte) 8).put((byte) 2); // 8 bits, red green blue; the rest is 0
    chunk(out, "IHDR", header.array(), header.capacity());
    byte[] rows = filtered(image);
    byte[] packed = new byte[rows.length + rows.length / 1000 + 64];
    try (Deflater deflater = new Deflater(Deflater.BEST_SPEED)) {
      deflater.setInput(rows);
      deflater.finish();
      int n = deflater.deflate(packed);
      if (!deflater.finished()) {
        throw new IllegalStateException("a picture grows when it is deflated");
      }
      chunk(out, "IDAT", packed, n);
    }
    chunk(out, "IEND", new byte[0], 0);
    return out.toByteArray();
  }

  private static byte[] filtered(RgbImage image) {
    byte[] rgb = image.rgb();
    int row = image.width() * 3;
    byte[] rows = new byte[(row + 1) * image.height()];
    for (int y = 0, to = 0; y < image.height(); y++) {
      rows[to++] = SUB;
      for (int i = 0, from = y * row; i < row; i++, from++) {
        rows[to++] = (byte) (i < 3 ? rgb[from] : rgb[from] - rgb[from - 3]);
      }
    }
    return rows;
  }

  private static void chunk(ByteArrayOutputStream out, String type, byte[] data, int length) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(data, 0, length);
    out.writeBytes(ByteBuffer.allocate(4).putInt(length).array());
    out.writeBytes(name);
    out.write(data, 0, length);
    out.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
  }
}
