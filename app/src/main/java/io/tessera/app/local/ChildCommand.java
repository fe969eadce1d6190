package io.tessera.app.local;

import io.tessera.api.EngineSettings;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command that starts a child process of this very program. */
final class ChildCommand {
  private static final String MAIN = "io.tessera.app.cli.Main";

  /** Flags of this JVM that a second one must not share, or does not need. */
  private static final List<String> OWN =
      List.of(
          "-agentlib",
          "-agentpath",
          "-javaagent",
          "-Xrun",
          "-Xdebug",
          "-XX:AOT",
          "-XX:ArchiveClassesAtExit",
          "-XX:HeapDumpPath",
          "-Dcom.sun.management",
          "--add-modules",
          "--module-path",
          "--enable-native-access");

  private ChildCommand() {}

  static List<String> of(EngineSettings settings) {
    List<String> command = new ArrayList<>(program());
    command.addAll(
        List.of(
            "serve",
            "--child",
            "--device=" + settings.device(),
            "--precision=" + settings.precision(),
            "--threads=" + settings.threads()));
    if (settings.memory() > 0) {
      command.add("--memory=" + settings.memory() / 1_000_000);
    }
    return command;
  }

  /** The launcher of an installed program, which may bring no java; else this JVM again. */
  private static List<String> program() {
    String installed = System.getProperty("jpackage.app-path");
    if (installed != null && Files.isExecutable(Path.of(installed))) {
      return List.of(installed);
    }
    List<String> java = new ArrayList<>();
    java.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> OWN.stream().noneMatch(flag::startsWith))
        .forEach(java::add);
    // The child opens no window; libtorch is all that it loads.
    java.add("--enable-native-access=ALL-UNNAMED");
    java.add("-Djava.awt.headless=true");
    java.add("-cp");
    java.add(System.getProperty("java.class.path"));
    java.add(MAIN);
    return java;
  }
}
