package io.tessera.engine.sampling;

/**
 * Randomness that is a pure function of (seed, row, column, candidate): the same cell draws the
 * same number whatever was drawn before it, in any schedule, batch or thread count.
 */
public final class CounterRandom {
  private CounterRandom() {}

  /** A number in [0, 1) for one cell, with 53 random bits. */
  public static double uniform(long seed, int row, int column, int candidate) {
    long h = mix(seed + 0x9E3779B97F4A7C15L);
    h = mix(h ^ ((long) row << 32 | column & 0xffffffffL));
    h = mix(h + 0x9E3779B97F4A7C15L * (candidate + 1L));
    return (h >>> 11) * 0x1.0p-53;
  }

  /** The finaliser of SplitMix64 (Steele, Lea, Flood 2014). */
  private static long mix(long z) {
    long a = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    long b = (a ^ a >>> 27) * 0x94D049BB133111EBL;
    return b ^ b >>> 31;
  }
}
