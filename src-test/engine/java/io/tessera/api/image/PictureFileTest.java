package io.tessera.api.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tessera.api.fault.InputException;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures are read as viewers show them, whatever kind of file they lie in. */
class PictureFileTest {
  private static final int W = 24;
  private static final int H = 16;

  @TempDir private Path folder;

  private static BufferedImage grey(int type) {
    BufferedImage image = new BufferedImage(W, H, type);
    for (int y = 0; y < H; y++) {
      for (int x = 0; x < W; x++) {
        int v = value(x, y);
        image.getRaster().setSample(x, y, 0, type == BufferedImage.TYPE_USHORT_GRAY ? v * 257 : v);
      }
    }
    return image;
  }

  private static int value(int x, int y) {
    return (x * 9 + y * 3) & 255;
  }

  private Path write(BufferedImage image, String name) throws IOException {
    Path file = folder.resolve(name);
    assertThat(ImageIO.write(image, name.substring(name.indexOf('.') + 1), file.toFile())).isTrue();
    return file;
  }

  private static int at(RgbImage image, int x, int y, int c) {
    return image.rgb()[(y * image.width() + x) * 3 + c] & 255;
  }

  @ParameterizedTest
  @CsvSource({"10, g.png", "11, g16.png", "10, g.tiff", "10, g.bmp", "11, g16.tiff"})
  void greyIsExact(int type, String name) throws IOException {
    RgbImage image = PictureFile.read(write(grey(type), name));
    for (int y = 0; y < H; y++) {
      for (int x = 0; x < W; x++) {
        for (int c = 0; c < 3; c++) {
          assertThat(at(image, x, y, c)).as("%d, %d", x, y).isEqualTo(value(x, y));
        }
      }
    }
  }

  @Test
  void greyJpegIsItsSamples() throws IOException {
    Path file = write(grey(BufferedImage.TYPE_BYTE_GRAY), "g.jpg");
    RgbImage image = PictureFile.read(file);
    for (int x = 0; x < W; x++) {
      assertThat(at(image, x, 3, 1)).isBetween(value(x, 3) - 8, value(x, 3) + 8);
    }
  }

  @Test
  void greyWithAlphaLiesOverWhite() throws IOException {
    ComponentColorModel model =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_GRAY),
            true,
            false,
            Transparency.TRANSLUCENT,
            DataBuffer.TYPE_BYTE);
    WritableRaster raster = model.createCompatibleWritableRaster(W, H);
    for (int x = 0; x < W; x++) {
      for (int y = 0; y < H; y++) {
        raster.setPixel(x, y, new int[] {value(x, y), x < 8 ? 255 : x < 16 ? 0 : 128});
      }
    }
    RgbImage image =
        PictureFile.read(write(new BufferedImage(model, raster, false, null), "ga.png"));
    assertThat(at(image, 3, 3, 0)).isEqualTo(value(3, 3));
    assertThat(at(image, 12, 3, 2)).isEqualTo(255);
    assertThat(at(image, 20, 3, 1)).isEqualTo((value(20, 3) * 128 + 255 * 127 + 127) / 255);
  }

  /** What is hidden under transparency changes nothing. */
  @Test
  void hiddenColoursAreNotSeen() throws IOException {
    RgbImage[] read = new RgbImage[2];
    for (int k = 0; k < 2; k++) {
      BufferedImage image = new BufferedImage(W, H, BufferedImage.TYPE_INT_ARGB);
      for (int x = 0; x < W; x++) {
        for (int y = 0; y < H; y++) {
          image.setRGB(x, y, x < 12 ? 0xff306090 : k == 0 ? 0 : 0x00ff00ff);
        }
      }
      read[k] = PictureFile.read(write(image, "cut-out-" + k + ".png"));
    }
    assertThat(read[1]).isEqualTo(read[0]);
    assertThat(at(read[0], 20, 5, 1)).isEqualTo(255);
    assertThat(at(read[0], 5, 5, 2)).isEqualTo(0x90);
  }

  /** A picture whose upper left quarter is red, lower left green, upper right blue, rest black. */
  private static BufferedImage quarters() {
    BufferedImage image = new BufferedImage(32, 16, BufferedImage.TYPE_3BYTE_BGR);
    for (int y = 0; y < 16; y++) {
      for (int x = 0; x < 32; x++) {
        image.setRGB(x, y, x < 16 ? y < 8 ? 0xff0000 : 0x00ff00 : y < 8 ? 0x0000ff : 0);
      }
    }
    return image;
  }

  @ParameterizedTest
  @CsvSource({ // orientation, then what is seen upper left, upper right, lower left: r g b or k
    "1, r, b, g", "2, b, r, k", "3, k, g, b", "4, g, k, r",
    "5, r, g, b", "6, g, r, k", "7, k, b, g", "8, b, k, r"
  })
  void camerasAreHeldInAllWays(
      int orientation, String upperLeft, String upperRight, String lowerLeft) throws IOException {
    Path file = folder.resolve("o.jpg");
    Files.write(file, withSegment(jpeg(quarters()), 0xe1, exif(orientation)));
    RgbImage image = PictureFile.read(file);
    boolean swapped = orientation >= 5;
    assertThat(image.width()).isEqualTo(swapped ? 16 : 32);
    int right = image.width() - 3;
    int below = image.height() - 3;
    assertThat(colour(image, 2, 2)).isEqualTo(upperLeft);
    assertThat(colour(image, right, 2)).isEqualTo(upperRight);
    assertThat(colour(image, 2, below)).isEqualTo(lowerLeft);
  }

  private static String colour(RgbImage image, int x, int y) {
    for (int c = 0; c < 3; c++) {
      if (at(image, x, y, c) > 128) {
        return "rgb".substring(c, c + 1);
      }
    }
    return "k";
  }

  private static byte[] jpeg(BufferedImage image) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, "jpeg", out)).isTrue();
    return out.toByteArray();
  }

  /** A JPEG with a segment after its beginning. */
  private static byte[] withSegment(byte[] jpeg, int marker, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(jpeg, 0, 2);
    out.write(0xff);
    out.write(marker);
    out.write((content.length + 2) >> 8);
    out.write(content.length + 2);
    out.writeBytes(content);
    out.write(jpeg, 2, jpeg.length - 2);
    return out.toByteArray();
  }

  private static byte[] exif(int orientation) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes("Exif\0\0".getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(new byte[] {'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1});
    out.writeBytes(new byte[] {1, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte) orientation, 0, 0});
    out.writeBytes(new byte[4]);
    return out.toByteArray();
  }

  /** Print shops write the inverse of each ink, and Adobe's marker. */
  @Test
  void inksBecomeColours() throws IOException {
    WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, W, H, 4, null);
    for (int x = 0; x < W; x++) {
      for (int y = 0; y < H; y++) { // cyan ink over the left, magenta ink over the right half
        raster.setPixel(x, y, x < 12 ? new int[] {0, 255, 255, 255} : new int[] {255, 0, 255, 255});
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageWriter writer =
        java.util.stream.StreamSupport.stream(
                java.util.Spliterators.spliteratorUnknownSize(
                    ImageIO.getImageWritersByFormatName("jpeg"), 0),
                false)
            .filter(w -> w.getClass().getName().startsWith("com.sun"))
            .findFirst()
            .orElseThrow();
    try (ImageOutputStream to = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(to);
      writer.write(new IIOImage(raster, null, null));
    }
    writer.dispose();
    byte[] adobe = {'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0};
    Path file = folder.resolve("inks.jpg");
    Files.write(file, withSegment(out.toByteArray(), 0xee, adobe));
    RgbImage image = PictureFile.read(file);
    assertThat(at(image, 4, 4, 0)).isLessThan(60);
    assertThat(at(image, 4, 4, 1)).isGreaterThan(150);
    assertThat(at(image, 4, 4, 2)).isGreaterThan(200);
    assertThat(at(image, 20, 4, 0)).isGreaterThan(200);
    assertThat(at(image, 20, 4, 1)).isLessThan(60);
  }

  /** A profile whose red and blue are exchanged would be seen; here linear light stands for it. */
  @Test
  void profilesAreFollowedAndSrgbIsLeftAlone() {
    BufferedImage image = new BufferedImage(W, H, BufferedImage.TYPE_3BYTE_BGR);
    for (int x = 0; x < W; x++) {
      image.setRGB(x, 0, 0x803010);
    }
    ICC_Profile linear =
        ((ICC_ColorSpace) ColorSpace.getInstance(ColorSpace.CS_LINEAR_RGB)).getProfile();
    ICC_Profile srgb = ICC_Profile.getInstance(ColorSpace.CS_sRGB);
    ICC_Profile grey = ICC_Profile.getInstance(ColorSpace.CS_GRAY);
    RgbImage plain = Colors.toRgb(image, Optional.empty());
    assertThat(at(plain, 3, 0, 0)).isEqualTo(0x80);
    assertThat(Colors.toRgb(image, Optional.of(srgb))).isEqualTo(plain);
    assertThat(Colors.toRgb(image, Optional.of(grey))).isEqualTo(plain); // does not fit
    assertThat(at(Colors.toRgb(image, Optional.of(linear)), 3, 0, 0)).isBetween(184, 192);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 7, 60})
  void cutFilesAreSaidInOneLine(int length) throws IOException {
    Path whole = write(grey(BufferedImage.TYPE_BYTE_GRAY), "whole.png");
    Path cut = folder.resolve("cut.png");
    Files.write(cut, java.util.Arrays.copyOf(Files.readAllBytes(whole), length));
    assertThatThrownBy(() -> PictureFile.read(cut))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("cut.png")
        .message()
        .doesNotContain("\n");
  }

  @Test
  void foldersAndMissingFilesAreNamed() {
    assertThatThrownBy(() -> PictureFile.read(folder))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("is a folder");
    assertThatThrownBy(() -> PictureFile.read(folder.resolve("none.png")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("there is no file");
  }

  /** It is shown as far as it goes, as viewers do; that something is missing is said. */
  @Test
  void halfOfAJpegIsTold() throws IOException {
    Path file = folder.resolve("half.jpg");
    java.awt.image.BufferedImage image =
        new java.awt.image.BufferedImage(64, 64, java.awt.image.BufferedImage.TYPE_INT_RGB);
    for (int k = 0; k < 64 * 64; k++) {
      image.setRGB(k % 64, k / 64, k * 7919);
    }
    javax.imageio.ImageIO.write(image, "jpeg", file.toFile());
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(whole, whole.length / 2));
    ch.qos.logback.classic.Logger log =
        (ch.qos.logback.classic.Logger) org.slf4j.LoggerFactory.getLogger(PictureFile.class);
    ch.qos.logback.core.read.ListAppender<ch.qos.logback.classic.spi.ILoggingEvent> lines =
        new ch.qos.logback.core.read.ListAppender<>();
    lines.start();
    log.addAppender(lines);
    try {
      assertThat(PictureFile.read(file).width()).isEqualTo(64);
      assertThat(lines.list)
          .anyMatch(e -> e.getFormattedMessage().contains("half.jpg ends too early"));
      lines.list.clear();
      Files.write(file, whole);
      PictureFile.read(file);
      assertThat(lines.list).isEmpty();
    } finally {
      log.detachAppender(lines);
    }
  }
}
