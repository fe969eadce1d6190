package io.tessera.api.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LineDrawingTest {
  private static RgbImage grey(int w, int h, java.util.function.IntBinaryOperator value) {
    byte[] rgb = new byte[w * h * 3];
    for (int i = 0; i < w * h; i++) {
      Arrays.fill(rgb, 3 * i, 3 * i + 3, (byte) value.applyAsInt(i % w, i / w));
    }
    return new RgbImage(w, h, rgb);
  }

  /** A disc has one closed line of one pixel, where its border is. */
  @Test
  void aDiscHasItsOutline() {
    DepthMap lines =
        LineDrawing.of(grey(96, 96, (x, y) -> Math.hypot(x - 48, y - 48) < 30 ? 200 : 60));
    int on = 0;
    for (int y = 0; y < 96; y++) {
      for (int x = 0; x < 96; x++) {
        if (lines.at(x, y) == 1) {
          on++;
          assertThat(Math.hypot(x - 48, y - 48)).isBetween(28.0, 32.0);
        }
      }
    }
    // A thin circle has between 8 r / sqrt 2 and 2 pi r pixels; diagonals may have corners.
    assertThat(on).isBetween(165, 230);
    for (int degrees = 0; degrees < 360; degrees += 5) {
      double a = Math.toRadians(degrees);
      boolean found = false;
      for (double r = 27; r < 33; r += 0.5) {
        found |=
            lines.at((int) Math.round(48 + r * Math.cos(a)), (int) Math.round(48 + r * Math.sin(a)))
                == 1;
      }
      assertThat(found).as("at %d degrees", degrees).isTrue();
    }
  }

  @Test
  void aFlatPictureAndAFaintSlopeHaveNone() {
    assertThat(LineDrawing.of(grey(40, 30, (x, y) -> 128)).depth()).containsOnly(0f);
    assertThat(LineDrawing.of(grey(40, 30, (x, y) -> 100 + x / 2)).depth()).containsOnly(0f);
    assertThat(LineDrawing.of(grey(1, 1, (x, y) -> 9)).depth()).containsOnly(0f);
  }

  @Test
  void inkOnPaperIsADrawingWhicheverIsDark() {
    RgbImage ink = grey(50, 50, (x, y) -> x == 20 ? 10 : 245);
    RgbImage chalk = grey(50, 50, (x, y) -> x == 20 ? 245 : 10);
    assertThat(LineDrawing.isDrawing(ink)).isTrue();
    assertThat(LineDrawing.isDrawing(chalk)).isTrue();
    assertThat(LineDrawing.isDrawing(grey(50, 50, (x, y) -> 5 * x))).isFalse();
    assertThat(LineDrawing.isDrawing(grey(50, 50, (x, y) -> x < 25 ? 10 : 245))).isFalse();
  }

  @Test
  void aThinLineSurvivesWhateverTheSize() {
    float[] line = new float[97 * 61];
    Arrays.fill(line, 30 * 97, 31 * 97, 1);
    DepthMap map = new DepthMap(97, 61, line);
    for (int h : new int[] {1, 7, 20, 60, 61, 100}) {
      DepthMap other = LineDrawing.resized(map, 33, h);
      for (int x = 0; x < 33; x++) {
        float most = 0;
        for (int y = 0; y < h; y++) {
          most = Math.max(most, other.at(x, y));
        }
        assertThat(most).as("%d rows", h).isEqualTo(1);
      }
    }
    assertThat(LineDrawing.resized(map, 97, 61)).isEqualTo(map);
  }

  /** The signal at a pixel is what the nearest line leaves there, as a Gaussian of two pixels. */
  @Test
  void networksSeeSoftLines() {
    float[] dots = new float[40 * 30];
    dots[10 * 40 + 12] = 1;
    dots[21 * 40 + 30] = 1;
    float[] soft = LineDrawing.signal(new DepthMap(40, 30, dots));
    for (int y = 0; y < 30; y++) {
      for (int x = 0; x < 40; x++) {
        double a = (x - 12) * (x - 12) + (y - 10) * (y - 10);
        double b = (x - 30) * (x - 30) + (y - 21) * (y - 21);
        double left = Math.exp(-Math.min(a, b) / 8);
        // Farther than six pixels along an axis nothing is left; that is under a ninetieth.
        assertThat((soft[y * 40 + x] + 1) / 2).isCloseTo((float) left, within(0.012f));
      }
    }
    // Unlike depth, nothing is stretched: no line at all stays none.
    assertThat(LineDrawing.signal(new DepthMap(2, 1, new float[] {0, 0}))).containsExactly(-1, -1);
  }

  /** Grass is no outline: specks and short strokes are left out. */
  @Test
  void whatIsShortIsNoLine() {
    DepthMap lines =
        LineDrawing.of(
            grey(
                240,
                240,
                (x, y) -> y < 120 ? 220 : y > 140 && x % 20 < 4 && y % 20 < 4 ? 150 : 80));
    for (int y = 0; y < 240; y++) {
      for (int x = 4; x < 236; x++) {
        assertThat(lines.at(x, y) == 1)
            .as("(%d, %d)", x, y)
            .isEqualTo(y == 119 || y == 120 ? lines.at(4, y) == 1 : false);
      }
    }
    assertThat(lines.at(100, 119) + lines.at(100, 120)).isEqualTo(1);
  }
}
