package io.tessera.server;

import io.tessera.api.fault.InputException;

/** A server that does not answer. */
final class Unreachable extends InputException {
  private static final long serialVersionUID = 1;

  Unreachable(String message, Throwable cause) {
    super(message, cause);
  }
}
