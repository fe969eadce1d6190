package io.tessera.api.fault;

import org.jspecify.annotations.Nullable;

/**
 * The input is at fault: a file, a map, a setting or a size. The message is one sentence a user can
 * act on: what was wrong, where, and what to do. Faults of the program itself are other exceptions.
 */
public class InputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public InputException(String message) {
    super(message);
  }

  public InputException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
