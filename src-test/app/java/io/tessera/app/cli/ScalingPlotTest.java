package io.tessera.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tessera.api.ScalingPoint;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScalingPlotTest {
  @TempDir private Path folder;

  private static ScalingPoint point(String series, double x, double value, double bound) {
    return new ScalingPoint(series, x, value, bound, "s");
  }

  /** Four series make two rows of panels; values are blue. */
  @Test
  void everySeriesHasAPanelWithItsValues() throws Exception {
    Path file = folder.resolve("plot.png");
    ScalingPlot.write(
        List.of(
            point("a", 1, 10, Double.NaN),
            point("a", 2, 100, Double.NaN),
            point("b", 1, 5, 9),
            point("b", 8, 1, 2),
            point("c", 1, 1, 1),
            point("c", 2, 1, 1),
            point("d", 1, 3, 4),
            point("d", 2, 4, 5)),
        file);
    BufferedImage image = ImageIO.read(file.toFile());
    int panels = 0;
    for (int p = 0; p < 6; p++) {
      int blue = 0;
      for (int y = 0; y < image.getHeight() / 2; y++) {
        for (int x = 0; x < image.getWidth() / 3; x++) {
          int rgb =
              image.getRGB(p % 3 * image.getWidth() / 3 + x, p / 3 * image.getHeight() / 2 + y);
          blue += (rgb & 0xffffff) == 0x2f6fd0 ? 1 : 0;
        }
      }
      panels += blue > 50 ? 1 : 0;
    }
    assertThat(panels).isEqualTo(4);
  }
}
