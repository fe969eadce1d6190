package io.tessera.engine.torch;

/**
 * What a check of a kernel family found.
 *
 * @param difference largest difference from plain sums, over what it may be: above 1 is wrong; NaN
 *     or infinite where there was garbage or the kernel is not to be had
 * @param detail where the largest difference was, or why there is none; one line
 */
public record Verdict(double difference, String detail) {
  private static final String MISSING = "not to be had here: ";

  /** Whether this processor, or this libtorch, does not have the family. */
  public boolean isMissing() {
    return difference == Double.POSITIVE_INFINITY && detail.startsWith(MISSING);
  }

  /** Whether the family is there and computes something else than it should. */
  public boolean isWrong() {
    return !isRight() && !isMissing();
  }

  /** Whether the family computes what it should. */
  public boolean isRight() {
    return difference <= 1;
  }

  static Verdict missing(RuntimeException cause) {
    String message = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    return new Verdict(Double.POSITIVE_INFINITY, MISSING + message);
  }

  Verdict worse(Verdict other) {
    return difference <= other.difference || Double.isNaN(other.difference) ? other : this;
  }
}
