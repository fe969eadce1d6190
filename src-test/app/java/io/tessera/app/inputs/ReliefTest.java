package io.tessera.app.inputs;

import static org.assertj.core.api.Assertions.assertThat;

import io.tessera.api.image.LabelMap;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Depth that is evened out. */
class ReliefTest {
  @ParameterizedTest
  @CsvSource({"7, 5, 2", "40, 23, 3", "3, 4, 9", "1, 1, 1"})
  void everyPixelBecomesTheMeanAboutIt(int w, int h, int radius) {
    byte[] values = new byte[w * h];
    new Random(3).nextBytes(values);
    byte[] found = Relief.blurred(new LabelMap(w, h, values), radius).labels();
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        double sum = 0;
        for (int dy = -radius; dy <= radius; dy++) {
          for (int dx = -radius; dx <= radius; dx++) {
            int at = Math.clamp(y + dy, 0, h - 1) * w + Math.clamp(x + dx, 0, w - 1);
            sum += values[at] & 0xff;
          }
        }
        double mean = sum / ((2 * radius + 1) * (2 * radius + 1));
        assertThat(Math.abs((found[y * w + x] & 0xff) - mean)).isLessThan(0.51);
      }
    }
  }
}
