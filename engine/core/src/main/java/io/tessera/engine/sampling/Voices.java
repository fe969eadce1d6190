package io.tessera.engine.sampling;

/**
 * Some of the voices that a sampler reads: see {@link Sequences}.
 *
 * @param from the first
 * @param to behind the last
 * @param all how many there are altogether
 */
record Voices(int from, int to, int all) {
  int count() {
    return to - from;
  }

  /** Where their keys and values are kept for a run's slot. */
  long[] slots(int slot) {
    long[] slots = new long[count()];
    for (int v = from; v < to; v++) {
      slots[v - from] = (long) slot * all + v;
    }
    return slots;
  }
}
