package io.tessera.app.cli;

import io.tessera.api.Engine;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tessera inspect}: what a model is. */
@Command(name = "inspect", mixinStandardHelpOptions = true, description = "Prints what a model is.")
final class InspectCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "MODEL", description = "name, folder or .ckpt")
  private String model = "";

  @Mixin private EngineOptions engineOptions = new EngineOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    try (Engine engine = engineOptions.engine()) {
      engine
          .inspect(model)
          .lines()
          .forEach(
              (name, value) ->
                  spec.commandLine().getOut().printf(Locale.ROOT, "%-32s %s%n", name, value));
    }
    return 0;
  }
}
