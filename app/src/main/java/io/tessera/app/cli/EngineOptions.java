package io.tessera.app.cli;

import io.tessera.api.Engine;
import io.tessera.api.EngineSettings;
import io.tessera.api.Workbench;
import io.tessera.api.fault.InputException;
import io.tessera.app.local.Engines;
import io.tessera.app.settings.EngineChoice;
import io.tessera.server.TokenFile;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of every command that runs a network. */
final class EngineOptions {
  @Option(
      names = "--precision",
      paramLabel = "P",
      description =
          "auto, f32, bf16, f16, or on processors, for large models, int8 or int8-f32: products of 8-bit"
              + " integers, all else in bf16 or f32 (default: as tessera bench --save found, or auto)")
  private @Nullable String precision;

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

  @Option(
      names = "--memory",
      paramLabel = "MB",
      description =
          "megabytes that a decode may take beside the model; a picture that needs more is refused"
              + " (default: what is free)")
  private int memory;

  @Option(
      names = "--engine",
      paramLabel = "URL",
      description =
          "make it on another machine that runs tessera serve, such as http://127.0.0.1:8765")
  private @Nullable URI url;

  @Option(
      names = "--engine-token",
      paramLabel = "FILE",
      description = "with --engine: holds that server's token (default: as tessera serve)")
  private @Nullable Path tokenFile;

  @Option(
      names = "--engine-certificate",
      paramLabel = "PEM",
      description =
          "with --engine https: the server's certificate, where this computer does not trust it anyway")
  private @Nullable Path certificate;

  Engine engine() {
    if (url != null) {
      Path file = tokenFile != null ? tokenFile : ServeCommand.tokenFile();
      return Engines.remote(url, TokenFile.read(file), certificate);
    }
    return Engines.local(settings());
  }

  /** For what is done on this computer only. */
  Workbench workbench() {
    return Engines.workbench(settings());
  }

  /** For what makes its engines itself. */
  EngineSettings settings() {
    if (url != null) {
      throw new InputException("this is done without --engine");
    }
    EngineChoice saved = EngineChoice.load();
    EngineChoice choice =
        new EngineChoice(
            precision != null ? precision : saved.precision(),
            threads != 0 ? threads : saved.threads(),
            memory != 0 ? memory : saved.memoryMb(),
            saved.schedule());
    return choice.settings(device);
  }
}
