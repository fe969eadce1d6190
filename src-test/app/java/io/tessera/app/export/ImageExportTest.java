package io.tessera.app.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.tessera.api.Condition;
import io.tessera.api.RenderRequest;
import io.tessera.api.Schedule;
import io.tessera.api.TokenGrid;
import io.tessera.api.TokenSampler;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.Npy;
import io.tessera.api.image.PictureFile;
import io.tessera.api.image.PngFile;
import io.tessera.api.image.RgbImage;
import io.tessera.api.json.RequestJson;
import io.tessera.app.document.Region;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageExportTest {
  @TempDir private Path folder;

  private static RgbImage image() {
    byte[] rgb = new byte[64 * 48 * 3];
    new Random(1).nextBytes(rgb);
    return new RgbImage(64, 48, rgb);
  }

  private static RenderRequest request() {
    return new RenderRequest(
        "demo",
        new Condition.Layout(LabelMap.filled(64, 48, 0)),
        Map.of(),
        64,
        48,
        1,
        new TokenSampler(1, 100, 1, false),
        1,
        Schedule.EXACT,
        true);
  }

  @Test
  void everyFormatCanBeReadAgain() throws Exception {
    for (String name : new String[] {"a.png", "a.jpg", "a.tif"}) {
      Path file = folder.resolve(name);
      ImageExport.write(image(), request(), null, file, ImageExport.Options.DEFAULT);
      assertThat(ImageIO.read(file.toFile()).getWidth()).as(name).isEqualTo(64);
    }
    assertThat(PictureFile.read(folder.resolve("a.tif"))).isEqualTo(image());
    assertThat(PngFile.texts(folder.resolve("a.png"))).containsKey(RequestJson.PNG_KEYWORD);
  }

  @Test
  void metadataCanBeLeftOutOrPutBeside() throws Exception {
    Path file = folder.resolve("b.png");
    ImageExport.write(
        image(),
        request(),
        null,
        file,
        new ImageExport.Options(0.5, Optional.empty(), false, true, 0.9f));
    assertThat(PngFile.texts(file)).isEmpty();
    assertThat(PictureFile.read(file).width()).isEqualTo(32);
    assertThat(RequestJson.read(Files.readString(folder.resolve("b.png.json")).strip()))
        .isEqualTo(request());
  }

  @Test
  void tokensAreWrittenAsNumbers() throws Exception {
    TokenGrid tokens = new TokenGrid(2, 3, new int[] {1, 2, 3, 4, 5, 6});
    ImageExport.writeTokens(tokens, folder.resolve("t.npy"));
    assertThat(Npy.read(folder.resolve("t.npy")).shape()).containsExactly(2, 3);
    ImageExport.writeTokens(tokens, folder.resolve("t.csv"));
    assertThat(folder.resolve("t.csv")).hasContent("1,2,3\n4,5,6\n");
  }

  @Test
  void aPartIsCutOutAndClaimsNoTokens() {
    Path file = folder.resolve("part.png");
    ImageExport.write(
        image(),
        request(),
        null,
        file,
        new ImageExport.Options(1, Optional.of(new Region(10, 6, 20, 900)), true, false, 0.9f));
    RgbImage part = PictureFile.read(file);
    assertThat(part).isEqualTo(image().crop(10, 6, 20, image().height() - 6));
    assertThat(PngFile.texts(file)).isEmpty();
  }
}
