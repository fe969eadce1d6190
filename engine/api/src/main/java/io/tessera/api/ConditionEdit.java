package io.tessera.api;

import io.tessera.api.fault.InputException;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.PoseRaster;
import java.util.BitSet;
import java.util.Locale;

/**
 * A finished picture whose layout, depth or figures were changed in places: only what the change
 * touches is sampled again.
 *
 * @param done the finished render
 * @param condition of the same kind and size as the one it was made from
 */
public record ConditionEdit(RenderState done, Condition condition) {

  /** The request of the edited picture: the same but for its condition. */
  public RenderRequest request() {
    return done.request().with(condition);
  }

  /**
   * The cells under pixels whose label, depth or limb changed, and those within {@code reach} cells
   * that come after one of them and so look at it: below, and to both sides there.
   *
   * @param reach 0 or more; the window's side is all that the next cell can see
   * @throws InputException if the conditions differ in kind or size, or the picture has none that
   *     covers it
   */
  public BitSet cells(int reach) {
    Pixels before = Pixels.of(done.request().condition());
    Pixels now = Pixels.of(condition);
    if (!done.request().condition().getClass().equals(condition.getClass())) {
      throw new InputException(
          "the picture was made from something else, so no part can be redone");
    }
    if (before.width != now.width || before.height != now.height) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "the document measures %d × %d now, but %d × %d when the picture was made",
              now.width,
              now.height,
              before.width,
              before.height));
    }
    int rows = done.tokens().rows();
    int columns = done.tokens().columns();
    BitSet cells = new BitSet();
    for (int i = 0; i < now.values.length; i++) {
      if (before.values[i] != now.values[i]) {
        int row = (int) ((long) (i / now.width) * rows / now.height);
        int column = (int) ((long) (i % now.width) * columns / now.width);
        cells.set(row * columns + column);
      }
    }
    return after(cells, rows, columns, reach);
  }

  /** A condition pixel by pixel, in values that are alike where it is alike. */
  private record Pixels(int width, int height, int[] values) {
    static Pixels of(Condition c) {
      return switch (c) {
        case Condition.Layout l -> of(l.map());
        case Condition.Figures f -> of(PoseRaster.draw(f.poses(), f.width(), f.height()));
        case Condition.Plane p -> {
          float[] plane = p.map().depth();
          int[] values = new int[plane.length];
          java.util.Arrays.setAll(values, i -> Float.floatToIntBits(plane[i]));
          yield new Pixels(p.map().width(), p.map().height(), values);
        }
        case Condition.ClassLabel k -> throw whole();
        case Condition.Objects o -> throw whole();
        case Condition.None n -> throw whole();
      };
    }

    private static Pixels of(LabelMap map) {
      int[] values = new int[map.labels().length];
      java.util.Arrays.setAll(values, i -> map.labels()[i]);
      return new Pixels(map.width(), map.height(), values);
    }

    private static InputException whole() {
      return new InputException(
          "the picture was made from nothing that has places, so none of them can have changed");
    }
  }

  private static BitSet after(BitSet changed, int rows, int columns, int reach) {
    BitSet out = (BitSet) changed.clone();
    changed.stream()
        .forEach(
            cell -> {
              int row = cell / columns;
              int column = cell % columns;
              for (int r = row; r <= Math.min(rows - 1, row + reach); r++) {
                int left = r == row ? column : Math.max(0, column - reach);
                int right = Math.min(columns - 1, column + reach);
                out.set(r * columns + left, r * columns + right + 1);
              }
            });
    return out;
  }

  /**
   * A render that has only those cells to sample.
   *
   * @param reach see {@link #cells}
   */
  public RenderState reopened(int reach) {
    BitSet cells = cells(reach);
    int[] tokens = done.tokens().tokens();
    float[] logs = done.logProbabilities();
    cells.stream()
        .forEach(
            c -> {
              tokens[c] = TokenGrid.UNKNOWN;
              logs[c] = 0;
            });
    return new RenderState(
        request(),
        new TokenGrid(done.tokens().rows(), done.tokens().columns(), tokens),
        logs,
        cells);
  }
}
