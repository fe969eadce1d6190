package io.tessera.api.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tessera.api.fault.InputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Depth as NumPy, MiDaS and Blender write it. */
class ForeignArraysTest {
  /** Two rows of three. */
  private static final float[] DEPTH = {1, 2, 3, 40, 50, 60};

  @TempDir private Path folder;

  private static byte[] npy(String dtype, boolean fortran, String shape, ByteBuffer data) {
    String header =
        String.format(
            Locale.ROOT,
            "{'descr': '%s', 'fortran_order': %s, 'shape': (%s), }\n",
            dtype,
            fortran ? "True" : "False",
            shape);
    ByteBuffer out =
        ByteBuffer.allocate(10 + header.length() + data.capacity()).order(ByteOrder.LITTLE_ENDIAN);
    out.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    out.putShort((short) header.length()).put(header.getBytes(StandardCharsets.ISO_8859_1));
    return out.put(data.array()).array();
  }

  private static ByteBuffer numbers(String dtype, float[] values) {
    int width = dtype.charAt(2) - '0';
    ByteBuffer data =
        ByteBuffer.allocate(values.length * width)
            .order(dtype.charAt(0) == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    for (float v : values) {
      switch (dtype.substring(1)) {
        case "f2" -> data.putShort(Float.floatToFloat16(v));
        case "f4" -> data.putFloat(v);
        case "f8" -> data.putDouble(v);
        case "i2", "u2" -> data.putShort((short) v);
        case "i4", "u4" -> data.putInt((int) v);
        case "i8", "u8" -> data.putLong((long) v);
        default -> data.put((byte) v);
      }
    }
    return data;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<f2", "<f4", "<f8", ">f2", ">f4", ">f8", "<i2", ">i2", "<u2", ">u2", "<i4", "<u4", ">u4",
        "<i8", "<u8", ">i8", "|u1", "|i1"
      })
  void everyTypeOfNumberIsRead(String dtype) throws IOException {
    Path file =
        Files.write(folder.resolve("d.npy"), npy(dtype, false, "2, 3", numbers(dtype, DEPTH)));
    assertThat(DepthFile.read(file)).isEqualTo(new DepthMap(3, 2, DEPTH));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {"2, 3", "1, 2, 3", "1, 2, 3, 1", "2, 3, 1"})
  void columnsFirstAndDimensionsOfOneAreRead(String shape) throws IOException {
    float[] byColumns = {1, 40, 2, 50, 3, 60};
    Path file =
        Files.write(folder.resolve("d.npy"), npy("<f4", true, shape, numbers("<f4", byColumns)));
    assertThat(DepthFile.read(file)).isEqualTo(new DepthMap(3, 2, DEPTH));
  }

  @Test
  void threeChannelsAreReadWhereTheyAreGrey() throws IOException {
    float[] grey = new float[18];
    for (int i = 0; i < 18; i++) {
      grey[i] = DEPTH[i / 3];
    }
    byte[] file = npy("<f4", false, "2, 3, 3", numbers("<f4", grey));
    assertThat(DepthFile.read(Files.write(folder.resolve("g.npy"), file)))
        .isEqualTo(new DepthMap(3, 2, DEPTH));
    grey[4] = 7;
    byte[] coloured = npy("<f4", false, "2, 3, 3", numbers("<f4", grey));
    Path path = Files.write(folder.resolve("c.npy"), coloured);
    assertThatThrownBy(() -> DepthFile.read(path)).hasMessageContaining("has colours");
  }

  /** The header is long and almost right: a pattern that tries all ways would take for ever. */
  @Test
  void aHeaderThatMeansHarmIsRefusedAtOnce() throws IOException {
    String nasty = "'descr': '".repeat(6000);
    ByteBuffer out = ByteBuffer.allocate(12 + nasty.length()).order(ByteOrder.LITTLE_ENDIAN);
    out.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 2, 0}).putInt(nasty.length());
    Path file =
        Files.write(
            folder.resolve("n.npy"), out.put(nasty.getBytes(StandardCharsets.ISO_8859_1)).array());
    long began = System.nanoTime();
    assertThatThrownBy(() -> Npy.read(file)).isInstanceOf(InputException.class);
    assertThat(System.nanoTime() - began).isLessThan(2_000_000_000L);
    for (String shape : new String[] {"99999999999", "65536, 65536, 65536, 65536", "-1, 2"}) {
      Path lie =
          Files.write(folder.resolve("l.npy"), npy("<f4", false, shape, numbers("<f4", DEPTH)));
      assertThatThrownBy(() -> Npy.read(lie)).isInstanceOf(InputException.class);
    }
  }

  private Path npz(String... names) throws IOException {
    Path file = folder.resolve("d.npz");
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (String name : names) {
        zip.putNextEntry(new ZipEntry(name + ".npy"));
        zip.write(npy("<f4", false, "2, 3", numbers("<f4", DEPTH)));
      }
    }
    return file;
  }

  @Test
  void archivesGiveTheirOnlyArrayOrTheOneCalledDepth() throws IOException {
    assertThat(DepthFile.read(npz("arr_0"))).isEqualTo(new DepthMap(3, 2, DEPTH));
    assertThat(DepthFile.read(npz("image", "depth"))).isEqualTo(new DepthMap(3, 2, DEPTH));
    Path several = npz("a", "b");
    assertThatThrownBy(() -> DepthFile.read(several)).hasMessageContaining("several arrays (a, b)");
    Path none = npz();
    assertThatThrownBy(() -> DepthFile.read(none)).isInstanceOf(InputException.class);
  }

  @ParameterizedTest
  @CsvSource({"Pf,-1.0", "Pf,1", "PF,-1.0"})
  void floatMapsBeginWithTheLowestRow(String kind, String scale) throws IOException {
    int channels = kind.equals("PF") ? 3 : 1;
    ByteBuffer data =
        ByteBuffer.allocate(24 * channels)
            .order(scale.startsWith("-") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    for (int i : new int[] {3, 4, 5, 0, 1, 2}) {
      for (int c = 0; c < channels; c++) {
        data.putFloat(DEPTH[i]);
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes((kind + "\n3 2\n" + scale + "\n").getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(data.array());
    Path file = Files.write(folder.resolve("d.pfm"), out.toByteArray());
    assertThat(DepthFile.read(file)).isEqualTo(new DepthMap(3, 2, DEPTH));
    Path cut =
        Files.write(folder.resolve("cut.pfm"), java.util.Arrays.copyOf(out.toByteArray(), 20));
    assertThatThrownBy(() -> DepthFile.read(cut)).hasMessageContaining("is cut off");
  }

  private static void attribute(ByteBuffer out, String name, String type, byte[] value) {
    out.put(name.getBytes(StandardCharsets.US_ASCII)).put((byte) 0);
    out.put(type.getBytes(StandardCharsets.US_ASCII)).put((byte) 0);
    out.putInt(value.length).put(value);
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * @param half whether there is a channel "A" of halves before Z, as Blender's alpha
   */
  private static byte[] exr(int compression, boolean half) {
    ByteBuffer channels = little(64);
    if (half) {
      channels.put(new byte[] {'A', 0}).putInt(1).putInt(0).putInt(1).putInt(1);
    }
    channels.put(new byte[] {'Z', 0}).putInt(2).putInt(0).putInt(1).putInt(1).put((byte) 0);
    byte[] list = java.util.Arrays.copyOf(channels.array(), channels.position());
    byte[] box = little(16).putInt(0).putInt(0).putInt(2).putInt(1).array();
    ByteBuffer out = little(4096);
    out.putInt(20000630).putInt(2);
    attribute(out, "channels", "chlist", list);
    attribute(out, "compression", "compression", new byte[] {(byte) compression});
    attribute(out, "dataWindow", "box2i", box);
    attribute(out, "displayWindow", "box2i", box);
    out.put((byte) 0);
    int lines = compression == 3 ? 16 : 1;
    int chunks = (2 + lines - 1) / lines;
    out.position(out.position() + 8 * chunks);
    for (int y = 0; y < 2; y += lines) {
      ByteBuffer data = little(Math.min(lines, 2) * (half ? 18 : 12));
      for (int row = y; row < Math.min(2, y + lines); row++) {
        for (int x = 0; half && x < 3; x++) {
          data.putShort(Float.floatToFloat16(1));
        }
        for (int x = 0; x < 3; x++) {
          data.putFloat(DEPTH[row * 3 + x]);
        }
      }
      byte[] bytes = compression == 0 ? data.array() : packed(data.array());
      out.putInt(y).putInt(bytes.length).put(bytes);
    }
    return java.util.Arrays.copyOf(out.array(), out.position());
  }

  /** As OpenEXR does: halves apart, differences, deflate; as it is where that is not shorter. */
  private static byte[] packed(byte[] data) {
    byte[] mixed = new byte[data.length];
    int half = (data.length + 1) / 2;
    for (int i = 0; i < data.length; i++) {
      mixed[(i & 1) == 0 ? i / 2 : half + i / 2] = data[i];
    }
    for (int i = data.length - 1; i > 0; i--) {
      mixed[i] = (byte) (mixed[i] - mixed[i - 1] + 128);
    }
    byte[] out = new byte[data.length + 64];
    try (Deflater deflater = new Deflater()) {
      deflater.setInput(mixed);
      deflater.finish();
      int n = deflater.deflate(out);
      return n < data.length ? java.util.Arrays.copyOf(out, n) : data;
    }
  }

  @ParameterizedTest
  @CsvSource({"0,false", "0,true", "2,true", "3,false", "3,true"})
  void openExrOfScanLinesIsRead(int compression, boolean half) throws IOException {
    Path file = Files.write(folder.resolve("d.exr"), exr(compression, half));
    DepthMap map = DepthFile.read(file);
    assertThat(map.width()).isEqualTo(3);
    assertThat(map.depth()).containsExactly(DEPTH, within(0f));
  }

  @Test
  void otherOpenExrIsRefusedInOneLine() throws IOException {
    byte[] good = exr(3, true);
    Path piz = Files.write(folder.resolve("p.exr"), exr(4, true));
    assertThatThrownBy(() -> DepthFile.read(piz)).hasMessageContaining("compressed in a way");
    for (int n = 0; n < good.length; n += 5) {
      Path cut = Files.write(folder.resolve("c.exr"), java.util.Arrays.copyOf(good, n));
      assertThatThrownBy(() -> DepthFile.read(cut)).isInstanceOf(InputException.class);
    }
  }
}
