package io.tessera.app.cli;

import io.tessera.app.settings.Folders;
import io.tessera.engine.Engine;
import io.tessera.engine.EngineSettings;
import picocli.CommandLine.Option;

/** Options of every command that runs a network. */
final class EngineOptions {
  @Option(
      names = "--precision",
      defaultValue = "auto",
      paramLabel = "P",
      description = "auto, f32, bf16 or f16 (default: auto)")
  private String precision = "auto";

  @Option(
      names = "--device",
      defaultValue = "auto",
      paramLabel = "D",
      description = "auto, cpu or cuda:N (default: auto)")
  private String device = "auto";

  @Option(
      names = "--threads",
      defaultValue = "0",
      paramLabel = "N",
      description = "threads on the CPU (default: all cores)")
  private int threads;

  Engine engine() {
    int n = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    return new Engine(new EngineSettings(device, precision, n, Folders.models()));
  }
}
