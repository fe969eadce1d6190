package io.tessera.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tessera.api.image.PngBytes;
import io.tessera.api.image.RgbImage;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pictures that are sent arrive as they were, also those that no compression makes smaller. */
class SentPicturesTest {
  @ParameterizedTest
  @CsvSource({"1, 1", "3, 2", "17, 31", "640, 416"})
  void aQuickPngIsThePicture(int width, int height) {
    byte[] noise = new byte[width * height * 3];
    new Random(4).nextBytes(noise);
    RgbImage picture = new RgbImage(width, height, noise);
    byte[] png = PngBytes.quick(picture);
    assertThat(PngBytes.size(png)).isEqualTo(new PngBytes.Size(width, height));
    assertThat(PngBytes.image(png)).isEqualTo(picture);
    RgbImage grey = Watched.grey(width, height, 200);
    assertThat(PngBytes.image(PngBytes.quick(grey))).isEqualTo(grey);
  }
}
