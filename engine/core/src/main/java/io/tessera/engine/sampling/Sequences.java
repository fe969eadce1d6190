package io.tessera.engine.sampling;

import io.tessera.api.SlidingWindow;
import io.tessera.engine.model.ConditionTokens;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What the transformer reads for a cell: the condition of its window, then the window's tokens
 * before the cell. There is a voice for every picture, and with guidance another for each without
 * its condition.
 */
final class Sequences {
  private final Plan plan;
  private final SlidingWindow window;
  private final Places places;
  private final List<ConditionTokens> voices;
  private final int[][] tokens;

  /** Condition tokens in front of every window. */
  final int before;

  /**
   * @param voices conditions; voice v is of picture v modulo the number of pictures
   * @param tokens of every picture, row-major; changed by the sampler
   */
  Sequences(Plan plan, List<ConditionTokens> voices, int[][] tokens) {
    this.plan = plan;
    this.window = plan.window();
    this.places = new Places(window);
    this.voices = List.copyOf(voices);
    this.tokens = tokens;
    this.before = voices.getFirst().length(window.size());
  }

  int voices() {
    return voices.size();
  }

  /** Whether the voices form two halves at most, each with one condition. */
  boolean shareConditions() {
    return tokens.length > 1
        && IntStream.range(0, voices.size())
            .allMatch(v -> voices.get(v).equals(voices.get(v / tokens.length * tokens.length)));
  }

  /** Length of the sequence whose last position tells a cell. */
  int length(Run run, int cell) {
    int row = cell / window.columns() - run.top();
    int column = cell % window.columns() - run.left();
    return before + places.of(row, column);
  }

  /** Writes the tokens at positions {@code from} to {@code to} of a voice for a cell. */
  void put(int voice, Run run, int cell, int from, int to, long[] out, int at) {
    ConditionTokens condition = voices.get(voice);
    int[] prefix = condition.prefix();
    int size = window.size();
    for (int p = from; p < to; p++) {
      if (p < prefix.length) {
        out[at++] = prefix[p];
      } else if (p < before) {
        // The condition's cells come row by row, whatever the order of the picture's.
        int place = p - prefix.length;
        int row = run.top() + place / size;
        int column = run.left() + place % size;
        out[at++] = condition.grid().orElseThrow().at(row, column);
      } else {
        int row = run.top() + places.row(p - before);
        int column = run.left() + places.column(p - before);
        out[at++] = token(tokens[voice % tokens.length], run, cell, row, column);
      }
    }
  }

  /** All of a window's tokens, unknown ones as 0, as the original reads them. */
  long[] whole(int voice, Run run) {
    int size = window.size();
    long[] out = new long[before + size * size - 1];
    put(voice, run, -1, 0, out.length, out, 0);
    return out;
  }

  /** A cell that a draft does not wait for looks like what is above it, or else to its left. */
  private int token(int[] grid, Run run, int cell, int row, int column) {
    int at = row * window.columns() + column;
    if (cell < 0 || plan.sees(cell, at)) {
      return Math.max(0, grid[at]);
    }
    for (int r = row - 1; r >= run.top(); r--) {
      int above = r * window.columns() + column;
      if (plan.sees(cell, above)) {
        return Math.max(0, grid[above]);
      }
    }
    for (int c = column - 1; c >= run.left(); c--) {
      int beside = row * window.columns() + c;
      if (plan.sees(cell, beside)) {
        return Math.max(0, grid[beside]);
      }
    }
    return 0;
  }
}
