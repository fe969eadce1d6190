package io.tessera.server;

import io.tessera.api.EngineEnded;
import io.tessera.api.fault.InputException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a child process alive: one that dies is replaced. */
final class ChildLink implements Link {
  private static final Logger LOG = LoggerFactory.getLogger(ChildLink.class);

  /** Children that may die in a row, none of which has done anything, before that is the end. */
  private static final int DEATHS = 8;

  /** A process that crashes may still write its core for a while. */
  private static final long DYING_SECONDS = 15;

  private final List<String> command;
  private final Consumer<EngineEnded> ended;
  private @Nullable Child child;
  private int deaths;
  private volatile boolean closed;

  /**
   * @param ended called when a child has died and another takes its place
   */
  ChildLink(List<String> command, Consumer<EngineEnded> ended) {
    this.command = List.copyOf(command);
    this.ended = ended;
  }

  /** Starts a child before it is needed. */
  void startAhead() {
    Thread.ofVirtual()
        .name("start a child")
        .start(
            () -> {
              try {
                get();
              } catch (InputException e) {
                LOG.warn(e.getMessage()); // whoever needs it is told too
              }
            });
  }

  @Override
  public synchronized Connection get() {
    Child now = child;
    if (now == null || !now.process().isAlive()) {
      if (closed) {
        throw new InputException("the engine is closed");
      }
      if (deaths >= DEATHS) {
        throw new InputException(
            "the engine ended "
                + deaths
                + " times in a row, last with: "
                + (now == null ? "" : now.lastWords()));
      }
      now = Child.start(command);
      child = now;
      Child watched = now;
      watched.process().onExit().thenAccept(process -> died(watched, process.exitValue()));
    }
    return now.connection();
  }

  /** Called when a child has ended. */
  private void died(Child which, int exit) {
    boolean givenUp;
    synchronized (this) {
      if (closed) {
        return;
      }
      deaths++;
      givenUp = deaths >= DEATHS;
    }
    which.connection().close();
    EngineEnded what = new EngineEnded(exit);
    LOG.warn("the engine's process ended: {}", what);
    if (!givenUp) { // else whoever asks for something is told why there is no engine
      ended.accept(what);
      startAhead();
    }
  }

  @Override
  public synchronized void worked() {
    deaths = 0;
  }

  @Override
  public boolean replaces(Connection failed) {
    Child now;
    synchronized (this) {
      now = child;
    }
    if (closed || now == null) {
      return false;
    }
    if (!now.connection().equals(failed)) {
      return true;
    }
    try {
      return now.process().waitFor(DYING_SECONDS, TimeUnit.SECONDS) && !closed;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    closed = true; // also for who waits for a child that starts
    Child last;
    synchronized (this) {
      last = child;
    }
    if (last != null) {
      last.end();
    }
  }
}
