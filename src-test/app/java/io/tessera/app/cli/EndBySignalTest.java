package io.tessera.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tessera.api.BenchRequest;
import io.tessera.app.TinyModels;
import io.tessera.engine.LocalEngine;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that is told to end waits for what the engine's thread is at, and for nothing after it:
 * libtorch's code must not be running when it is taken down.
 */
class EndBySignalTest {
  /** 128 and the number of the signal, as shells tell it. */
  private static final int TERMINATED = 143;

  @TempDir private Path folder;

  /** Computes until it is told to end. */
  static final class Busy {
    public static void main(String[] args) {
      try (LocalEngine engine = TinyModels.engine()) {
        engine.bench(new BenchRequest("demo", 50), Busy::busy).join();
      }
    }

    /** On the engine's thread, as a long call of libtorch that nothing can interrupt. */
    private static void busy(String line) {
      System.out.println(line);
      long until = System.nanoTime() + 1_500_000_000L;
      while (System.nanoTime() < until) {
        Thread.onSpinWait();
      }
      System.out.println("at its end");
    }
  }

  @Test
  @Timeout(120)
  void whatIsUnderWayComesToItsEnd() throws Exception {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Dtessera.root=" + System.getProperty("tessera.root"),
                    "--enable-native-access=ALL-UNNAMED",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Busy.class.getName()))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    StringBuilder said = new StringBuilder();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      boolean told = false;
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        said.append(line).append('\n');
        if (!told && line.startsWith("memory: decode")) {
          process.toHandle().destroy(); // process.destroy() would close what it says, too
          told = true;
        }
      }
      assertThat(process.waitFor()).as(said.toString()).isEqualTo(TERMINATED);
    } finally {
      process.destroyForcibly().waitFor();
    }
    assertThat(said.toString().lines())
        .contains("at its end")
        .filteredOn(line -> line.startsWith("memory"))
        .hasSize(1);
    assertThat(folder).isEmptyDirectory();
  }
}
