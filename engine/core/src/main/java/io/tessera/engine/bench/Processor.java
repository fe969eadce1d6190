package io.tessera.engine.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The name of this machine's processor. */
final class Processor {
  private Processor() {}

  static String name() {
    String windows = System.getenv("PROCESSOR_IDENTIFIER");
    try {
      return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      return windows != null ? windows : System.getProperty("os.arch");
    }
  }
}
