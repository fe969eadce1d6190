package io.tessera.app.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.tessera.api.TokenGrid;
import io.tessera.app.document.Recovery;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A studio that is killed while it paints and renders loses the last seconds only. */
class CrashTest {
  /** Ten dots a second: no more of them may be missing than five seconds' worth. */
  private static final int MOST_LOST = 50;

  /** A render has to be under way within so many dots. */
  private static final int MOST_DOTS = 900;

  @TempDir private Path home;

  @Test
  @Timeout(120)
  void nothingOlderThanFiveSecondsIsLost() throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dtessera.root=" + System.getProperty("tessera.root"),
                "-Dglass.platform=Headless",
                "-Dprism.order=sw",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path")));
    String modules = System.getProperty("jdk.module.path");
    if (modules != null) {
      command.addAll(List.of("--module-path", modules, "--add-modules", "javafx.controls"));
    }
    command.addAll(List.of(DoomedStudio.Start.class.getName(), home.toString()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    int painted = 0;
    // Under load it takes a while until there is a render under way; it is given six seconds.
    int rendering = MOST_DOTS;
    StringBuilder said = new StringBuilder();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (painted > MOST_DOTS) {
          process.destroyForcibly().waitFor();
          break;
        }
        if (line.startsWith("dot ")) {
          painted = Integer.parseInt(line.substring(4)) + 1;
          if (painted >= 120 && painted >= rendering + 60) {
            process.destroyForcibly().waitFor();
            break;
          }
        } else if (line.equals("rendering")) {
          rendering = Math.min(rendering, painted);
        } else {
          said.append(line).append('\n');
        }
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
    assertThat(painted).as(said.toString()).isBetween(120, MOST_DOTS);

    List<Recovery.Left> left = Recovery.left(home.resolve("recovery"));
    assertThat(left).hasSize(1);
    Recovery.Left found = left.getFirst();
    int kept = 0;
    while (kept < painted
        && found.project().layout().at(DoomedStudio.x(kept), DoomedStudio.y(kept)) == 4) {
      kept++;
    }
    assertThat(kept).isGreaterThan(painted - MOST_LOST);
    assertThat(found.render()).as("the render under way").isNotNull();
    assertThat(Arrays.stream(found.render().tokens().tokens()).filter(t -> t != TokenGrid.UNKNOWN))
        .hasSizeGreaterThan(20);
  }
}
