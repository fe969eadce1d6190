package io.tessera.api.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tessera.api.fault.InputException;
import io.tessera.engine.golden.Golden;
import java.awt.color.ColorSpace;
import java.awt.image.BandedSampleModel;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferFloat;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DepthFileTest {
  @TempDir Path folder;

  @Test
  void greyPicturesOf8And16BitsKeepTheirValues() throws IOException {
    assertThat(grey(BufferedImage.TYPE_BYTE_GRAY, 200).at(1, 2)).isEqualTo(200);
    assertThat(grey(BufferedImage.TYPE_USHORT_GRAY, 40_000).at(1, 2)).isEqualTo(40_000);
  }

  private DepthMap grey(int type, int value) throws IOException {
    BufferedImage image = new BufferedImage(3, 4, type);
    image.getRaster().setSample(1, 2, 0, value);
    Path file = folder.resolve(value + ".png");
    ImageIO.write(image, "png", file.toFile());
    return DepthFile.read(file);
  }

  @Test
  void theOriginalsFloatsInFourBytesAreRead() {
    DepthMap map = DepthFile.read(Golden.path("misc/depth_rgba.png"));
    float[] expected = Golden.npz("misc/depth_coord.npz").floats("depth");
    assertThat(map.depth()).containsExactly(expected);
  }

  @Test
  void floatsInTiffAndArraysAreRead() throws IOException {
    float[] values = {0.5f, -2, 1e6f, 3};
    WritableRaster raster =
        Raster.createWritableRaster(
            new BandedSampleModel(DataBuffer.TYPE_FLOAT, 2, 2, 1),
            new DataBufferFloat(values, 4),
            null);
    BufferedImage image =
        new BufferedImage(
            new ComponentColorModel(
                ColorSpace.getInstance(ColorSpace.CS_GRAY), false, false, 1, DataBuffer.TYPE_FLOAT),
            raster,
            false,
            null);
    Path tiff = folder.resolve("d.tiff");
    assertThat(ImageIO.write(image, "tiff", tiff.toFile())).isTrue();
    assertThat(DepthFile.read(tiff).depth()).containsExactly(values, within(0f));
    Path npy = folder.resolve("d.npy");
    Npy.of(values, 1, 2, 2).write(npy);
    assertThat(DepthFile.read(npy)).isEqualTo(new DepthMap(2, 2, values));
    assertThat(DepthFile.isDepthByName(npy)).isTrue();
  }

  @Test
  void whatIsNoDepthIsToldApart() throws IOException {
    byte[] rgb = new byte[12];
    rgb[0] = 9;
    Path colours = folder.resolve("c.png");
    PngFile.write(new RgbImage(2, 2, rgb), colours, Map.of());
    fails(colours, "coloured");
    Path hole = folder.resolve("h.npy");
    Npy.of(new float[] {1, Float.NaN}, 1, 2).write(hole);
    fails(hole, "two dimensions");
    Npy.of(new float[] {Float.NaN, Float.NaN, Float.NaN, Float.NaN}, 2, 2).write(hole);
    fails(hole, "no depth anywhere");
  }

  @Test
  void holesAreFilledAndTheSkyIsAsFarAsTheFarthest() throws IOException {
    Path file = folder.resolve("metric.npy");
    float inf = Float.POSITIVE_INFINITY;
    Npy.of(new float[] {inf, 1e10f, 3, 4, Float.NaN, 5}, 2, 3).write(file);
    List<String> told = new ArrayList<>();
    assertThat(DepthFile.read(file, told::add).depth()).containsExactly(5, 5, 3, 4, 5, 5);
    assertThat(told).hasSize(2);
    assertThat(told.getFirst()).contains("2 places are infinitely far");
    assertThat(told.getLast()).contains("1 places without a depth");
  }

  private static void fails(Path file, String says) {
    assertThatThrownBy(() -> DepthFile.read(file))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(says);
  }
}
