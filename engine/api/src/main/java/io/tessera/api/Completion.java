package io.tessera.api;

import io.tessera.api.fault.InputException;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.RgbImage;
import java.util.BitSet;
import java.util.Locale;

/**
 * A picture with a hole that is sampled (section 4.2, image completion): known tokens stay, those
 * of the hole are drawn with the sliding window, and outside the mask every pixel stays as it is.
 *
 * <p>Tokens are drawn in the order of rows: what lies below the hole and right of it is not seen,
 * so several candidates are worth making, ranked by {@link #edgeMismatch}. Sweeps draw each cell of
 * the hole again given all sides ({@link io.tessera.engine.sampling.Refinement}).
 *
 * @param source the picture
 * @param mask of the same size; 0 where pixels stay
 * @param sweeps over the hole once it is filled, 0 to {@link #MOST_SWEEPS}
 */
public record Completion(RgbImage source, LabelMap mask, int sweeps) {
  public static final int MOST_SWEEPS = 10;

  /** Pixels over which the new fades into the old at the mask's border, inside the mask. */
  public static final int BAND = 6;

  public Completion {
    if (mask.width() != source.width() || mask.height() != source.height()) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "the mask measures %d × %d, the picture %d × %d",
              mask.width(),
              mask.height(),
              source.width(),
              source.height()));
    }
    if (sweeps < 0 || sweeps > MOST_SWEEPS) {
      throw new InputException("sweeps should be 0 to " + MOST_SWEEPS + ", not " + sweeps);
    }
  }

  /** A completion without sweeps. */
  public Completion(RgbImage source, LabelMap mask) {
    this(source, mask, 0);
  }

  /**
   * The same with the picture made larger to whole tokens, right and below, by its outermost
   * pixels: so that all of its mask lies in cells. The result is to be cut to the picture's size.
   *
   * @param cell side of a token's cell in pixels
   */
  public Completion padded(int cell) {
    int w = (source.width() + cell - 1) / cell * cell;
    int h = (source.height() + cell - 1) / cell * cell;
    if (w == source.width() && h == source.height()) {
      return this;
    }
    byte[] rgb = new byte[w * h * 3];
    byte[] labels = new byte[w * h];
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        int from =
            Math.min(y, source.height() - 1) * source.width() + Math.min(x, source.width() - 1);
        System.arraycopy(source.rgb(), from * 3, rgb, (y * w + x) * 3, 3);
        labels[y * w + x] = mask.labels()[from];
      }
    }
    return new Completion(new RgbImage(w, h, rgb), new LabelMap(w, h, labels), sweeps);
  }

  /**
   * The cells that hold a masked pixel.
   *
   * @param rows of the picture's token grid
   * @param columns of the grid
   */
  public BitSet cells(int rows, int columns) {
    BitSet cells = new BitSet();
    byte[] m = mask.labels();
    for (int i = 0; i < m.length; i++) {
      if (m[i] != 0) {
        int row = (int) ((long) (i / mask.width()) * rows / mask.height());
        int column = (int) ((long) (i % mask.width()) * columns / mask.width());
        cells.set(row * columns + column);
      }
    }
    return cells;
  }

  /**
   * A render that has the hole to sample.
   *
   * @param request its size is the picture's
   * @param tokens of the whole picture
   * @throws InputException if nothing is masked
   */
  public RenderState open(RenderRequest request, TokenGrid tokens) {
    BitSet cells = cells(tokens.rows(), tokens.columns());
    if (cells.isEmpty()) {
      throw new InputException("nothing is masked, so there is nothing to complete");
    }
    int[] known = tokens.tokens();
    cells.stream().forEach(c -> known[c] = TokenGrid.UNKNOWN);
    return new RenderState(
        request,
        new TokenGrid(tokens.rows(), tokens.columns(), known),
        new float[known.length],
        cells);
  }

  /**
   * The picture with its hole filled: the source, bit for bit, outside the mask; the render inside;
   * a fade between them over the mask's outermost {@value #BAND} pixels.
   *
   * @param rendered at least of the source's size rounded down to whole tokens; beyond it the
   *     source stays
   */
  public RgbImage compose(RgbImage rendered) {
    int w = source.width();
    int h = source.height();
    byte[] out = source.rgb().clone();
    int[] depth = depth();
    for (int y = 0; y < Math.min(h, rendered.height()); y++) {
      for (int x = 0; x < Math.min(w, rendered.width()); x++) {
        int d = depth[y * w + x];
        if (d > 0) {
          double share = Math.min(1, (d - 0.5) / BAND);
          for (int c = 0; c < 3; c++) {
            int i = (y * w + x) * 3 + c;
            int fresh = rendered.rgb()[(y * rendered.width() + x) * 3 + c] & 255;
            int old = source.rgb()[i] & 255;
            out[i] = (byte) Math.round(old + (fresh - old) * share);
          }
        }
      }
    }
    return new RgbImage(w, h, out);
  }

  /**
   * Steps to the nearest pixel that stays, by city blocks, 0 for those that stay, at most {@link
   * #BAND} + 1. The picture's own border does not count: nothing joins there.
   */
  private int[] depth() {
    int w = mask.width();
    int h = mask.height();
    int[] d = new int[w * h];
    for (int i = 0; i < d.length; i++) {
      d[i] = mask.labels()[i] == 0 ? 0 : BAND + 1;
    }
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        int i = y * w + x;
        d[i] = Math.min(d[i], 1 + Math.min(x > 0 ? d[i - 1] : BAND, y > 0 ? d[i - w] : BAND));
      }
    }
    for (int y = h - 1; y >= 0; y--) {
      for (int x = w - 1; x >= 0; x--) {
        int i = y * w + x;
        d[i] =
            Math.min(d[i], 1 + Math.min(x < w - 1 ? d[i + 1] : BAND, y < h - 1 ? d[i + w] : BAND));
      }
    }
    return d;
  }

  /**
   * How badly a render joins the source: mean absolute difference of neighbouring pixels on both
   * sides of the mask's border, 0 to 255.
   */
  public double edgeMismatch(RgbImage rendered) {
    int w = Math.min(source.width(), rendered.width());
    int h = Math.min(source.height(), rendered.height());
    long sum = 0;
    long count = 0;
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        if (mask.at(x, y) != 0) {
          continue;
        }
        for (int[] step : new int[][] {{1, 0}, {-1, 0}, {0, 1}, {0, -1}}) {
          int nx = x + step[0];
          int ny = y + step[1];
          if (nx >= 0 && ny >= 0 && nx < w && ny < h && mask.at(nx, ny) != 0) {
            for (int c = 0; c < 3; c++) {
              int old = source.rgb()[(y * source.width() + x) * 3 + c] & 255;
              int fresh = rendered.rgb()[(ny * rendered.width() + nx) * 3 + c] & 255;
              sum += Math.abs(old - fresh);
            }
            count += 3;
          }
        }
      }
    }
    return count == 0 ? 0 : (double) sum / count;
  }
}
