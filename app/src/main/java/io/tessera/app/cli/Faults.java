package io.tessera.app.cli;

import io.tessera.api.fault.CacheFolder;
import io.tessera.api.fault.InputException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Says what went wrong in one line, whatever it was: what the user can change by itself, faults of
 * the program with the file that has the rest.
 */
final class Faults implements IExecutionExceptionHandler, IParameterExceptionHandler {
  private static final int INPUT = 2;
  private static final int PROGRAM = 1;

  /** How libtorch says that there is no memory left. */
  private static final Pattern ALLOCATION =
      Pattern.compile("you tried to allocate (\\d+) bytes|CUDA out of memory");

  @Override
  public int handleExecutionException(Exception e, CommandLine line, ParseResult result) {
    return tell(e, line.getErr());
  }

  @Override
  public int handleParseException(ParameterException e, String[] args) {
    PrintWriter err = e.getCommandLine().getErr();
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    err.println("tessera: " + firstLine(e) + " (" + command + " --help lists what there is)");
    err.flush();
    return INPUT;
  }

  /** Gives the exit code. */
  int tell(Throwable thrown, PrintWriter err) {
    Throwable e = thrown;
    while (e instanceof CompletionException && e.getCause() != null) {
      e = e.getCause();
    }
    int code = INPUT;
    if (e instanceof CancellationException) {
      err.println("tessera: stopped");
      code = PROGRAM;
    } else if (e instanceof InputException) {
      err.println("tessera: " + firstLine(e));
    } else if (memory(e) instanceof String missing) {
      err.println("tessera: " + missing);
    } else if (e instanceof FileSystemException f) {
      String reason = f.getReason() == null ? "it cannot be read or written" : f.getReason();
      err.println("tessera: " + f.getFile() + ": " + reason);
    } else if (e instanceof IOException) {
      err.println("tessera: " + firstLine(e));
    } else {
      err.println(
          "tessera: this should not have happened ("
              + e.getClass().getSimpleName()
              + ": "
              + firstLine(e)
              + "); "
              + log(e));
      code = PROGRAM;
    }
    err.flush();
    return code;
  }

  private static @org.jspecify.annotations.Nullable String memory(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof OutOfMemoryError) {
        return String.format(
            Locale.ROOT,
            "there is not enough memory for this (%,d MB of Java's heap); make it smaller, or set TESSERA_HEAP, such as 8g",
            Runtime.getRuntime().maxMemory() >> 20);
      }
      Matcher m = ALLOCATION.matcher(String.valueOf(cause.getMessage()));
      if (m.find()) {
        return m.group(1) == null
            ? "the GPU has not enough memory for this; make it smaller"
            : String.format(
                Locale.ROOT,
                "there is not enough memory for this: %.1f GB more were wanted; make it smaller",
                Double.parseDouble(m.group(1)) / 1e9);
      }
    }
    return null;
  }

  private static String firstLine(Throwable e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("").strip();
  }

  /** Writes all that is known into a file, and says which. */
  private static String log(Throwable e) {
    StringWriter text = new StringWriter();
    e.printStackTrace(new PrintWriter(text));
    String name =
        DateTimeFormatter.ofPattern("yyyy-MM-dd-HHmmss", Locale.ROOT).format(LocalDateTime.now())
            + "-"
            + ProcessHandle.current().pid()
            + ".txt";
    Path file = CacheFolder.path().resolve("faults").resolve(name);
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(
          file,
          "Tessera "
              + Main.VERSION
              + ", Java "
              + Runtime.version()
              + ", "
              + System.getProperty("os.name")
              + " "
              + System.getProperty("os.arch")
              + "\n"
              + text);
      return "please report it with " + file;
    } catch (IOException | RuntimeException failed) {
      return "and " + file + " cannot be written";
    }
  }
}
