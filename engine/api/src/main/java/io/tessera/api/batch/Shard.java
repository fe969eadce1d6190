package io.tessera.api.batch;

import io.tessera.api.fault.InputException;

/**
 * A part of a batch: every {@code count}-th line, for machines that share the work without knowing
 * of each other.
 *
 * @param index 1 to count
 */
public record Shard(int index, int count) {
  public static final Shard ALL = new Shard(1, 1);

  private static final int MOST = 100_000;

  public Shard {
    if (count < 1 || count > MOST || index < 1 || index > count) {
      throw new InputException("a shard should be like 1/4 to 4/4, not " + index + "/" + count);
    }
  }

  /**
   * @param text such as {@code 2/8}
   */
  public static Shard of(String text) {
    if (!text.matches("\\d{1,6}/\\d{1,6}")) {
      throw new InputException("a shard should be like 2/8, not " + text);
    }
    int slash = text.indexOf('/');
    return new Shard(
        Integer.parseInt(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
  }

  /** Whether a line, counted from 1, belongs to it. */
  boolean has(long line) {
    return (line - 1) % count == index - 1;
  }

  /** For names of files that shards must not share. */
  String suffix() {
    return count == 1 ? "" : "-" + index + "-of-" + count;
  }
}
