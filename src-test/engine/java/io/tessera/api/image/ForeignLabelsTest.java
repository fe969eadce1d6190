package io.tessera.api.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Masks and layouts as paint programs and annotation programs write them. */
class ForeignLabelsTest {
  private static final Palette PALETTE =
      new Palette(
          "Test",
          List.of(
              new Palette.Material(0, "Sky", 0x7fb0e0),
              new Palette.Material(3, "Mountain", 0x7d6f80),
              new Palette.Material(10, "Water", 0x2060a0)));
  private static final Palette TABLE =
      new Palette(
          "Elsewhere",
          List.of(
              new Palette.Material(7, "sea", 0x9ac6da), new Palette.Material(8, "sky", 0x9ceedd)));

  private final List<String> told = new ArrayList<>();

  @TempDir private Path folder;

  /** How a paint program may store a mask whose right half is white. */
  enum Kind {
    GREY(BufferedImage.TYPE_BYTE_GRAY),
    GREY_16(BufferedImage.TYPE_USHORT_GRAY),
    ONE_BIT(BufferedImage.TYPE_BYTE_BINARY),
    RGB(BufferedImage.TYPE_INT_RGB),
    RGBA(BufferedImage.TYPE_INT_ARGB);

    private final int type;

    Kind(int type) {
      this.type = type;
    }
  }

  private Path png(BufferedImage image) throws IOException {
    Path file = folder.resolve("x.png");
    ImageIO.write(image, "png", file.toFile());
    return file;
  }

  private static final byte[] RIGHT = {0, 0, 1, 1};

  private static BufferedImage halves(int type, Color left, Color right) {
    BufferedImage image = new BufferedImage(4, 1, type);
    for (int x = 0; x < 4; x++) {
      image.setRGB(x, 0, (x < 2 ? left : right).getRGB());
    }
    return image;
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aMaskIsReadByItsBrightness(Kind kind) throws IOException {
    Path file = png(halves(kind.type, Color.BLACK, Color.WHITE));
    assertThat(MaskFile.read(file).labels()).containsExactly(RIGHT);
  }

  @Test
  void ofOneBrightnessTransparencyCounts() throws IOException {
    Path file = png(halves(BufferedImage.TYPE_INT_ARGB, new Color(255, 255, 255, 0), Color.WHITE));
    assertThat(MaskFile.read(file).labels()).containsExactly(RIGHT);
  }

  @Test
  void coloursOfAPaletteCountNotItsOrder() throws IOException {
    byte[] black = {(byte) 255, 0};
    IndexColorModel whiteFirst = new IndexColorModel(8, 2, black, black, black);
    BufferedImage image = new BufferedImage(4, 1, BufferedImage.TYPE_BYTE_INDEXED, whiteFirst);
    image.getRaster().setSamples(0, 0, 4, 1, 0, new int[] {1, 1, 0, 0});
    assertThat(MaskFile.read(png(image)).labels()).containsExactly(RIGHT);
  }

  @Test
  void zeroAndOneAreAMaskAndNoiseIsNone() throws IOException {
    BufferedImage few = new BufferedImage(4, 1, BufferedImage.TYPE_BYTE_GRAY);
    few.getRaster().setSamples(0, 0, 4, 1, 0, new int[] {0, 0, 1, 1});
    assertThat(MaskFile.read(png(few)).labels()).containsExactly(RIGHT);
    few.getRaster().setSamples(0, 0, 4, 1, 0, new int[] {1, 2, 3, 1});
    assertThat(MaskFile.read(png(few)).labels()).containsOnly(0);
    few.getRaster().setSamples(0, 0, 4, 1, 0, new int[] {1, 30, 226, 255});
    assertThat(MaskFile.read(png(few)).labels()).containsExactly(RIGHT);
  }

  @Test
  void aMaskSavedAsJpegIsTheSame() throws IOException {
    BufferedImage image = new BufferedImage(64, 32, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    g.fillRect(32, 0, 32, 32);
    g.dispose();
    Path file = folder.resolve("m.jpg");
    ImageIO.write(image, "jpeg", file.toFile());
    LabelMap mask = MaskFile.read(file);
    assertThat(mask.at(31, 5)).isZero();
    assertThat(mask.at(32, 5)).isOne();
  }

  private LayoutFile reader(Optional<LabelTable> mapping) {
    return new LayoutFile(PALETTE, List.of(TABLE), mapping, told::add);
  }

  private static BufferedImage painted(boolean smooth) {
    BufferedImage image = new BufferedImage(160, 120, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    g.setRenderingHint(
        RenderingHints.KEY_ANTIALIASING,
        smooth ? RenderingHints.VALUE_ANTIALIAS_ON : RenderingHints.VALUE_ANTIALIAS_OFF);
    g.setColor(new Color(0x7fb0e0));
    g.fillRect(0, 0, 160, 120);
    g.setColor(new Color(0x7d6f80));
    g.fillPolygon(new int[] {0, 60, 150}, new int[] {110, 10, 110}, 3);
    g.setColor(new Color(0x2060a0));
    g.fillOval(20, 80, 120, 35);
    g.dispose();
    return image;
  }

  private double differing(LabelMap a, LabelMap b) {
    int n = 0;
    for (int i = 0; i < a.labels().length; i++) {
      n += a.labels()[i] == b.labels()[i] ? 0 : 1;
    }
    return (double) n / a.labels().length;
  }

  @Test
  void smoothEdgesAndJpegGiveTheSameLayout() throws IOException {
    LabelMap hard = reader(Optional.empty()).read(png(painted(false)));
    assertThat(hard.histogram()[3]).isPositive();
    LabelMap soft = reader(Optional.empty()).read(png(painted(true)));
    assertThat(differing(hard, soft)).isLessThan(0.02);
    Path jpeg = folder.resolve("l.jpg");
    ImageIO.write(painted(true), "jpeg", jpeg.toFile());
    assertThat(differing(hard, reader(Optional.empty()).read(jpeg))).isLessThan(0.03);
  }

  /** Saved again by a program that orders its palette anew. */
  @Test
  void coloursBeatTheOrderOfAnIndexedPalette() throws IOException {
    byte[] r = {0x20, 0x7f, 0x7d};
    byte[] g = {0x60, (byte) 0xb0, 0x6f};
    byte[] b = {(byte) 0xa0, (byte) 0xe0, (byte) 0x80};
    IndexColorModel model = new IndexColorModel(8, 3, r, g, b);
    BufferedImage image = new BufferedImage(4, 1, BufferedImage.TYPE_BYTE_INDEXED, model);
    image.getRaster().setSamples(0, 0, 4, 1, 0, new int[] {0, 1, 2, 2});
    assertThat(reader(Optional.empty()).read(png(image)).labels()).containsExactly(10, 0, 3, 3);
  }

  @Test
  void anotherProgramsColoursAreTranslatedByName() throws IOException {
    Path file = png(halves(BufferedImage.TYPE_INT_RGB, new Color(0x9ceedd), new Color(0x9ac6da)));
    assertThat(reader(Optional.empty()).read(file).labels()).containsExactly(0, 0, 10, 10);
    assertThat(told).singleElement().asString().contains("Elsewhere");
  }

  @Test
  void valuesStayValuesAlsoInRgbAnd16Bits() throws IOException {
    BufferedImage rgb =
        halves(BufferedImage.TYPE_INT_RGB, new Color(3, 3, 3), new Color(10, 10, 10));
    assertThat(reader(Optional.empty()).read(png(rgb)).labels()).containsExactly(3, 3, 10, 10);
    BufferedImage deep = new BufferedImage(4, 1, BufferedImage.TYPE_USHORT_GRAY);
    WritableRaster raster = deep.getRaster();
    raster.setSamples(0, 0, 4, 1, 0, new int[] {3, 3, 10, 0});
    assertThat(reader(Optional.empty()).read(png(deep)).labels()).containsExactly(3, 3, 10, 0);
    raster.setSamples(0, 0, 4, 1, 0, new int[] {3 * 257, 3 * 257, 2570, 0});
    assertThat(reader(Optional.empty()).read(png(deep)).labels()).containsExactly(3, 3, 10, 0);
    raster.setSamples(0, 0, 4, 1, 0, new int[] {1000, 3, 4, 0});
    Path file = png(deep);
    assertThatThrownBy(() -> reader(Optional.empty()).read(file)).hasMessageContaining("above 255");
  }

  @Test
  void aPhotographIsNoLayout() throws IOException {
    BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 64 * 64; i++) {
      image.setRGB(i % 64, i / 64, i * 2654435);
    }
    Path file = png(image);
    assertThatThrownBy(() -> reader(Optional.empty()).read(file))
        .hasMessageContaining("unknown colour");
  }

  @Test
  void aTableSaysWhatValuesAndColoursMean() throws IOException {
    Path json = folder.resolve("labels.json");
    Files.writeString(json, "{\"22\": \"sea\", \"#ff0000\": 3, \"255\": null}");
    LabelTable table = LabelTable.read(json, PALETTE);
    BufferedImage grey = new BufferedImage(4, 1, BufferedImage.TYPE_BYTE_GRAY);
    grey.getRaster().setSamples(0, 0, 4, 1, 0, new int[] {22, 255, 3, 22});
    assertThat(reader(Optional.of(table)).read(png(grey)).labels())
        .containsExactly(10, LabelMap.UNLABELLED, 3, 10);
    Path coloured = png(halves(BufferedImage.TYPE_INT_RGB, Color.RED, Color.GREEN));
    assertThat(reader(Optional.of(table)).read(coloured).labels())
        .containsExactly(3, 3, LabelMap.UNLABELLED, LabelMap.UNLABELLED);
    assertThat(told).singleElement().asString().contains("2 pixels");
    table.write(json, PALETTE);
    assertThat(LabelTable.read(json, PALETTE)).isEqualTo(table);
    Files.writeString(json, "{\"22\": \"unicorn\"}");
    assertThatThrownBy(() -> LabelTable.read(json, PALETTE)).hasMessageContaining("unicorn");
  }

  @Test
  void annotationsAreDrawn() throws IOException {
    Path coco = folder.resolve("coco.json");
    Files.writeString(
        coco,
        """
        {"images": [{"id": 1, "width": 4, "height": 2}, {"id": 2, "width": 9, "height": 9}],
         "categories": [{"id": 1, "name": "sky"}, {"id": 2, "name": "river"}, {"id": 3, "name": "unicorn"}],
         "annotations": [
          {"image_id": 1, "category_id": 1, "segmentation": [[0, 0, 4, 0, 4, 1, 0, 1]]},
          {"image_id": 1, "category_id": 2, "segmentation": {"size": [2, 4], "counts": [5, 1, 1, 1]}},
          {"image_id": 1, "category_id": 3, "segmentation": [[0, 0, 4, 0, 4, 1, 0, 1]]},
          {"image_id": 2, "category_id": 2, "segmentation": [[0, 0, 4, 0, 4, 2, 0, 2]]}]}
        """);
    byte none = (byte) LabelMap.UNLABELLED;
    assertThat(reader(Optional.empty()).read(coco).labels())
        .containsExactly(0, 0, 0, 0, none, none, 10, 10);
    assertThat(told).singleElement().asString().contains("unicorn");
    Path labelme = folder.resolve("labelme.json");
    Files.writeString(
        labelme,
        """
        {"imageWidth": 4, "imageHeight": 2, "shapes": [
          {"label": "sky", "shape_type": "polygon", "points": [[0, 0], [4, 0], [4, 2], [0, 2]]},
          {"label": "sea", "shape_type": "rectangle", "points": [[2, 1], [4, 2]]}]}
        """);
    assertThat(reader(Optional.empty()).read(labelme).labels())
        .containsExactly(0, 0, 0, 0, 0, 0, 10, 10);
    Path other = Files.writeString(folder.resolve("o.json"), "{}");
    assertThatThrownBy(() -> reader(Optional.empty()).read(other)).hasMessageContaining("COCO");
  }

  /** pycocotools writes [5, 1, 1, 1] as these letters, the last one as the difference 0. */
  @Test
  void compressedRunLengthsAreRead() {
    assertThat(RunLengths.of("5110").stream().map(n -> n.asInt())).containsExactly(5, 1, 1, 1);
    assertThat(RunLengths.of("Xo0").stream().map(n -> n.asInt())).containsExactly(1000);
  }
}
