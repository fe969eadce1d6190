package io.tessera.app.export;

import io.tessera.api.image.PngFile;
import io.tessera.api.image.RgbImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/**
 * Animated PNG in all colours (PNG specification, third edition, section 11.3.5). Every picture is
 * written by Java's PNG writer; its data chunks then become frames of one file. Viewers that know
 * no animation show the first picture.
 */
final class Apng {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

  private final DataOutputStream out;
  private int sequence;
  private @Nullable RgbImage before;

  /** Where a picture differs from the one before it. */
  private record Box(int x, int y, int width, int height) {
    static Box of(@Nullable RgbImage before, RgbImage now) {
      if (before == null) {
        return new Box(0, 0, now.width(), now.height());
      }
      int row = 3 * now.width();
      int first = Arrays.mismatch(before.rgb(), now.rgb());
      if (first < 0) {
        return new Box(0, 0, 1, 1); // a frame cannot be empty
      }
      int top = first / row;
      int bottom = top;
      int left = row;
      int right = 0;
      for (int y = top; y < now.height(); y++) {
        for (int i = 0; i < row; i++) {
          if (before.rgb()[y * row + i] != now.rgb()[y * row + i]) {
            left = Math.min(left, i);
            right = Math.max(right, i);
            bottom = y;
          }
        }
      }
      int x = left / 3;
      return new Box(x, top, right / 3 - x + 1, bottom - top + 1);
    }
  }

  private Apng(OutputStream out) {
    this.out = new DataOutputStream(out);
  }

  /** Writes all pictures of a clip; it repeats for ever. */
  static void write(Clip clip, OutputStream to) throws IOException {
    Apng apng = new Apng(to);
    apng.out.write(SIGNATURE);
    for (int n = 0; n < clip.frames(); n++) {
      apng.frame(clip, n);
    }
    apng.chunk("IEND", new byte[0]);
    apng.out.flush();
  }

  private void frame(Clip clip, int n) throws IOException {
    RgbImage picture = clip.frame(n);
    Box box = Box.of(before, picture);
    before = picture;
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    RgbImage changed = picture.crop(box.x, box.y, box.width, box.height);
    ImageIO.write(PngFile.buffered(changed), "png", png);
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(png.toByteArray()));
    in.skipNBytes(SIGNATURE.length);
    while (in.available() > 0) {
      byte[] data = new byte[in.readInt()];
      String type = new String(in.readNBytes(4), StandardCharsets.US_ASCII);
      in.readFully(data);
      in.skipNBytes(4); // the check sum
      if (type.equals("IHDR")) {
        if (n == 0) {
          chunk("IHDR", data);
          int frames = clip.frames();
          chunk("acTL", numbers(d -> d.writeInt(frames), d -> d.writeInt(0)));
        }
        chunk("fcTL", control(box, clip.hundredths(n)));
      } else if (type.equals("IDAT") && n == 0) {
        chunk("IDAT", data);
      } else if (type.equals("IDAT")) {
        int number = sequence++;
        chunk("fdAT", numbers(d -> d.writeInt(number), d -> d.write(data)));
      }
    }
  }

  /** What has changed, over what was there, for so long. */
  private byte[] control(Box box, int hundredths) {
    int number = sequence++;
    return numbers(
        d -> d.writeInt(number),
        d -> d.writeInt(box.width),
        d -> d.writeInt(box.height),
        d -> d.writeInt(box.x),
        d -> d.writeInt(box.y),
        d -> d.writeShort(hundredths),
        d -> d.writeShort(100),
        d -> d.writeShort(0)); // nothing is disposed of, nothing blended
  }

  private interface Field {
    void write(DataOutputStream to) throws IOException;
  }

  private static byte[] numbers(Field... fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      DataOutputStream to = new DataOutputStream(bytes);
      for (Field field : fields) {
        field.write(to);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory takes all
    }
    return bytes.toByteArray();
  }

  private void chunk(String type, byte[] data) throws IOException {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 check = new CRC32();
    check.update(name);
    check.update(data);
    out.writeInt(data.length);
    out.write(name);
    out.write(data);
    out.writeInt((int) check.getValue());
  }
}
