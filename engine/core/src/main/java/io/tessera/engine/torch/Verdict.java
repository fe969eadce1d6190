package io.tessera.engine.torch;

/**
 * What a check of a kernel family found.
 *
 * @param difference largest difference from plain sums, over what it may be: above 1 is wrong; NaN
 *     or infinite where there was garbage or the kernel is not to be had
 * @param detail where the largest difference was, or why there is none; one line
 */
public record Verdict(double difference, String detail) {
  /** Whether the family computes what it should. */
  public boolean isRight() {
    return difference <= 1;
  }

  static Verdict missing(RuntimeException cause) {
    String message = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    return new Verdict(Double.POSITIVE_INFINITY, "not to be had here: " + message);
  }

  Verdict worse(Verdict other) {
    return difference <= other.difference || Double.isNaN(other.difference) ? other : this;
  }
}
