package io.tessera.app.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.tessera.app.TinyModels;
import io.tessera.app.canvas.Tool;
import java.nio.file.Path;
import javafx.scene.Scene;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Spinner;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

/** Languages, keys, cards. */
class StudioWindowTest extends StudioCase {
  @Start
  void start(Stage stage) {
    open(stage);
  }

  @Test
  void theWindowSpeaksKorean(FxRobot robot) throws Exception {
    paint(robot, "#material-3");
    robot.interact(
        () -> {
          settings().seedProperty().set(4038);
          studio.viewModel().appearance().speak(java.util.Locale.KOREAN);
          studio.view().canvas();
        });
    robot.interact(
        () -> {
          Scene scene = robot.listWindows().getFirst().getScene();
          scene.setRoot(studio.view());
        });
    WaitForAsyncUtils.waitForFxEvents();
    assertThat(((javafx.scene.control.Button) studio.view().lookup("#render")).getText())
        .isEqualTo("렌더링");
    assertThat(((javafx.scene.control.TextField) studio.view().lookup("#seed")).getText())
        .isEqualTo("4038");
    assertThat(((javafx.scene.control.Label) studio.view().lookup("#title")).getText())
        .endsWith("*");
    assertThat(label(160, 112)).isEqualTo(3);
    robot.interact(() -> studio.viewModel().appearance().speak(java.util.Locale.ENGLISH));
  }

  @Test
  void everyActionIsFoundByItsName(FxRobot robot) throws Exception {
    robot.press(KeyCode.CONTROL).type(KeyCode.K).release(KeyCode.CONTROL);
    await(() -> robot.lookup("#action-search").tryQuery().isPresent());
    robot.write("cells");
    robot.type(KeyCode.ENTER);
    WaitForAsyncUtils.waitForFxEvents();
    assertThat(studio.viewModel().canvas().gridProperty().get()).isTrue();
    assertThat(robot.lookup("#action-search").tryQuery()).isEmpty();
    robot.press(KeyCode.CONTROL).type(KeyCode.K).release(KeyCode.CONTROL);
    await(() -> robot.lookup("#action-search").tryQuery().isPresent());
    robot.write("uncond");
    robot.type(KeyCode.ENTER);
    await(() -> "uncond".equals(settings().model()));
  }

  /** Without the mouse: a tool, a material, the canvas's size, a render. */
  @Test
  void theKeyboardAloneMakesAPicture(FxRobot robot) throws Exception {
    robot.interact(() -> studio.view().canvas().requestFocus());
    robot.type(KeyCode.DIGIT7);
    assertThat(studio.viewModel().canvas().labelProperty().get()).isEqualTo(6);
    robot.press(KeyCode.CONTROL, KeyCode.SHIFT).type(KeyCode.R);
    robot.release(KeyCode.CONTROL, KeyCode.SHIFT);
    await(() -> robot.lookup("#new-width").tryQuery().isPresent());
    robot.interact(() -> robot.lookup("#new-width").query().requestFocus());
    robot.press(KeyCode.CONTROL).type(KeyCode.A).release(KeyCode.CONTROL);
    robot.write("64");
    robot.type(KeyCode.TAB);
    robot.press(KeyCode.CONTROL).type(KeyCode.A).release(KeyCode.CONTROL);
    robot.write("48");
    robot.type(KeyCode.ENTER, KeyCode.ENTER); // the number, the card
    await(() -> studio.viewModel().document().width() == 64);
    assertThat(studio.viewModel().document().height()).isEqualTo(48);
    robot.press(KeyCode.CONTROL).type(KeyCode.ENTER).release(KeyCode.CONTROL);
    await(() -> shown() != null);
  }

  /** A preset sets the numbers; numbers that are a preset show it, others none. */
  @Test
  void presetsAndNumbersOfTheSizeAgree(FxRobot robot) throws Exception {
    robot.interact(() -> studio.view().canvas().requestFocus());
    robot.press(KeyCode.CONTROL, KeyCode.SHIFT).type(KeyCode.R);
    robot.release(KeyCode.CONTROL, KeyCode.SHIFT);
    await(() -> robot.lookup("#new-width").tryQuery().isPresent());
    ComboBox<String> presets = robot.lookup("#size-presets").queryComboBox();
    Spinner<Integer> width = spinner(robot, "#new-width");
    Spinner<Integer> height = spinner(robot, "#new-height");
    assertThat(presets.getValue()).isNull(); // the test's canvas is no preset
    robot.interact(() -> presets.getSelectionModel().select(1));
    assertThat(width.getValue()).isEqualTo(1024);
    assertThat(height.getValue()).isEqualTo(416);
    assertThat(presets.getValue()).isEqualTo("1024 × 416");
    robot.interact(() -> height.getValueFactory().setValue(432));
    assertThat(presets.getValue()).isNull();
    assertThat(width.getValue()).isEqualTo(1024);
    robot.interact(
        () -> {
          width.getValueFactory().setValue(512);
          height.getValueFactory().setValue(512);
        });
    assertThat(presets.getValue()).isEqualTo("512 × 512");
    robot.type(KeyCode.ESCAPE);
  }

  @SuppressWarnings("unchecked")
  private static Spinner<Integer> spinner(FxRobot robot, String id) {
    return (Spinner<Integer>) robot.lookup(id).queryAs(Spinner.class);
  }

  @Test
  void escapeGivesAPolygonUp(FxRobot robot) {
    robot.interact(
        () -> {
          var canvas = studio.viewModel().canvas();
          canvas.toolProperty().set(Tool.POLYGON);
          canvas.press(10, 10, 1, false, false);
          canvas.press(60, 10, 1, false, false);
          studio.view().canvas().requestFocus();
        });
    robot.type(KeyCode.ESCAPE);
    assertThat(studio.viewModel().canvas().hasPolygon()).isFalse();
  }

  /** While a card lies over the window, its keys are its own. */
  @Test
  void keysRestUnderACard(FxRobot robot) throws Exception {
    robot.press(KeyCode.CONTROL, KeyCode.SHIFT).type(KeyCode.R);
    robot.release(KeyCode.CONTROL, KeyCode.SHIFT);
    await(() -> robot.lookup("#size-card").tryQuery().isPresent());
    robot.interact(() -> robot.lookup("#size-card-close").query().requestFocus());
    robot.type(KeyCode.E);
    assertThat(studio.viewModel().canvas().toolProperty().get()).isEqualTo(Tool.BRUSH);
    robot.type(KeyCode.ESCAPE);
    assertThat(robot.lookup("#size-card").tryQuery()).isEmpty();
  }

  @Test
  void modelsAreDescribedAndTakenIn(FxRobot robot, @TempDir Path folder) throws Exception {
    // As the original's logs lie: checkpoints/last.ckpt, configs/*-project.yaml.
    Path source = TinyModels.FOLDER.resolve(TinyModels.LAYOUT);
    for (String part : new String[] {"checkpoints", "configs"}) {
      java.nio.file.Files.createDirectories(folder.resolve("mine").resolve(part));
      try (var files = java.nio.file.Files.list(source.resolve(part))) {
        for (Path f : files.toList()) {
          java.nio.file.Files.copy(
              f, folder.resolve("mine").resolve(part).resolve(f.getFileName()));
        }
      }
    }
    Path dropped = folder.resolve("mine/checkpoints/last.ckpt");
    robot.interact(() -> studio.viewModel().opening().open(dropped));
    await(() -> "mine".equals(settings().model()));
    robot.press(KeyCode.CONTROL).type(KeyCode.M).release(KeyCode.CONTROL);
    await(() -> robot.lookup("#verify-mine").tryQuery().isPresent());
    await(() -> text(robot, "#purpose-mine").contains("layouts"));
    assertThat(robot.lookup("#about-mine").query().isVisible()).isFalse();
    click(robot, "#details-mine");
    await(() -> text(robot, "#about-mine").contains("transformer:"));
    assertThat(robot.lookup("#about-mine").query().isVisible()).isTrue();
    robot.interact(() -> studio.viewModel().opening().open(dropped));
    await(() -> render().problemProperty().get() != null);
    assertThat(render().problemProperty().get()).contains("already");
  }

  @Test
  void keysAreChosenKeptAndReset(FxRobot robot) throws Exception {
    robot.interact(() -> studio.view().canvas().requestFocus());
    robot.type(KeyCode.F1);
    await(() -> robot.lookup("#key-tool-eraser").tryQuery().isPresent());
    robot.interact(
        () -> {
          var key = (javafx.scene.control.Button) robot.lookup("#key-tool-eraser").query();
          key.requestFocus();
          key.fire();
        });
    robot.type(KeyCode.O); // which was the ellipse's
    robot.type(KeyCode.ESCAPE);
    robot.interact(() -> studio.view().canvas().requestFocus());
    robot.type(KeyCode.O);
    assertThat(studio.viewModel().canvas().toolProperty().get()).isEqualTo(Tool.ERASER);
    assertThat(studio.viewModel().preferences().texts("keys"))
        .containsEntry("tool-eraser", "O")
        .containsEntry("tool-ellipse", "");
    robot.type(KeyCode.F1);
    await(() -> robot.lookup("#reset-keys").tryQuery().isPresent());
    click(robot, "#reset-keys");
    robot.type(KeyCode.ESCAPE);
    robot.interact(() -> studio.view().canvas().requestFocus());
    robot.type(KeyCode.O);
    assertThat(studio.viewModel().canvas().toolProperty().get()).isEqualTo(Tool.ELLIPSE);
    assertThat(studio.viewModel().preferences().texts("keys")).isEmpty();
  }

  @Test
  void aControlSaysWhatItIsInsteadOfDoingIt(FxRobot robot) throws Exception {
    robot.interact(() -> studio.view().canvas().requestFocus());
    robot.press(KeyCode.SHIFT).type(KeyCode.F1).release(KeyCode.SHIFT);
    click(robot, "#render");
    await(() -> robot.lookup("#whats-this").tryQuery().isPresent());
    assertThat(((javafx.scene.control.Label) robot.lookup("#whats-this").query()).getText())
        .contains("Render");
    assertThat(render().queue()).isEmpty();
    assertThat(shown()).isNull();
    assertThat(render().runningProperty().get()).isNull();
  }

  @Test
  void exportAsksForSizeAndPart(FxRobot robot) throws Exception {
    renderSmall(robot);
    robot.interact(
        () -> {
          var mask = studio.viewModel().document().mask();
          mask.begin("m");
          mask.paintSegment(20, 20, 29, 20, 2, 1);
          mask.commit();
          studio.view().canvas().requestFocus();
        });
    robot.press(KeyCode.CONTROL, KeyCode.SHIFT).type(KeyCode.E);
    robot.release(KeyCode.CONTROL, KeyCode.SHIFT);
    await(() -> robot.lookup("#export-size").tryQuery().isPresent());
    var size = (javafx.scene.control.Label) robot.lookup("#export-size").query();
    assertThat(size.getText()).contains("64 × 48");
    click(robot, "#export-masked");
    assertThat(size.getText()).doesNotContain("64 × 48").contains("×");
    robot.interact(
        () -> ((javafx.scene.control.Slider) robot.lookup("#export-scale").query()).setValue(2));
    assertThat(size.getText()).matches(".*2\\d × \\d+ .*");
  }

  @Test
  void theThemeFollowsTheSystemUntilTheArtistChooses(FxRobot robot) {
    robot.interact(() -> studio.viewModel().appearance().followSystemProperty().set(true));
    boolean dark =
        WaitForAsyncUtils.waitForAsyncFx(
            5000,
            () ->
                javafx.application.Platform.getPreferences().getColorScheme()
                    == javafx.application.ColorScheme.DARK);
    assertThat(studio.viewModel().appearance().darkProperty().get()).isEqualTo(dark);
    robot.interact(() -> studio.viewModel().appearance().flipTheme());
    assertThat(studio.viewModel().appearance().darkProperty().get()).isNotEqualTo(dark);
    assertThat(studio.viewModel().appearance().followSystemProperty().get()).isFalse();
  }

  private static String text(FxRobot robot, String id) {
    return String.valueOf(((javafx.scene.control.Label) robot.lookup(id).query()).getText());
  }

  @Test
  void aModelIsUnloaded(FxRobot robot) throws Exception {
    renderSmall(robot);
    robot.press(KeyCode.CONTROL).type(KeyCode.M).release(KeyCode.CONTROL);
    await(() -> robot.lookup("#models-unload").tryQuery().isPresent());
    click(robot, "#models-unload");
    await(() -> text(robot, "#models-said").contains("No model"));
    robot.type(KeyCode.ESCAPE);
    var before = shown();
    robot.interact(() -> render().start());
    await(() -> shown() != null && shown() != before);
  }
}
