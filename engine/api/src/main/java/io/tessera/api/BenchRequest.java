package io.tessera.api;

import io.tessera.api.fault.InputException;

/**
 * What to measure.
 *
 * @param shape {@code demo}, {@code sflckr} or {@code imagenet}
 * @param rounds how often every case is measured, 1 to 50; cases alternate
 */
public record BenchRequest(String shape, int rounds) {
  public BenchRequest {
    if (rounds < 1 || rounds > 50) {
      throw new InputException("a bench takes 1 to 50 rounds, not " + rounds);
    }
  }
}
