package io.tessera.server;

import io.tessera.api.fault.InputException;

/** A server that answers, and refuses. */
final class Refused extends InputException {
  private static final long serialVersionUID = 1;
  private static final int NOT_FOUND = 404;

  private final int status;

  Refused(int status, String message) {
    super(message);
    this.status = status;
  }

  boolean isNotFound() {
    return status == NOT_FOUND;
  }
}
