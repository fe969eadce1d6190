package io.tessera.engine.model;

import io.tessera.api.TokenGrid;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.Npy;
import io.tessera.engine.checkpoint.FirstStageConfig;
import java.util.Arrays;

/**
 * The alphabet of tokens over a codebook. Without {@code remap} a token is the number of its entry;
 * with it, tokens count only the entries in use, and other entries become a random token, one extra
 * token, or a fixed one.
 */
public final class Codebook {
  private final int entries;
  private final int[] used;
  private final int unknown;

  /** How an entry outside {@code used} is read, where it is no fixed token. */
  private static final int RANDOM = -1;

  private Codebook(int entries, int[] used, int unknown) {
    this.entries = entries;
    this.used = used;
    this.unknown = unknown;
  }

  static Codebook of(FirstStageConfig config) {
    if (config.remap().isEmpty()) {
      return new Codebook(config.nEmbed(), new int[0], RANDOM);
    }
    return remapped(config.nEmbed(), Npy.read(config.remap().get()).ints(), config.unknownIndex());
  }

  /**
   * @param used entries in use, in the order of their tokens
   * @param unknownIndex {@code random}, {@code extra} or a token
   */
  public static Codebook remapped(int entries, int[] used, String unknownIndex) {
    if (used.length == 0 || Arrays.stream(used).anyMatch(e -> e < 0 || e >= entries)) {
      throw new InputException("remap names entries outside the codebook of " + entries);
    }
    int unknown =
        switch (unknownIndex) {
          case "random" -> RANDOM;
          case "extra" -> used.length;
          default -> Integer.parseInt(unknownIndex);
        };
    return new Codebook(entries, used.clone(), unknown);
  }

  /** Entries of the codebook itself. */
  public int entries() {
    return entries;
  }

  /** Number of different tokens. */
  public int tokens() {
    return used.length == 0 ? entries : used.length + (unknown == used.length ? 1 : 0);
  }

  /** Entries to tokens. */
  public int[] toTokens(long[] codes) {
    int[] out = new int[codes.length];
    int[] position = positions();
    for (int i = 0; i < out.length; i++) {
      int token = used.length == 0 ? (int) codes[i] : position[(int) codes[i]];
      out[i] = token >= 0 ? token : unknown == RANDOM ? scatter(i) : unknown;
    }
    return out;
  }

  private int[] positions() {
    int[] position = new int[used.length == 0 ? 0 : entries];
    Arrays.fill(position, -1);
    for (int i = used.length - 1; i >= 0; i--) {
      position[used[i]] = i;
    }
    return position;
  }

  /** "Random" must give the same picture tomorrow, so it is a function of the place. */
  private int scatter(int place) {
    return Math.floorMod((int) (place * 0x9E3779B97F4A7C15L >>> 32), used.length);
  }

  /**
   * @throws InputException if a token that is known is none of this alphabet
   */
  public void check(TokenGrid grid) {
    for (int token : grid.tokens()) {
      if (token != TokenGrid.UNKNOWN && (token < 0 || token >= tokens())) {
        throw outside(token);
      }
    }
  }

  private InputException outside(int token) {
    return new InputException(
        "token " + token + " is outside the codebook of " + tokens() + " tokens");
  }

  /** Tokens to entries; the extra token stands for the first used entry, as in the original. */
  public long[] toEntries(int[] tokens) {
    long[] out = new long[tokens.length];
    for (int i = 0; i < out.length; i++) {
      if (tokens[i] < 0 || tokens[i] >= tokens()) {
        throw outside(tokens[i]);
      }
      out[i] = used.length == 0 ? tokens[i] : used[tokens[i] >= used.length ? 0 : tokens[i]];
    }
    return out;
  }
}
