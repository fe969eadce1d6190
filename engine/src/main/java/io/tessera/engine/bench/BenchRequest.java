package io.tessera.engine.bench;

import io.tessera.engine.fault.InputException;

/**
 * What to measure.
 *
 * @param rounds how often every case is measured, 1 to 50; cases alternate
 */
public record BenchRequest(BenchShape shape, int rounds) {
  public BenchRequest {
    if (rounds < 1 || rounds > 50) {
      throw new InputException("a bench takes 1 to 50 rounds, not " + rounds);
    }
  }
}
