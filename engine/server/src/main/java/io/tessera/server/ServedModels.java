package io.tessera.server;

import io.tessera.api.Models;
import io.tessera.api.fault.InputException;

/** Which models a client may name. */
final class ServedModels {
  private final Models models;
  private final boolean ownMachine;

  /**
   * @param ownMachine whether the client is this program itself, on this machine: then a model may
   *     also be a folder or a file
   */
  ServedModels(Models models, boolean ownMachine) {
    this.models = models;
    this.ownMachine = ownMachine;
  }

  /**
   * The name, if it may be named. No path of a stranger is ever read.
   *
   * @throws InputException if it may not
   */
  String checked(String name) {
    if (!ownMachine && models.models().stream().noneMatch(m -> m.name().equals(name))) {
      throw new NotThere("there is no model '" + name + "'; GET /v1/models lists them");
    }
    return name;
  }
}
