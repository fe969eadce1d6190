package io.tessera.app.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.tessera.api.image.LabelMap;
import io.tessera.api.image.PngFile;
import io.tessera.api.image.RgbImage;
import io.tessera.app.canvas.ActiveLayer;
import io.tessera.app.canvas.CanvasViewModel;
import io.tessera.app.canvas.Tool;
import io.tessera.app.document.Document;
import io.tessera.app.render.RenderPhase;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.Start;

/** What the artist does is seen: strokes over a picture, a photograph, what a key promises. */
class StudioSightTest extends StudioCase {
  @Start
  void start(Stage stage) {
    open(stage);
  }

  private CanvasViewModel canvas() {
    return studio.viewModel().canvas();
  }

  private void stroke(FxRobot robot, int label) {
    robot.interact(
        () -> {
          canvas().labelProperty().set(label);
          canvas().press(10, 10, 1, false, false);
          canvas().drag(40, 10, 1, false);
          canvas().release();
        });
  }

  @Test
  void aStrokeIsSeenOverThePictureAndGoneWhenThePictureFollows(FxRobot robot) throws Exception {
    renderSmall(robot);
    assertThat(canvas().paintShowsProperty().get()).isTrue();
    assertThat(canvas().paintedAt(20, 10)).isZero();
    stroke(robot, 5);
    assertThat(canvas().paintedAt(20, 10) >>> 24).isBetween(128, 254);
    assertThat(canvas().paintedAt(20, 45)).isZero();
    robot.interact(() -> studio.viewModel().document().history().undo());
    assertThat(canvas().paintedAt(20, 10)).isZero();
    stroke(robot, 5);
    robot.interact(() -> canvas().toolProperty().set(Tool.HAND));
    assertThat(canvas().paintShowsProperty().get()).isFalse();
    robot.interact(() -> canvas().toolProperty().set(Tool.BRUSH));
    robot.interact(() -> render().repaint());
    await(() -> canvas().paintedAt(20, 10) == 0);
  }

  @Test
  void aNewLayoutIsSeenToo(FxRobot robot) throws Exception {
    renderSmall(robot);
    robot.interact(
        () -> studio.viewModel().document().replaceLayout("other", LabelMap.filled(64, 48, 7)));
    assertThat(canvas().paintedAt(5, 5)).isNotZero();
    assertThat(canvas().paintedAt(60, 40)).isNotZero();
    robot.interact(() -> render().show(shown()));
    assertThat(canvas().paintedAt(60, 40)).as("still another layout").isNotZero();
  }

  @Test
  void oneKeyFlipsAndHoldingItLooks(FxRobot robot) throws Exception {
    renderSmall(robot);
    robot.interact(() -> studio.view().lookup("#canvas").requestFocus());
    robot.press(KeyCode.F).release(KeyCode.F);
    assertThat(canvas().layoutOnTopProperty().get()).isTrue();
    robot.press(KeyCode.F).release(KeyCode.F);
    assertThat(canvas().layoutOnTopProperty().get()).isFalse();
    robot.press(KeyCode.F);
    assertThat(canvas().layoutOnTopProperty().get()).isTrue();
    robot.sleep(500);
    robot.release(KeyCode.F);
    assertThat(canvas().layoutOnTopProperty().get()).isFalse();
    robot.press(KeyCode.SHIFT, KeyCode.F).release(KeyCode.F, KeyCode.SHIFT);
    assertThat(canvas().besideProperty().get()).isTrue();
    assertThat(studio.view().lookup("#picture-beside").isVisible()).isTrue();
  }

  @Test
  void escapeCancelsTheRender(FxRobot robot) throws Exception {
    robot.interact(() -> render().start());
    await(() -> render().phaseProperty().get() == RenderPhase.SAMPLING);
    robot.press(KeyCode.ESCAPE).release(KeyCode.ESCAPE);
    await(() -> render().phaseProperty().get() == RenderPhase.IDLE);
    assertThat(shown()).isNull();
  }

  /** Every key in the list of shortcuts is one that a keyboard can send. */
  @Test
  void everyKeyThatIsPromisedCanBePressed() {
    for (Action action : studio.view().actions().all()) {
      if (action.key() == null) {
        continue;
      }
      assertThat(action.key()).as(action.id()).isInstanceOf(KeyCodeCombination.class);
      KeyCodeCombination key = (KeyCodeCombination) action.key();
      boolean shortcut = key.getShortcut() == KeyCombination.ModifierValue.DOWN;
      boolean mac =
          System.getProperty("os.name").toLowerCase(java.util.Locale.ROOT).contains("mac");
      KeyEvent event =
          new KeyEvent(
              KeyEvent.KEY_PRESSED,
              "",
              "",
              key.getCode(),
              key.getShift() == KeyCombination.ModifierValue.DOWN,
              shortcut && !mac,
              key.getAlt() == KeyCombination.ModifierValue.DOWN,
              shortcut && mac);
      assertThat(Chords.match(key, event)).as(action.id()).isTrue();
      long others =
          studio.view().actions().all().stream()
              .filter(a -> a.key() != null && Chords.match(a.key(), event))
              .count();
      assertThat(others).as("actions with the key of " + action.id()).isEqualTo(1);
    }
    KeyEvent plus =
        new KeyEvent(KeyEvent.KEY_PRESSED, "", "", KeyCode.EQUALS, true, true, false, false);
    assertThat(Chords.match(KeyCombination.valueOf("Ctrl+Plus"), plus)).isTrue();
  }

  private static RgbImage photograph(int w, int h) {
    byte[] rgb = new byte[w * h * 3];
    new Random(4).nextBytes(rgb);
    return new RgbImage(w, h, rgb);
  }

  @Test
  void aPhotographIsSeenAtItsOwnSizeAndItsHoleIsLeftOpen(FxRobot robot, @TempDir Path folder)
      throws Exception {
    renderSmall(robot);
    Document document = studio.viewModel().document();
    Path file = folder.resolve("sea.png");
    PngFile.write(photograph(100, 70), file, Map.of());
    robot.interact(() -> studio.viewModel().opening().open(file));
    await(() -> document.photographProperty().get() != null);
    assertThat(document.width()).isEqualTo(96);
    assertThat(document.height()).isEqualTo(64);
    assertThat(shown()).isNull();
    assertThat(canvas().hasPictureProperty().get()).isFalse();
    assertThat(document.layout().snapshot().histogram()[LabelMap.UNLABELLED]).isEqualTo(96 * 64);
    assertThat(canvas().layoutImageProperty().get().getPixelReader().getArgb(50, 30)).isZero();
    assertThat(render().statusProperty().get()).contains("sea.png").contains("96 × 64");
    // Painted places hide it.
    robot.interact(() -> canvas().activeProperty().set(ActiveLayer.LAYOUT));
    stroke(robot, 3);
    robot.interact(() -> canvas().flush());
    assertThat(canvas().layoutImageProperty().get().getPixelReader().getArgb(20, 10)).isNotZero();
    robot.interact(() -> document.history().undo());
    robot.interact(() -> document.history().undo());
    assertThat(document.photographProperty().get()).isNull();
    assertThat(document.width()).isEqualTo(64);
  }

  @Test
  void aLargePhotographIsFittedAndTold(FxRobot robot, @TempDir Path folder) throws Exception {
    Path file = folder.resolve("large.png");
    PngFile.write(photograph(2600, 1300), file, Map.of());
    robot.interact(() -> studio.viewModel().opening().open(file));
    await(() -> studio.viewModel().document().photographProperty().get() != null);
    assertThat(studio.viewModel().document().width()).isEqualTo(2048);
    assertThat(studio.viewModel().document().height()).isEqualTo(1024);
    assertThat(render().statusProperty().get()).contains("2600 × 1300");
  }
}
