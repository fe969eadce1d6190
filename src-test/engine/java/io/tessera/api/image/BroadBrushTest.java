package io.tessera.api.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BroadBrushTest {
  @Test
  void specklesGoAndEdgesStayWhereTheyWere() {
    int w = 60;
    int h = 40;
    byte[] labels = new byte[w * h];
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < labels.length; i++) {
      int ground = i / w < 20 ? 0 : 7;
      labels[i] = (byte) (random.nextInt(20) == 0 ? 9 : ground);
    }
    LabelMap painted = BroadBrush.paint(new LabelMap(w, h, labels), 3);
    for (int x = 0; x < w; x++) {
      assertThat(painted.at(x, 5)).isEqualTo(0);
      assertThat(painted.at(x, 17)).isEqualTo(0);
      assertThat(painted.at(x, 22)).isEqualTo(7);
      assertThat(painted.at(x, 35)).isEqualTo(7);
    }
  }

  @Test
  void aSmallSunStaysABlob() {
    LabelMap map = LabelMap.filled(100, 60, 0);
    for (int y = 20; y < 27; y++) {
      Arrays.fill(map.labels(), y * 100 + 40, y * 100 + 47, (byte) 2);
    }
    LabelMap painted = BroadBrush.paint(map, 5);
    assertThat(painted.at(43, 23)).isEqualTo(2);
    assertThat(painted.histogram()[2]).isBetween(9, 150);
    assertThat(painted.at(70, 23)).isEqualTo(0);
  }
}
