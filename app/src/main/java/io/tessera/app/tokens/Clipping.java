package io.tessera.app.tokens;

import io.tessera.api.RenderState;
import io.tessera.api.TokenGrid;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Tokens that were copied.
 *
 * @param model whose codebook they are of
 * @param tokens by cell of the rows × columns around them, -1 where none was selected
 */
record Clipping(String model, int rows, int columns, int[] tokens) {
  /**
   * The tokens of some cells.
   *
   * @param cells row-major, not empty
   */
  static Clipping of(RenderState state, BitSet cells) {
    TokenGrid grid = state.tokens();
    int columns = grid.columns();
    int top = cells.nextSetBit(0) / columns;
    int left = left(cells, columns);
    int bottom = (cells.length() - 1) / columns;
    int right = cells.stream().map(c -> c % columns).max().orElseThrow();
    int width = right - left + 1;
    int[] tokens = new int[(bottom - top + 1) * width];
    Arrays.fill(tokens, -1);
    cells.stream()
        .forEach(
            c ->
                tokens[(c / columns - top) * width + c % columns - left] =
                    grid.at(c / columns, c % columns));
    return new Clipping(state.request().model(), bottom - top + 1, width, tokens);
  }

  /**
   * Puts the tokens where some cells begin; what lies beyond the picture is left out.
   *
   * @param at cells, row-major, not empty
   * @param locked cells that stay as they are
   * @param into a grid's tokens, which are changed
   * @return the cells that got a token
   */
  BitSet paste(BitSet at, BitSet locked, TokenGrid grid, int[] into) {
    int top = at.nextSetBit(0) / grid.columns();
    int left = left(at, grid.columns());
    BitSet changed = new BitSet();
    for (int i = 0; i < tokens.length; i++) {
      int row = top + i / columns;
      int column = left + i % columns;
      int cell = row * grid.columns() + column;
      boolean within = row < grid.rows() && column < grid.columns();
      if (tokens[i] >= 0 && within && !locked.get(cell)) {
        into[cell] = tokens[i];
        changed.set(cell);
      }
    }
    return changed;
  }

  private static int left(BitSet cells, int columns) {
    return cells.stream().map(c -> c % columns).min().orElseThrow();
  }
}
