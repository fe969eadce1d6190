package io.tessera.server;

import io.tessera.api.Engine;
import io.tessera.api.EngineEnded;
import io.tessera.api.Models;
import java.util.List;
import java.util.function.Consumer;

/**
 * An engine in a child process: a native fault there, or the system that takes its memory, does not
 * end this one. When the child dies another is started, and what was under way goes on there, to
 * the same picture. The child ends with its parent.
 */
public final class ChildEngine {
  private ChildEngine() {}

  /**
   * Starts the child in the background; returns at once.
   *
   * @param command that starts it: it reads {@link ChildServer} for what both say to each other
   * @param models what is known of models, by their files, which needs no child
   * @param ended called, on any thread, when the child has died and another takes its place
   */
  public static Engine start(List<String> command, Models models, Consumer<EngineEnded> ended) {
    ChildLink link = new ChildLink(command, ended);
    link.startAhead();
    return new RemoteEngine(link, models, DepthFiles.NAMED);
  }
}
