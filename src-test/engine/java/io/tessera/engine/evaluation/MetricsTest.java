package io.tessera.engine.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tessera.api.CodebookUse;
import io.tessera.api.EvaluationRequest;
import io.tessera.api.SamplingConfig;
import io.tessera.api.TokenGrid;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.RgbImage;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private static RgbImage noise(long seed) {
    byte[] rgb = new byte[32 * 32 * 3];
    new SplittableRandom(seed).nextBytes(rgb);
    return new RgbImage(32, 32, rgb);
  }

  private static RgbImage flat(int grey) {
    byte[] rgb = new byte[32 * 32 * 3];
    java.util.Arrays.fill(rgb, (byte) grey);
    return new RgbImage(32, 32, rgb);
  }

  @Test
  void psnrOfAKnownDifference() {
    double mse = ImageMetrics.meanSquare(flat(100), flat(110));
    assertThat(mse).isEqualTo(100);
    assertThat(ImageMetrics.psnr(mse)).isCloseTo(28.1308, within(1e-3));
    assertThat(ImageMetrics.psnr(0)).isEqualTo(99);
  }

  /** For flat pictures only the luminance term is left: (2ab + C1) / (a² + b² + C1). */
  @Test
  void ssimFollowsItsFormula() {
    double c1 = 6.5025;
    double expected = (2 * 100 * 110 + c1) / (100 * 100 + 110 * 110 + c1);
    assertThat(ImageMetrics.ssim(flat(100), flat(110))).isCloseTo(expected, within(1e-3));
    assertThat(ImageMetrics.ssim(noise(1), noise(1))).isCloseTo(1, within(1e-6));
    assertThat(ImageMetrics.ssim(noise(1), noise(2))).isLessThan(0.2);
  }

  @Test
  void codebookUse() {
    CodebookUse use = new CodebookUse(8);
    use.count(new TokenGrid(2, 2, new int[] {0, 1, 2, 3}));
    assertThat(use.used()).isEqualTo(0.5);
    assertThat(use.perplexity()).isCloseTo(4, within(1e-9));
    use.count(new TokenGrid(1, 4, new int[] {0, 0, 0, 0}));
    assertThat(use.perplexity()).isLessThan(4).isGreaterThan(1);
  }

  @Test
  void overlapCountsWantedAndFoundAndIgnoresTheUnlabelled() {
    LabelOverlap overlap = new LabelOverlap(3);
    overlap.count(new byte[] {0, 0, 1, 1, (byte) 255}, new byte[] {0, 1, 1, 1, 2});
    assertThat(overlap.byLabel()).containsOnlyKeys(0, 1);
    assertThat(overlap.byLabel().get(0)).isCloseTo(1 / 2.0, within(1e-9));
    assertThat(overlap.byLabel().get(1)).isCloseTo(2 / 3.0, within(1e-9));
    assertThat(overlap.mean()).isCloseTo(7 / 12.0, within(1e-9));
  }

  @Test
  void seedsOfTrainingsAreRefused() {
    assertThatThrownBy(
            () ->
                new EvaluationRequest(
                    10,
                    1L << 62,
                    Optional.empty(),
                    Optional.empty(),
                    3,
                    60,
                    SamplingConfig.PLAIN,
                    Optional.empty(),
                    Optional.empty()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("belongs to trainings");
    assertThatThrownBy(
            () ->
                new EvaluationRequest(
                    10,
                    -1,
                    Optional.empty(),
                    Optional.empty(),
                    3,
                    60,
                    SamplingConfig.PLAIN,
                    Optional.empty(),
                    Optional.empty()))
        .isInstanceOf(InputException.class);
  }
}
