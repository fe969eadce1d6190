package io.tessera.app.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.tessera.api.image.LabelMap;
import io.tessera.app.document.ProjectFile;
import io.tessera.app.render.RenderJob;
import io.tessera.app.render.RenderPhase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import javafx.stage.Stage;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.Start;

/**
 * The second hour: hundreds of renders, cancels, changes of the queue and documents in one studio,
 * whose memory stays what it was. Takes minutes, so it runs in the profile {@code soak} only; its
 * lines are the figures of docs/reliability.md.
 */
@EnabledIfSystemProperty(named = "tessera.soak", matches = "true")
class SoakTest extends StudioCase {
  private static final int WARM = 50;

  /** How much memory may have grown since the first {@link #WARM}. */
  private static final double GROWTH = 1.02;

  private final Random random = new Random(3);
  private final SoftAssertions softly = new SoftAssertions();

  @Start
  void start(Stage stage) {
    open(stage);
  }

  /**
   * Memory in use, in kB: what is resident, with the Java heap counted by what lives in it, since
   * the virtual machine keeps what it once had.
   */
  private static long resident() throws IOException, InterruptedException {
    for (int k = 0; k < 3; k++) {
      System.gc();
      Thread.sleep(100);
    }
    String line =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(l -> l.startsWith("VmRSS"))
            .findFirst()
            .orElseThrow();
    Runtime java = Runtime.getRuntime();
    return Long.parseLong(line.replaceAll("\\D", "")) - java.freeMemory() / 1024;
  }

  private interface Turn {
    void take(int n) throws Exception;
  }

  /** Does something many times; what is resident after the first fifty is what it may stay. */
  private void often(String what, int times, Turn turn) throws Exception {
    long before = 0;
    for (int n = 0; n < times; n++) {
      turn.take(n);
      if (n + 1 == Math.min(WARM, times / 2)) {
        before = resident();
      } else if ((n + 1) % 100 == 0) {
        System.out.println("soak: " + what + " " + (n + 1) + ": " + resident() / 1024 + " MB");
      }
    }
    long after = resident();
    System.out.println(
        String.format(
            Locale.ROOT,
            "soak: %d %s: %.1f MB after the first %d, %.1f MB at the end (%+.1f %%)",
            times,
            what,
            before / 1024.0,
            Math.min(WARM, times / 2),
            after / 1024.0,
            100.0 * (after - before) / before));
    softly.assertThat(after).as(what).isLessThanOrEqualTo((long) (before * GROWTH));
  }

  private void idle() throws Exception {
    await(() -> render().phaseProperty().get() == RenderPhase.IDLE && render().queue().isEmpty());
    assertThat(render().problemProperty().get()).isNull();
  }

  @Test
  void memoryStaysWhatItWas(FxRobot robot, @TempDir Path folder) throws Exception {
    robot.interact(() -> studio.viewModel().edits().resize(64, 48));
    Path file = folder.resolve("work.tessera");
    ProjectFile.write(studio.viewModel().projects().project(), file);
    often(
        "renders",
        500,
        n -> {
          robot.interact(() -> render().start());
          idle();
          if (n % 20 == 19) {
            robot.interact(() -> render().gallery().clear()); // pictures that are kept are no leak
          }
        });
    often(
        "cancels",
        500,
        n -> {
          robot.interact(() -> render().start());
          Thread.sleep(random.nextInt(40));
          robot.interact(() -> render().cancelAll());
          idle();
          robot.interact(() -> render().gallery().clear());
        });
    robot.interact(() -> settings().candidatesProperty().set(4));
    often(
        "changes of the queue",
        200,
        n -> {
          robot.interact(
              () -> {
                if (render().queue().isEmpty()) {
                  render().start();
                }
                List<RenderJob> queue = List.copyOf(render().queue());
                RenderJob one = queue.get(random.nextInt(queue.size()));
                switch (random.nextInt(3)) {
                  case 0 -> render().move(one, true);
                  case 1 -> render().move(one, false);
                  default -> render().remove(one);
                }
              });
          if (n % 10 == 9) {
            robot.interact(() -> render().cancelAll());
            idle();
            robot.interact(() -> render().gallery().clear());
          }
        });
    robot.interact(
        () -> {
          render().cancelAll();
          settings().candidatesProperty().set(1);
        });
    idle();
    often(
        "documents",
        100,
        n -> {
          robot.interact(
              () ->
                  studio
                      .viewModel()
                      .document()
                      .replaceLayout("other", LabelMap.filled(512 + 16 * (n % 3), 384, n % 10)));
          robot.interact(
              () -> studio.viewModel().projects().save(folder.resolve("w" + n % 4 + ".tessera")));
          await(() -> studio.viewModel().jobs().isEmpty());
          robot.interact(() -> studio.viewModel().opening().open(file));
          await(() -> studio.viewModel().jobs().isEmpty());
          await(() -> studio.viewModel().document().width() == 64);
        });
    softly.assertAll();
  }
}
