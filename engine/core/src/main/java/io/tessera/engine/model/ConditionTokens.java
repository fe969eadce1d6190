package io.tessera.engine.model;

import io.tessera.api.TokenGrid;
import java.util.Arrays;
import java.util.Optional;

/**
 * What stands in front of the picture's tokens: a fixed prefix (a class, a start token), then the
 * part of a grid that lies in the same window (layout, depth, coordinates). Either may be empty.
 */
public record ConditionTokens(int[] prefix, Optional<TokenGrid> grid) {
  public static ConditionTokens prefix(int... tokens) {
    return new ConditionTokens(tokens, Optional.empty());
  }

  public static ConditionTokens grid(TokenGrid grid) {
    return new ConditionTokens(new int[0], Optional.of(grid));
  }

  /** The same behind further tokens. */
  public ConditionTokens after(int... tokens) {
    int[] all = Arrays.copyOf(tokens, tokens.length + prefix.length);
    System.arraycopy(prefix, 0, all, tokens.length, prefix.length);
    return new ConditionTokens(all, grid);
  }

  /** The same for a part of the picture. */
  public ConditionTokens cut(int top, int left, int rows, int columns) {
    return new ConditionTokens(prefix, grid.map(g -> g.cut(top, left, rows, columns)));
  }

  /** Condition tokens in front of a window of {@code window} × {@code window} cells. */
  public int length(int window) {
    return prefix.length + (grid.isPresent() ? window * window : 0);
  }
}
