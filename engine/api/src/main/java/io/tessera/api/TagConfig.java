package io.tessera.api;

import io.tessera.api.fault.InputException;
import java.util.List;
import java.util.Optional;

/**
 * A word that stands before the rest of a condition, such as a mood or a style; an addition of
 * ours. Its values have tokens {@code first}, {@code first + 1}, …, and one more that means "any".
 *
 * @param name such as {@code mood}
 * @param first token of the first value, behind all entries of the codebooks
 * @param values in the order of their tokens
 * @param bySeed whether the seed chooses where the user does not; else it is the one that is
 *     expected
 * @param expected the value that is meant where the user does not choose; one of the values
 */
public record TagConfig(
    String name, int first, List<String> values, boolean bySeed, String expected) {
  public TagConfig {
    values = List.copyOf(values);
  }

  /** The token that leaves it to the model. */
  public int any() {
    return first + values.size();
  }

  /**
   * The token of a value.
   *
   * @throws InputException if it is none of them
   */
  public int token(String value) {
    int n = values.indexOf(value);
    if (n < 0) {
      throw new InputException(
          "there is no " + name + " '" + value + "'; use " + String.join(", ", values));
    }
    return first + n;
  }

  /** What stands for a value that the user did not choose. */
  public String choice(Optional<String> chosen, long seed) {
    int n = (int) Long.remainderUnsigned(seed * 0x9E3779B97F4A7C15L >>> 33, values.size());
    return chosen.orElse(bySeed ? values.get(n) : expected);
  }
}
