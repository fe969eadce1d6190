package io.tessera.api.image;

import io.tessera.api.fault.InputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * One channel of an OpenEXR file of scan lines, uncompressed or by ZIP (openexr.com, "OpenEXR File
 * Layout"): the depth that Blender and others write.
 */
final class Exr {
  private static final int MAGIC = 20000630;

  /** Flags of the version that ask for tiles, deep data or several parts. */
  private static final int UNREAD_FLAGS = 0x200 | 0x800 | 0x1000;

  private static final long MOST_PIXELS = 1L << 28;

  /** Names that depth has, the usual first. */
  private static final List<String> DEPTH = List.of("Z", "depth", "Depth.Z", "V", "Y", "R");

  /**
   * @param type 0 uint32, 1 half, 2 float32
   */
  private record Channel(String name, int type) {
    int bytes() {
      return type == 1 ? 2 : 4;
    }
  }

  private final Path file;
  private final ByteBuffer in;
  private final List<Channel> channels = new ArrayList<>();
  private int compression = -1;
  private int left;
  private int top;
  private int width;
  private int height;

  private Exr(Path file, ByteBuffer in) {
    this.file = file;
    this.in = in;
  }

  /**
   * @throws InputException if the file cannot be read, or is written in a way that is not
   */
  static DepthMap read(Path file) {
    try {
      ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
      return new Exr(file, in).depth();
    } catch (IOException e) {
      throw new InputException(file + " cannot be read: " + e.getMessage(), e);
    } catch (DataFormatException | RuntimeException e) {
      if (e instanceof InputException) {
        throw (InputException) e;
      }
      throw new InputException(file + " is cut off or damaged", e);
    }
  }

  private DepthMap depth() throws DataFormatException {
    if (in.remaining() < 8 || in.getInt() != MAGIC) {
      throw new InputException(file + " is no OpenEXR picture");
    }
    if ((in.getInt() & UNREAD_FLAGS) != 0) {
      throw new InputException(
          file + " has tiles, deep data or several parts; save it as plain scan lines");
    }
    header();
    Channel wanted = wanted();
    int lines =
        switch (compression) {
          case 0, 2 -> 1; // none, ZIPS
          case 3 -> 16; // ZIP
          default ->
              throw new InputException(
                  file + " is compressed in a way that is not read; save it with ZIP or none");
        };
    int before = 0;
    int row = 0;
    for (Channel c : channels) {
      before += c.name.compareTo(wanted.name) < 0 ? c.bytes() * width : 0;
      row += c.bytes() * width;
    }
    int chunks = (height + lines - 1) / lines;
    in.position(in.position() + 8 * chunks); // where each chunk begins
    float[] depth = new float[width * height];
    for (int n = 0; n < chunks; n++) {
      int y = in.getInt() - top;
      byte[] packed = new byte[bounded(in.getInt())];
      in.get(packed);
      int count = Math.min(lines, height - y);
      byte[] plain = packed.length == row * count ? packed : unpacked(packed, row * count);
      ByteBuffer data = ByteBuffer.wrap(plain).order(ByteOrder.LITTLE_ENDIAN);
      for (int k = 0; k < count; k++) {
        for (int x = 0; x < width; x++) {
          int at = k * row + before + x * wanted.bytes();
          depth[(y + k) * width + x] =
              switch (wanted.type) {
                case 0 -> data.getInt(at) & 0xffffffffL;
                case 1 -> Float.float16ToFloat(data.getShort(at));
                default -> data.getFloat(at);
              };
        }
      }
    }
    return new DepthMap(width, height, depth);
  }

  private int bounded(int length) {
    if (length < 0 || length > in.remaining()) {
      throw new InputException(file + " is cut off or damaged");
    }
    return length;
  }

  private void header() {
    for (String name = text(); !name.isEmpty(); name = text()) {
      text(); // type
      int length = bounded(in.getInt());
      int end = in.position() + length;
      switch (name) {
        case "channels" -> {
          for (String c = text(); !c.isEmpty(); c = text()) {
            int type = in.getInt();
            in.position(in.position() + 4);
            int everyColumn = in.getInt();
            int everyRow = in.getInt();
            if (everyColumn != 1 || everyRow != 1 || type < 0 || type > 2) {
              throw new InputException(file + " has a channel of another size: " + c);
            }
            channels.add(new Channel(c, type));
          }
        }
        case "compression" -> compression = in.get();
        case "dataWindow" -> {
          left = in.getInt();
          top = in.getInt();
          width = Math.addExact(Math.subtractExact(in.getInt(), left), 1);
          height = Math.addExact(Math.subtractExact(in.getInt(), top), 1);
        }
        default -> {
          // of no use here
        }
      }
      in.position(end);
    }
    if (width < 1 || height < 1 || (long) width * height > MOST_PIXELS) {
      throw new InputException(
          String.format(Locale.ROOT, "%s claims %d × %d pixels", file, width, height));
    }
  }

  private Channel wanted() {
    if (channels.size() == 1) {
      return channels.getFirst();
    }
    for (String name : DEPTH) {
      for (Channel c : channels) {
        if (c.name.equalsIgnoreCase(name) || c.name.endsWith("." + name)) {
          return c;
        }
      }
    }
    throw new InputException(
        file
            + " has the channels "
            + String.join(", ", channels.stream().map(Channel::name).toList())
            + "; depth should be called Z");
  }

  private String text() {
    int from = in.position();
    while (in.get() != 0) {
      if (in.position() - from > 255) {
        throw new InputException(file + " is cut off or damaged");
      }
    }
    byte[] bytes = new byte[in.position() - from - 1];
    in.get(from, bytes);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** Undoes ZIP: deflate, differences of neighbouring bytes, low and high halves apart. */
  private byte[] unpacked(byte[] packed, int size) throws DataFormatException {
    byte[] mixed = new byte[size];
    try (Inflater inflater = new Inflater()) {
      inflater.setInput(packed);
      int n = 0;
      while (n < size) {
        int more = inflater.inflate(mixed, n, size - n);
        if (more == 0) {
          throw new InputException(file + " is cut off or damaged");
        }
        n += more;
      }
    }
    for (int i = 1; i < size; i++) {
      mixed[i] = (byte) (mixed[i - 1] + mixed[i] - 128);
    }
    byte[] out = new byte[size];
    int half = (size + 1) / 2;
    for (int i = 0; i < size; i++) {
      out[i] = mixed[(i & 1) == 0 ? i / 2 : half + i / 2];
    }
    return out;
  }
}
