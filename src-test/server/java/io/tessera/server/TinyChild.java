package io.tessera.server;

import io.tessera.engine.LocalEngine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A child process with the tiny models. */
final class TinyChild {
  private TinyChild() {}

  static List<String> command() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Dtessera.root=" + System.getProperty("tessera.root"),
        "--enable-native-access=ALL-UNNAMED",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-cp",
        System.getProperty("java.class.path"),
        TinyChild.class.getName());
  }

  public static void main(String[] args) throws IOException {
    try (LocalEngine engine = new LocalEngine(EngineContract.SETTINGS)) {
      ChildServer.serve(
          engine, System.in, new PrintWriter(System.out, true, StandardCharsets.UTF_8));
    }
    System.exit(0);
  }
}
