package io.tessera.app.local;

import io.tessera.api.Engine;
import io.tessera.api.EngineEnded;
import io.tessera.api.EngineSettings;
import io.tessera.api.Workbench;
import io.tessera.engine.LocalEngine;
import io.tessera.engine.LocalModels;
import io.tessera.server.ChildEngine;
import io.tessera.server.RemoteEngine;
import io.tessera.server.TlsFiles;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The composition root: makes engines. */
public final class Engines {
  private Engines() {}

  /** An engine that works in this process. */
  public static Engine local(EngineSettings settings) {
    return new LocalEngine(settings);
  }

  /**
   * One in a child process, which starts in the background.
   *
   * @param ended called, on any thread, when the child has died and another takes its place
   */
  public static Engine child(EngineSettings settings, Consumer<EngineEnded> ended) {
    List<String> command = ChildCommand.of(settings);
    return ChildEngine.start(command, new LocalModels(settings), ended);
  }

  /**
   * One on another machine, by its server.
   *
   * @param certificate of the server; null where this computer trusts it anyway
   */
  public static Engine remote(URI url, String token, @Nullable Path certificate) {
    return new RemoteEngine(url, token, certificate == null ? null : TlsFiles.client(certificate));
  }

  /** For measuring, checking and converting, in this process. */
  public static Workbench workbench(EngineSettings settings) {
    return new LocalEngine(settings);
  }
}
