package io.tessera.engine.checkpoint;

import io.tessera.api.fault.InputException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A model file that cannot be used: damaged, unsafe, or not what its configuration says. */
public final class CheckpointException extends InputException {
  private static final long serialVersionUID = 1L;

  public CheckpointException(Path file, String problem) {
    this(file, problem, null);
  }

  public CheckpointException(Path file, String problem, @Nullable Throwable cause) {
    super(file + ": " + problem, cause);
  }
}
