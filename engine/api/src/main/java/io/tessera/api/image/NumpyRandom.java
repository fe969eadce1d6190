package io.tessera.api.image;

import java.util.stream.IntStream;

/**
 * NumPy's {@code RandomState(seed)}: Mersenne twister (Matsumoto, Nishimura 1998). The original's
 * notebook colours label maps with it and one of its token orders is its shuffle, so the same
 * colours and the same order need the same numbers.
 */
public final class NumpyRandom {
  private static final int N = 624;
  private final int[] state = new int[N];
  private int next = N;
  private double spare = Double.NaN;

  public NumpyRandom(int seed) {
    state[0] = seed;
    for (int i = 1; i < N; i++) {
      state[i] = 1812433253 * (state[i - 1] ^ state[i - 1] >>> 30) + i;
    }
  }

  private int word() {
    if (next == N) {
      for (int i = 0; i < N; i++) {
        int y = state[i] & 0x80000000 | state[(i + 1) % N] & 0x7fffffff;
        state[i] = state[(i + 397) % N] ^ y >>> 1 ^ ((y & 1) == 0 ? 0 : 0x9908b0df);
      }
      next = 0;
    }
    int y = state[next++];
    y ^= y >>> 11;
    y ^= y << 7 & 0x9d2c5680;
    y ^= y << 15 & 0xefc60000;
    return y ^ y >>> 18;
  }

  private double uniform() {
    int a = word() >>> 5;
    int b = word() >>> 6;
    return (a * 67108864.0 + b) / 9007199254740992.0;
  }

  /** The numbers below n, shuffled: {@code permutation(n)}. */
  public int[] permutation(int n) {
    int[] out = IntStream.range(0, n).toArray();
    for (int i = n - 1; i > 0; i--) {
      int j = upTo(i);
      int other = out[j];
      out[j] = out[i];
      out[i] = other;
    }
    return out;
  }

  /** A number from 0 to max, both included: words are drawn until their lowest bits are one. */
  private int upTo(int max) {
    int mask = -1 >>> Integer.numberOfLeadingZeros(max);
    int value;
    do {
      value = word() & mask;
    } while (value > max);
    return value;
  }

  /** One standard normal number, by the polar method: {@code randn}. */
  double gaussian() {
    if (!Double.isNaN(spare)) {
      double g = spare;
      spare = Double.NaN;
      return g;
    }
    while (true) {
      double x = 2 * uniform() - 1;
      double y = 2 * uniform() - 1;
      double r = x * x + y * y;
      if (r < 1 && r != 0) {
        double f = Math.sqrt(-2 * Math.log(r) / r);
        spare = f * x;
        return f * y;
      }
    }
  }
}
