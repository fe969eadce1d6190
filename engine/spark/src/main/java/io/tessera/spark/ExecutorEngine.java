package io.tessera.spark;

import io.tessera.api.Engine;
import io.tessera.api.EngineSettings;
import io.tessera.api.fault.CacheFolder;
import io.tessera.assets.Assets;
import io.tessera.engine.LocalEngine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The engines of an executor's process: one for each device. Tasks come and go, so the process
 * itself keeps what takes long to load, and the end of the process closes it.
 */
final class ExecutorEngine {
  private static final Map<EngineSettings, Engine> OPEN = new ConcurrentHashMap<>();

  private ExecutorEngine() {}

  static Engine of(EngineSettings settings) {
    return OPEN.computeIfAbsent(settings, s -> new LocalEngine(here(s)));
  }

  /** With the bundled models as they lie on this machine. */
  private static EngineSettings here(EngineSettings s) {
    List<Path> folders = new ArrayList<>(s.modelFolders());
    folders.add(Assets.unpackModels(CacheFolder.path()));
    return new EngineSettings(s.device(), s.precision(), s.threads(), s.memory(), folders);
  }
}
