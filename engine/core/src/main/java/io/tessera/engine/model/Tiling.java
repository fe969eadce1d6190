package io.tessera.engine.model;

import io.tessera.api.TileProgress;
import io.tessera.api.TokenGrid;
import io.tessera.engine.torch.HostTensor;

/**
 * Encodes large pictures and maps tile by tile, so that memory and the time until a cancel stay
 * small. Each tile brings some of its surroundings along, whose tokens are dropped. What is small
 * enough is encoded as a whole, as the original does; which way is taken depends on the size alone.
 */
public final class Tiling {
  /** Pixels up to which a picture is encoded as a whole. */
  private static final long WHOLE = 1280L * 1280;

  /** Tokens up to which this is so: attention among all of them takes their square in memory. */
  private static final long WHOLE_TOKENS = 17_000;

  /** Side of a tile with its surroundings, in tokens: about half a second on two cores. */
  private static final int TILE = 48;

  /** Surroundings on each side, in tokens. */
  private static final int AROUND = 6;

  private Tiling() {}

  /** Encodes a part of a picture. */
  interface Part {
    /**
     * @param x left edge in pixels, a multiple of the factor
     * @param y upper edge in pixels, a multiple of the factor
     * @return what the first stage's encoder gives, [1, D, h, w]
     */
    HostTensor encode(int x, int y, int width, int height);
  }

  /**
   * The tokens of a picture.
   *
   * @param rows of tokens
   * @param columns of tokens
   */
  static TokenGrid tokens(
      FirstStage stage, int rows, int columns, Part part, TileProgress progress) {
    int f = stage.factor();
    long cells = (long) rows * columns;
    if (cells * f * f <= WHOLE && cells <= WHOLE_TOKENS) {
      progress.encoded(0, 1);
      return stage.tokens(part.encode(0, 0, columns * f, rows * f));
    }
    int core = TILE - 2 * AROUND;
    int down = Math.ceilDiv(rows, core);
    int across = Math.ceilDiv(columns, core);
    int[] tokens = new int[rows * columns];
    for (int t = 0; t < down * across; t++) {
      progress.encoded(t, down * across);
      Span r = Span.of(t / across * core, core, rows);
      Span c = Span.of(t % across * core, core, columns);
      TokenGrid tile =
          stage.tokens(part.encode(c.lo * f, r.lo * f, (c.hi - c.lo) * f, (r.hi - r.lo) * f));
      for (int row = r.from; row < r.to; row++) {
        for (int column = c.from; column < c.to; column++) {
          tokens[row * columns + column] = tile.at(row - r.lo, column - c.lo);
        }
      }
    }
    return new TokenGrid(rows, columns, tokens);
  }

  /**
   * Cells along one side.
   *
   * @param from first that is kept
   * @param to behind the last that is kept
   * @param lo first that is encoded
   * @param hi behind the last that is encoded
   */
  private record Span(int from, int to, int lo, int hi) {
    static Span of(int from, int core, int length) {
      int to = Math.min(length, from + core);
      return new Span(from, to, Math.max(0, from - AROUND), Math.min(length, to + AROUND));
    }
  }
}
