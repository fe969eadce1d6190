package io.tessera.engine.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.tessera.api.image.LabelMap;
import io.tessera.api.image.RgbImage;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VariedPhotographsTest {
  private static final int W = 60;
  private static final int H = 48;
  private static final int SIDE = 32;

  /** Grey values and labels that tell the column. */
  private static Sample columns(long index) {
    byte[] rgb = new byte[W * H * 3];
    byte[] labels = new byte[W * H];
    for (int i = 0; i < W * H; i++) {
      labels[i] = (byte) (i % W);
      for (int c = 0; c < 3; c++) {
        rgb[i * 3 + c] = (byte) (40 + 2 * (i % W));
      }
    }
    return new Sample(
        new RgbImage(W, H, rgb),
        Optional.of(new LabelMap(W, H, labels)),
        Optional.empty(),
        Optional.empty(),
        Sample.Style.PHOTOGRAPH,
        Optional.empty());
  }

  @Test
  void noPictureComesBackTheSameAndLabelsGoWithIt() {
    VariedPhotographs varied = new VariedPhotographs(VariedPhotographsTest::columns, SIDE, 3);
    Set<String> seen = new HashSet<>();
    for (long n = 0; n < 20; n++) {
      Sample s = varied.get(n);
      assertThat(s.image().width()).isEqualTo(SIDE);
      assertThat(s.image().height()).isEqualTo(SIDE);
      LabelMap map = s.labels().orElseThrow();
      int left = map.at(0, 0);
      assertThat(map.at(SIDE - 1, SIDE - 1)).isEqualTo(left + SIDE - 1);
      int first = s.image().rgb()[0] & 0xff;
      // At most a quarter stop and 4 %, with a gamma of 2.2.
      assertThat(first / (40.0 + 2 * left)).isBetween(0.89, 1.12);
      seen.add(left + " " + first + " " + (s.image().rgb()[1] & 0xff));
    }
    assertThat(seen).hasSizeGreaterThan(17);
  }

  @Test
  void onePictureIsAlwaysVariedTheSame() {
    VariedPhotographs varied = new VariedPhotographs(VariedPhotographsTest::columns, SIDE, 3);
    assertThat(varied.get(7).image().rgb()).isEqualTo(varied.get(7).image().rgb());
  }
}
