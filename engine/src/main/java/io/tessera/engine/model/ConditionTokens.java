package io.tessera.engine.model;

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

  /** Condition tokens in front of a window of {@code window} × {@code window} cells. */
  public int length(int window) {
    return prefix.length + (grid.isPresent() ? window * window : 0);
  }
}
