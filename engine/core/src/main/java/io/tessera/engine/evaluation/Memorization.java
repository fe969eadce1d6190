package io.tessera.engine.evaluation;

import io.tessera.api.image.PngFile;
import io.tessera.api.image.RgbImage;
import io.tessera.api.image.Tiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Looks for the training crops that a render resembles most, at 16 × 16 pixels. */
final class Memorization {
  private static final int SIDE = 16;
  private static final int SHOWN = 8;

  private final List<RgbImage> crops;
  private final List<RgbImage> small;

  Memorization(List<RgbImage> crops) {
    this.crops = crops;
    this.small = crops.stream().map(c -> c.resized(SIDE, SIDE)).toList();
  }

  private record Match(RgbImage crop, double distance) {}

  private Match nearest(RgbImage picture) {
    RgbImage p = picture.resized(SIDE, SIDE);
    int best = 0;
    double least = Double.MAX_VALUE;
    for (int n = 0; n < small.size(); n++) {
      double d = ImageMetrics.meanSquare(p, small.get(n));
      if (d < least) {
        least = d;
        best = n;
      }
    }
    return new Match(crops.get(best), Math.sqrt(least));
  }

  double meanDistance(List<RgbImage> pictures) {
    return pictures.stream().mapToDouble(p -> nearest(p).distance).average().orElse(0);
  }

  /** Some pictures above the crops nearest to them. */
  void picture(List<RgbImage> pictures, Path file) {
    int n = Math.min(SHOWN, pictures.size());
    List<RgbImage> rows = new ArrayList<>(pictures.subList(0, n));
    pictures.subList(0, n).forEach(p -> rows.add(nearest(p).crop));
    PngFile.write(Tiles.of(rows, n), file, Map.of());
  }
}
