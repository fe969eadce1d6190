package io.tessera.api;

import java.nio.file.Path;

/**
 * A folder that looks like a model and is none.
 *
 * @param reason one line: what is wrong with it and what to do
 */
public record FaultyModel(Path folder, String reason) {
  public String name() {
    return String.valueOf(folder.getFileName());
  }
}
