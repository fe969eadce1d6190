package io.tessera.app.palette;

import static org.assertj.core.api.Assertions.assertThat;

import io.tessera.api.image.LabelMap;
import io.tessera.api.image.Palette;
import io.tessera.api.image.PngBytes;
import io.tessera.api.image.PngFile;
import io.tessera.api.image.RgbImage;
import io.tessera.assets.Assets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelImportTest {
  private static final Palette LANDSCAPE = Assets.landscapePalette();

  @TempDir private Path folder;

  /** An ADE20K map: sky, mountain, sea, and a value that no palette has. */
  private Path ade() throws IOException {
    LabelMap map = LabelMap.filled(40, 30, 3);
    for (int i = 400; i < 800; i++) {
      map.labels()[i] = 17;
    }
    for (int i = 800; i < 1199; i++) {
      map.labels()[i] = 27;
    }
    map.labels()[1199] = (byte) 200;
    return Files.write(folder.resolve("ade.png"), PngBytes.of(map));
  }

  @Test
  void valuesOfAnotherPaletteAreReportedAndMappedByMeaning() throws IOException {
    LabelImport file = LabelImport.read(ade()).orElseThrow();
    assertThat(file.coloured()).isFalse();
    assertThat(file.unknown(LANDSCAPE))
        .extracting(LabelImport.Key::value)
        .containsExactly(17, 27, 200);
    assertThat(file.share(file.unknown(LANDSCAPE).getLast())).isEqualTo(1 / 1200.0);
    Map<Integer, Integer> mapping =
        LabelMapping.suggest(file, Assets.palette("ade20k"), LANDSCAPE, Map.of());
    assertThat(mapping)
        .containsEntry(3, 0) // sky
        .containsEntry(17, 3) // mountain
        .containsEntry(27, 10) // sea: water
        .containsEntry(200, LabelMap.UNLABELLED);
    LabelMap map = file.map(mapping);
    assertThat(map.at(0, 0)).isZero();
    assertThat(map.labels()[500]).isEqualTo((byte) 3);
    assertThat(map.labels()[1199]).isEqualTo((byte) LabelMap.UNLABELLED);
    assertThat(LabelMapping.suggest(file, Assets.palette("ade20k"), LANDSCAPE, Map.of(200, 9)))
        .as("what the artist chose before")
        .containsEntry(200, 9);
  }

  @Test
  void coloursNearAMaterialAreTakenForIt() throws IOException {
    RgbImage painted = LANDSCAPE.paint(LabelMap.filled(20, 20, 10));
    painted.rgb()[0] = (byte) (painted.rgb()[0] + 3);
    Path file = folder.resolve("near.png");
    PngFile.write(painted, file, Map.of());
    LabelImport read = LabelImport.read(file).orElseThrow();
    assertThat(read.coloured()).isTrue();
    assertThat(read.unknown(LANDSCAPE)).hasSize(1);
    assertThat(read.map(LabelMapping.suggest(read, LANDSCAPE, LANDSCAPE, Map.of())).at(0, 0))
        .isEqualTo(10);
  }

  @Test
  void aPhotographIsNoMap() throws IOException {
    byte[] rgb = new byte[60 * 60 * 3];
    new Random(1).nextBytes(rgb);
    Path file = folder.resolve("photo.png");
    PngFile.write(new RgbImage(60, 60, rgb), file, Map.of());
    assertThat(LabelImport.read(file)).isEmpty();
  }

  @Test
  void everyPalettesColoursAreTold() {
    for (String id : Assets.PALETTES) {
      Set<Integer> colors = new HashSet<>();
      Assets.palette(id).materials().forEach(m -> colors.add(m.rgb()));
      assertThat(colors.size())
          .as(id)
          .isGreaterThanOrEqualTo(Assets.palette(id).materials().size() * 9 / 10);
    }
  }
}
