package io.tessera.app.cli;

import io.tessera.api.fault.InputException;
import io.tessera.app.shell.StudioApp;
import java.util.concurrent.Callable;
import javafx.application.Application;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Entry point: commands, or the studio where none is given. */
@Command(
    name = "tessera",
    version = "Tessera " + Main.VERSION,
    mixinStandardHelpOptions = true,
    description =
        "A studio for image synthesis with VQGAN and transformer. Without a command it opens the window.",
    subcommands = {
      RenderCommand.class,
      EncodeCommand.class,
      SegmentCommand.class,
      DecodeCommand.class,
      TokensCommand.class,
      ModelsCommand.class,
      InspectCommand.class,
      ConvertCommand.class,
      TrainCommand.class,
      EvaluateCommand.class,
      ScenesCommand.class,
      BenchCommand.class,
      BatchCommand.class,
      CheckCommand.class,
      ServeCommand.class
    })
public final class Main implements Callable<Integer> {
  /** The version of this program. */
  static final String VERSION = "0.1.0";

  private Main() {}

  public static void main(String[] args) {
    CommandLine line = commandLine();
    int code;
    try {
      code = line.execute(args);
    } catch (Throwable e) { // an error that no handler was asked about
      code = new Faults().tell(e, line.getErr());
    }
    System.exit(code);
  }

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = "layout or picture to open in the studio")
  private @Nullable String file;

  @Option(
      names = "--rehearse",
      hidden = true,
      description = "opens the studio, closes it again: for the cache of a faster start")
  private boolean rehearse;

  /** Opens the studio and waits until it is closed. */
  @Override
  public Integer call() {
    try {
      Application.launch(
          StudioApp.class,
          rehearse
              ? new String[] {"--rehearse=true"}
              : file == null ? new String[0] : new String[] {file});
    } catch (UnsupportedOperationException e) {
      throw new InputException(
          "the studio cannot open a window ("
              + e.getMessage()
              + "); tessera render works without one",
          e);
    }
    return 0;
  }

  /** All commands; exit codes are 0 done, 1 a fault of the program, 2 the input is at fault. */
  static CommandLine commandLine() {
    Faults faults = new Faults();
    return new CommandLine(new Main())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(faults)
        .setExecutionExceptionHandler(faults);
  }
}
