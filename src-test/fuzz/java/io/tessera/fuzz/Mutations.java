package io.tessera.fuzz;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** Changes a good file as accidents and people who mean harm do, keeping checksums right. */
final class Mutations {
  private static final int[] EDGES = {
    0, 1, -1, 127, 128, 255, 256, 32767, 65535, 65536, 1 << 24, Integer.MAX_VALUE, Integer.MIN_VALUE
  };
  private static final String[] WORDS = {
    "0",
    "-1",
    "1e999",
    "NaN",
    "null",
    "true",
    "99999999999999999999",
    "16777216",
    "1e-400",
    "[]",
    "{}",
    "\"\"",
    "2147483647",
    "-2147483648",
    "0.5"
  };

  private final SplittableRandom random;

  Mutations(SplittableRandom random) {
    this.random = random;
  }

  /** Some changes, one after another. */
  byte[] of(byte[] seed) {
    byte[] now = seed.clone();
    int changes = 1 + random.nextInt(4);
    for (int n = 0; n < changes && now.length > 0; n++) {
      now = isText(now) && random.nextInt(4) > 0 ? text(now) : isZip(now) ? zip(now) : bytes(now);
    }
    return isPng(now) ? withChecksums(now) : now;
  }

  private byte[] bytes(byte[] b) {
    int at = random.nextInt(b.length);
    return switch (random.nextInt(8)) {
      case 0 -> Arrays.copyOf(b, at);
      case 1 -> spliced(b, at, Math.min(b.length, at + 1 + random.nextInt(64)), new byte[0]);
      case 2 -> {
        int end = Math.min(b.length, at + 1 + random.nextInt(256));
        yield spliced(b, end, end, Arrays.copyOfRange(b, at, end));
      }
      case 3 -> {
        byte[] noise = new byte[1 + random.nextInt(16)];
        random.nextBytes(noise);
        yield spliced(b, at, at, noise);
      }
      case 4, 5 -> {
        ByteBuffer out = ByteBuffer.wrap(b);
        out.order(random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        int edge = EDGES[random.nextInt(EDGES.length)];
        if (random.nextBoolean() && b.length >= 8) {
          out.putLong(Math.min(at, b.length - 8), edge * (random.nextBoolean() ? 1L : 1L << 31));
        } else if (b.length >= 4) {
          out.putInt(Math.min(at, b.length - 4), edge);
        }
        yield b;
      }
      default -> {
        b[at] = (byte) (random.nextBoolean() ? b[at] ^ 1 << random.nextInt(8) : random.nextInt());
        yield b;
      }
    };
  }

  private static byte[] spliced(byte[] b, int from, int to, byte[] between) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(b, 0, from);
    out.writeBytes(between);
    out.write(b, to, b.length - to);
    return out.toByteArray();
  }

  private static boolean isText(byte[] b) {
    for (int i = 0; i < Math.min(64, b.length); i++) {
      if (b[i] < 9) {
        return false;
      }
    }
    return true;
  }

  /** Words for words: numbers at the edge, deep nesting, a part twice. */
  private byte[] text(byte[] b) {
    String s = new String(b, StandardCharsets.UTF_8);
    int at = random.nextInt(s.length());
    int end = at;
    while (end < s.length()
        && (Character.isLetterOrDigit(s.charAt(end)) || ".-".indexOf(s.charAt(end)) >= 0)) {
      end++;
    }
    String changed =
        switch (random.nextInt(6)) {
          case 0 -> {
            int deep = 1 + random.nextInt(20_000);
            yield s.substring(0, at) + "[".repeat(deep) + s.substring(at);
          }
          case 1 -> {
            int to = Math.min(s.length(), at + 1 + random.nextInt(200));
            yield s.substring(0, to) + s.substring(at, to) + s.substring(to);
          }
          case 2 -> s.substring(0, at);
          default -> s.substring(0, at) + WORDS[random.nextInt(WORDS.length)] + s.substring(end);
        };
    return changed.getBytes(StandardCharsets.UTF_8);
  }

  private static boolean isZip(byte[] b) {
    return b.length > 4 && b[0] == 'P' && b[1] == 'K';
  }

  /** Mostly inside an entry, so that it is read at all. */
  private byte[] zip(byte[] b) {
    if (random.nextInt(4) == 0) {
      return bytes(b);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(b));
        ZipOutputStream to = new ZipOutputStream(out)) {
      int n = 0;
      int chosen = random.nextInt(4);
      for (ZipEntry e = in.getNextEntry(); e != null; e = in.getNextEntry(), n++) {
        byte[] data = in.readAllBytes();
        if (n == chosen && data.length > 0) {
          data = isText(data) ? text(data) : bytes(data);
        }
        ZipEntry copy = new ZipEntry(e.getName());
        if (e.getMethod() == ZipEntry.STORED) {
          CRC32 crc = new CRC32();
          crc.update(data);
          copy.setMethod(ZipEntry.STORED);
          copy.setSize(data.length);
          copy.setCrc(crc.getValue());
        }
        to.putNextEntry(copy);
        to.write(data);
      }
    } catch (IOException | IllegalArgumentException e) {
      return bytes(b);
    }
    return out.toByteArray();
  }

  private static boolean isPng(byte[] b) {
    return b.length > 8 && b[0] == (byte) 0x89 && b[1] == 'P';
  }

  /** Else nothing but the checksum is tried. */
  private static byte[] withChecksums(byte[] b) {
    ByteBuffer in = ByteBuffer.wrap(b);
    int at = 8;
    while (at + 12 <= b.length) {
      int length = in.getInt(at);
      if (length < 0 || length > b.length - at - 12) {
        break;
      }
      CRC32 crc = new CRC32();
      crc.update(b, at + 4, length + 4);
      in.putInt(at + 8 + length, (int) crc.getValue());
      at += 12 + length;
    }
    return b;
  }
}
