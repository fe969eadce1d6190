package io.tessera.engine.model;

import io.tessera.api.TokenGrid;

/**
 * Coordinate tokens (the original's {@code CoordStage}): where in the whole picture each cell lies.
 */
public final class Coordinates {
  private Coordinates() {}

  /**
   * Tokens of a coordinate picture: averaged over cells, clamped to [0, 1], times {@code nEmbed},
   * rounded half to even.
   *
   * @param coord height × width values in [0, 1]
   * @param factor pixels per token along each side
   */
  public static TokenGrid tokens(float[] coord, int width, int height, int nEmbed, int factor) {
    int columns = width / factor;
    int rows = height / factor;
    int[] tokens = new int[rows * columns];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        double sum = 0;
        for (int y = 0; y < factor; y++) {
          for (int x = 0; x < factor; x++) {
            sum += coord[(r * factor + y) * width + c * factor + x];
          }
        }
        double mean = Math.clamp(sum / (factor * factor), 0.0, 1.0);
        tokens[r * columns + c] = (int) Math.rint(nEmbed * mean);
      }
    }
    return new TokenGrid(rows, columns, tokens);
  }

  /** The picture of a whole, uncropped image: arange(h·w) / (h·w). */
  public static float[] picture(int width, int height) {
    float[] coord = new float[width * height];
    for (int i = 0; i < coord.length; i++) {
      coord[i] = (float) ((double) i / coord.length);
    }
    return coord;
  }
}
