package io.tessera.server;

import io.tessera.api.fault.InputException;

/** Something that is not there. */
final class NotThere extends InputException {
  private static final long serialVersionUID = 1;

  NotThere(String message) {
    super(message);
  }
}
