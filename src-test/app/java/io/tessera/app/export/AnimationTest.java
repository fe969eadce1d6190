package io.tessera.app.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.tessera.api.Alternatives;
import io.tessera.api.CodebookPatches;
import io.tessera.api.SlidingWindow;
import io.tessera.api.image.PictureFile;
import io.tessera.api.image.PngFile;
import io.tessera.api.image.RgbImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnimationTest {
  @TempDir private Path folder;

  private record Chunk(String type, byte[] data) {}

  private static RgbImage picture() {
    byte[] rgb = new byte[64 * 48 * 3];
    new Random(1).nextBytes(rgb);
    return new RgbImage(64, 48, rgb);
  }

  private static Growth growth() {
    return new Growth(new RgbImage(64, 48, new byte[64 * 48 * 3]), picture(), 16);
  }

  @Test
  void itGrowsFromLayoutToPicture() {
    Growth growth = growth();
    assertThat(growth.frame(0)).isEqualTo(growth.layout());
    assertThat(growth.frame(growth.frames() - 1)).isEqualTo(picture());
    RgbImage half = growth.at(6); // of twelve cells
    assertThat(half.crop(0, 0, 64, 16)).isEqualTo(picture().crop(0, 0, 64, 16));
    assertThat(half.crop(32, 16, 32, 32)).isEqualTo(growth.layout().crop(32, 16, 32, 32));
  }

  @Test
  void aGifHasEveryFrame() throws Exception {
    Path file = folder.resolve("a.gif");
    Animation.write(growth(), file);
    try (var in = ImageIO.createImageInputStream(file.toFile())) {
      var reader = ImageIO.getImageReadersByFormatName("gif").next();
      reader.setInput(in);
      assertThat(reader.getNumImages(true)).isEqualTo(growth().frames());
    }
  }

  @Test
  void anAnimatedPngHasEveryFrameInAllColours() throws Exception {
    Path file = folder.resolve("a.png");
    Animation.write(growth(), file);
    List<Chunk> chunks = chunks(file);
    assertThat(chunks.getFirst().type()).isEqualTo("IHDR");
    assertThat(chunks.get(1).type()).isEqualTo("acTL");
    assertThat(in(chunks.get(1)).readInt()).isEqualTo(growth().frames());
    assertThat(chunks.getLast().type()).isEqualTo("IEND");
    List<byte[]> data = new ArrayList<>();
    List<int[]> boxes = new ArrayList<>();
    int sequence = 0;
    int hundredths = 0;
    for (Chunk c : chunks) {
      if (c.type().equals("fcTL")) {
        assertThat(in(c).readInt()).isEqualTo(sequence++);
        data.add(new byte[0]);
        DataInputStream rest = in(c);
        rest.skipNBytes(4);
        int w = rest.readInt();
        int h = rest.readInt();
        boxes.add(new int[] {rest.readInt(), rest.readInt(), w, h});
        hundredths += rest.readShort();
      } else if (c.type().equals("IDAT")) {
        data.set(0, joined(data.getFirst(), c.data()));
      } else if (c.type().equals("fdAT")) {
        assertThat(in(c).readInt()).isEqualTo(sequence++);
        data.set(
            data.size() - 1,
            joined(data.getLast(), Arrays.copyOfRange(c.data(), 4, c.data().length)));
      }
    }
    assertThat(hundredths).isEqualTo(40 * 8 + 250);
    assertThat(data).hasSize(growth().frames());
    byte[] canvas = new byte[64 * 48 * 3];
    for (int n = 0; n < data.size(); n++) {
      int[] box = boxes.get(n);
      RgbImage part = picture(box[2], box[3], data.get(n));
      for (int y = 0; y < box[3]; y++) {
        int at = ((box[1] + y) * 64 + box[0]) * 3;
        System.arraycopy(part.rgb(), y * box[2] * 3, canvas, at, box[2] * 3);
      }
      assertThat(canvas).as("frame " + n).isEqualTo(growth().frame(n).rgb());
    }
    assertThat(boxes.get(20)[2] * boxes.get(20)[3]).isLessThanOrEqualTo(16 * 16);
    assertThat(PictureFile.read(file)).isEqualTo(growth().layout()); // what old viewers show
  }

  @Test
  void theSamplingShowsWindowCellAndWhatWasThoughtOf() {
    byte[] rgb = new byte[2 * 4 * 4 * 3];
    Arrays.fill(rgb, 48, 96, (byte) 200); // token 0 is black, token 1 pale
    CodebookPatches book = new CodebookPatches(4, rgb, new float[2][1]);
    Alternatives expected =
        new Alternatives(
            0.25, 1, List.of(new Alternatives.Choice(0, 0.75), new Alternatives.Choice(1, 0.25)));
    SamplingClip clip =
        new SamplingClip(
            growth(),
            Optional.of(new SlidingWindow(3, 4, 2)),
            4,
            book,
            List.of(new SamplingClip.Step(6, 1, expected)));
    assertThat(clip.frames()).isEqualTo(2);
    RgbImage step = clip.frame(0);
    // What came before is there, the cell itself is marked, what comes after is the layout's.
    assertThat(step.crop(0, 0, 14, 16)).isEqualTo(picture().crop(0, 0, 14, 16));
    assertThat(color(step, 40, 24)).isEqualTo(0x58a6ff);
    assertThat(color(step, 56, 40)).isZero();
    // The likeliest one's bar is three times as high as that of the one that was taken.
    assertThat(color(step, 20, 48 + 20)).isEqualTo(0x4b5563);
    assertThat(clip.frame(1).crop(0, 0, 64, 48)).isEqualTo(picture());
    assertThat(clip.frame(1).height()).isEqualTo(step.height());
  }

  private static int color(RgbImage image, int x, int y) {
    int i = (y * image.width() + x) * 3;
    byte[] rgb = image.rgb();
    return (rgb[i] & 255) << 16 | (rgb[i + 1] & 255) << 8 | rgb[i + 2] & 255;
  }

  private static DataInputStream in(Chunk chunk) {
    return new DataInputStream(new ByteArrayInputStream(chunk.data()));
  }

  private static byte[] joined(byte[] a, byte[] b) {
    byte[] out = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, out, a.length, b.length);
    return out;
  }

  private static List<Chunk> chunks(Path file) throws Exception {
    List<Chunk> all = new ArrayList<>();
    try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
      in.skipNBytes(8);
      do {
        byte[] data = new byte[in.readInt()];
        byte[] type = in.readNBytes(4);
        in.readFully(data);
        CRC32 check = new CRC32();
        check.update(type);
        check.update(data);
        assertThat(in.readInt()).isEqualTo((int) check.getValue());
        all.add(new Chunk(new String(type, StandardCharsets.US_ASCII), data));
      } while (!all.getLast().type().equals("IEND"));
      assertThat(in.read()).isEqualTo(-1);
    }
    return all;
  }

  /** A plain PNG of one frame's data, read by Java. */
  private static RgbImage picture(int width, int height, byte[] data) throws Exception {
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    DataOutputStream h = new DataOutputStream(header);
    h.writeInt(width);
    h.writeInt(height);
    h.write(new byte[] {8, 2, 0, 0, 0}); // eight bits of RGB, not interlaced
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeLong(0x89504e470d0a1a0aL);
    for (Chunk c :
        List.of(
            new Chunk("IHDR", header.toByteArray()),
            new Chunk("IDAT", data),
            new Chunk("IEND", new byte[0]))) {
      byte[] type = c.type().getBytes(StandardCharsets.US_ASCII);
      CRC32 check = new CRC32();
      check.update(type);
      check.update(c.data());
      out.writeInt(c.data().length);
      out.write(type);
      out.write(c.data());
      out.writeInt((int) check.getValue());
    }
    return PngFile.rgb(ImageIO.read(new ByteArrayInputStream(bytes.toByteArray())));
  }
}
