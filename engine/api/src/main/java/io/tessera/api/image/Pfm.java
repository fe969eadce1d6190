package io.tessera.api.image;

import io.tessera.api.fault.InputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Portable float maps: {@code Pf}, width and height, a scale whose sign tells the byte order, then
 * float32, the lowest row first. Of {@code PF}, which has three channels, grey ones are read.
 */
final class Pfm {
  private static final int LONGEST_HEADER = 256;

  private Pfm() {}

  /**
   * @throws InputException if the file cannot be read or is no grey float map
   */
  static DepthMap read(Path file) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new InputException(file + " cannot be read: " + e.getMessage(), e);
    }
    String head =
        new String(bytes, 0, Math.min(LONGEST_HEADER, bytes.length), StandardCharsets.US_ASCII);
    String[] words = head.split("\\s+", 5);
    if (words.length < 5
        || !words[0].matches("P[fF]")
        || !words[1].matches("\\d{1,6}")
        || !words[2].matches("\\d{1,6}")
        || !words[3].matches("[-+.0-9eE]{1,30}")) {
      throw new InputException(file + " is no float map (PFM)");
    }
    int width = Integer.parseInt(words[1]);
    int height = Integer.parseInt(words[2]);
    int channels = words[0].equals("PF") ? 3 : 1;
    int start = head.length() - words[4].length();
    long floats = (long) width * height * channels;
    if (width < 1 || height < 1 || floats * 4 > bytes.length - (long) start) {
      throw new InputException(file + " is cut off");
    }
    ByteOrder order = words[3].startsWith("-") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    ByteBuffer data = ByteBuffer.wrap(bytes).order(order);
    float[] depth = new float[width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int at = start + 4 * channels * ((height - 1 - y) * width + x);
        depth[y * width + x] = data.getFloat(at);
        for (int c = 1; c < channels; c++) {
          if (Float.compare(data.getFloat(at + 4 * c), depth[y * width + x]) != 0) {
            throw new InputException(file + " has colours; depth has one number a pixel");
          }
        }
      }
    }
    return new DepthMap(width, height, depth);
  }
}
