package io.tessera.app.shell;

import io.tessera.engine.fault.InputException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javafx.beans.property.ObjectProperty;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work on files, off the FX thread.
 *
 * @param background runs it
 * @param fx runs on the FX thread
 * @param problem takes what the artist should know went wrong; null when something went right
 */
record FileWork(Executor background, Executor fx, ObjectProperty<@Nullable String> problem) {
  private static final Logger LOG = LoggerFactory.getLogger(FileWork.class);

  /** Does something in the background, then something with it on the FX thread. */
  <T> void run(Supplier<T> work, Consumer<T> then) {
    CompletableFuture.supplyAsync(work, background)
        .whenCompleteAsync(
            (value, error) -> {
              if (error == null) {
                problem.set(null);
                then.accept(value);
              } else {
                tell(
                    error instanceof CompletionException && error.getCause() != null
                        ? error.getCause()
                        : error);
              }
            },
            fx);
  }

  /** Does something in the background. */
  void run(Runnable work) {
    run(
        () -> {
          work.run();
          return true;
        },
        done -> {});
  }

  void tell(Throwable error) {
    if (!(error instanceof InputException)) {
      LOG.error("a file could not be handled", error);
    }
    problem.set(error.getMessage() == null ? error.toString() : error.getMessage());
  }
}
