package io.tessera.app.shell;

import io.tessera.api.fault.InputException;
import io.tessera.app.text.Texts;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javafx.beans.property.ObjectProperty;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work on files and other things that take their time, off the FX thread.
 *
 * @param background runs it
 * @param fx runs on the FX thread
 * @param problem takes what the artist should know went wrong; null when something went right
 * @param jobs what is under way
 */
record FileWork(
    Executor background,
    Executor fx,
    Texts texts,
    ObjectProperty<@Nullable String> problem,
    ObservableList<BackgroundJob> jobs) {
  private static final Logger LOG = LoggerFactory.getLogger(FileWork.class);

  /**
   * Does something in the background, then something with it on the FX thread, where it is called.
   * What the artist gives up is forgotten in silence.
   *
   * @param job key of what it is called
   */
  <T> void run(String job, Supplier<T> work, Consumer<T> then) {
    BackgroundJob underWay = new BackgroundJob(texts.get("job." + job));
    jobs.add(underWay);
    CompletableFuture.supplyAsync(() -> underWay.perform(work), background)
        .whenCompleteAsync(
            (value, error) -> {
              jobs.remove(underWay);
              underWay.end();
              if (underWay.isCancelled()) {
                return;
              }
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
  void run(String job, Runnable work) {
    run(
        job,
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
