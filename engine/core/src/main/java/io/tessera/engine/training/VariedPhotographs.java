package io.tessera.engine.training;

import io.tessera.api.image.RgbImage;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Photographs that never come back the same: square crops at random places, so that the grid of
 * tokens lies elsewhere each time, with exposure and white balance moved a little. All crops are of
 * one size: for each new one libtorch would make its plans again, which takes longer than encoding.
 */
final class VariedPhotographs implements Dataset {
  /** Exposure is changed by a factor of up to 2 to this. */
  private static final double STOPS = 0.25;

  /** Each channel is changed by up to this share. */
  private static final double TINT = 0.04;

  private final Dataset photographs;
  private final int side;
  private final long seed;

  /**
   * @param side of a crop in pixels, no larger than any of the photographs
   */
  VariedPhotographs(Dataset photographs, int side, long seed) {
    this.photographs = photographs;
    this.side = side;
    this.seed = seed;
  }

  @Override
  public Sample get(long index) {
    Sample s = photographs.get(index);
    SplittableRandom random = new SplittableRandom(seed * 0x2545F4914F6CDD1DL + index);
    int left = random.nextInt(s.image().width() - side + 1);
    int top = random.nextInt(s.image().height() - side + 1);
    return new Sample(
        relit(s.image().crop(left, top, side, side), random),
        s.labels().map(map -> map.crop(left, top, side, side)),
        Optional.empty(),
        s.mood(),
        s.style(),
        Optional.empty(),
        s.label());
  }

  /**
   * Light is multiplied, so values that stand for it with a gamma of 2.2 are raised to it first.
   */
  private static RgbImage relit(RgbImage image, SplittableRandom random) {
    double exposure = Math.pow(2, random.nextDouble(-STOPS, STOPS));
    byte[][] curves = new byte[3][256];
    for (byte[] curve : curves) {
      double gain = Math.pow(exposure * (1 + random.nextDouble(-TINT, TINT)), 1 / 2.2);
      for (int v = 0; v < 256; v++) {
        curve[v] = (byte) Math.min(255, Math.round(v * gain));
      }
    }
    byte[] rgb = new byte[image.rgb().length];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = curves[i % 3][image.rgb()[i] & 0xff];
    }
    return new RgbImage(image.width(), image.height(), rgb);
  }
}
