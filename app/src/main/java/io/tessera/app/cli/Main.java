package io.tessera.app.cli;

import io.tessera.engine.fault.InputException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Entry point: commands, or the studio where none is given. */
@Command(
    name = "tessera",
    version = "Tessera 0.1.0",
    mixinStandardHelpOptions = true,
    description = "A studio for image synthesis with VQGAN and transformer. Without a command it opens the window.",
    subcommands = {TrainCommand.class, ScenesCommand.class})
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /** All commands; exit codes are 0 done, 1 the input is at fault, 2 wrong usage. */
  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(
            (e, line, result) -> {
              if (!(e instanceof InputException)) {
                throw e;
              }
              line.getErr().println("tessera: " + e.getMessage());
              return 1;
            });
  }
}
