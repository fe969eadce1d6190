package io.tessera.api;

import java.util.Arrays;

/**
 * A grid of tokens, row-major. Immutable.
 *
 * @param tokens codebook entries; {@link #UNKNOWN} where none is chosen yet
 */
public record TokenGrid(int rows, int columns, int[] tokens) {
  /** A cell whose token is not known yet. */
  public static final int UNKNOWN = -1;

  public TokenGrid {
    if (rows < 1 || columns < 1 || tokens.length != rows * columns) {
      throw new IllegalArgumentException(
          tokens.length + " tokens for a grid of " + rows + " × " + columns);
    }
    tokens = tokens.clone();
  }

  public static TokenGrid unknown(int rows, int columns) {
    return filled(rows, columns, UNKNOWN);
  }

  /** A grid of one token. */
  public static TokenGrid filled(int rows, int columns, int token) {
    int[] tokens = new int[rows * columns];
    Arrays.fill(tokens, token);
    return new TokenGrid(rows, columns, tokens);
  }

  /** The rectangle with its upper left corner at a cell. */
  public TokenGrid cut(int top, int left, int newRows, int newColumns) {
    int[] part = new int[newRows * newColumns];
    for (int i = 0; i < part.length; i++) {
      part[i] = at(top + i / newColumns, left + i % newColumns);
    }
    return new TokenGrid(newRows, newColumns, part);
  }

  public int at(int row, int column) {
    return tokens[row * columns + column];
  }

  @Override
  public int[] tokens() {
    return tokens.clone();
  }

  /** Whether the same token is in every cell. */
  public boolean isUniform() {
    return Arrays.stream(tokens).allMatch(t -> t == tokens[0]);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof TokenGrid g
        && g.rows == rows
        && g.columns == columns
        && Arrays.equals(g.tokens, tokens);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(tokens);
  }

  @Override
  public String toString() {
    return "TokenGrid " + rows + " × " + columns;
  }
}
