package io.tessera.app.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.tessera.api.image.LabelMap;
import io.tessera.app.TinyModels;
import io.tessera.app.canvas.Tool;
import io.tessera.app.export.ImageExport;
import io.tessera.app.render.Quality;
import io.tessera.app.render.RenderPhase;
import java.nio.file.Path;
import javafx.scene.Node;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.Start;

/** The whole window with a tiny model, used as an artist would. */
class StudioTest extends StudioCase {
  @Start
  void start(Stage stage) {
    open(stage);
  }

  @Test
  void paintRenderCancelRenderExportReopen(FxRobot robot, @TempDir Path folder) throws Exception {
    paint(robot, "#material-3");
    assertThat(label(160, 112)).isEqualTo(3);
    LabelMap painted = studio.viewModel().document().layout().snapshot();

    // Pixels arrive before the end, which in this size is some seconds away.
    robot.interact(() -> settings().qualityProperty().set(Quality.EXACT));
    click(robot, "#render");
    await(() -> studio.viewModel().canvas().hasPictureProperty().get());
    assertThat(render().phaseProperty().get()).isEqualTo(RenderPhase.SAMPLING);
    assertThat(shown()).isNull();
    assertThat(render().progressProperty().get()).isLessThan(1);
    assertThat(render().statusProperty().get()).contains("17,920 tokens");

    // Painting goes on meanwhile and changes the layout alone.
    paint(robot, "#material-10");
    assertThat(label(160, 112)).isEqualTo(10);
    assertThat(render().phaseProperty().get()).isEqualTo(RenderPhase.SAMPLING);

    click(robot, "#cancel");
    await(() -> render().phaseProperty().get() == RenderPhase.IDLE);
    assertThat(render().statusProperty().get()).isEqualTo("Cancelled");
    robot.press(KeyCode.CONTROL).type(KeyCode.Z).release(KeyCode.CONTROL);
    assertThat(studio.viewModel().document().layout().snapshot()).isEqualTo(painted);

    // A smaller picture, to its end.
    robot.interact(() -> studio.viewModel().edits().resize(64, 48));
    click(robot, "#render");
    await(() -> shown() != null);
    int pixel = studio.viewModel().canvas().pictureAt(20, 20);
    assertThat(pixel).isNotZero();

    Path file = folder.resolve("picture.png");
    LabelMap rendered = studio.viewModel().document().layout().snapshot();
    robot.interact(() -> studio.viewModel().exports().picture(file, ImageExport.Options.DEFAULT));
    await(() -> java.nio.file.Files.exists(file));

    // Reopening restores layout, settings and picture.
    robot.interact(
        () -> {
          studio.viewModel().edits().clear();
          studio.viewModel().edits().resize(128, 96);
          settings().seedProperty().set(77);
          settings().temperatureProperty().set(0.5);
          settings().qualityProperty().set(Quality.DRAFT);
        });
    robot.interact(() -> studio.viewModel().opening().open(file));
    await(() -> studio.viewModel().document().layout().snapshot().equals(rendered));
    assertThat(settings().seedProperty().get()).isEqualTo(1);
    assertThat(settings().temperatureProperty().get()).isEqualTo(1);
    assertThat(settings().qualityProperty().get()).isEqualTo(Quality.EXACT);
    assertThat(studio.viewModel().canvas().pictureAt(20, 20)).isEqualTo(pixel);
    assertThat(studio.viewModel().projects().titleProperty().get()).isEqualTo("picture.png");
    assertThat(robot.lookup("#export").query().isDisabled()).isFalse();
  }

  @Test
  void pauseAndResume(FxRobot robot) throws Exception {
    click(robot, "#render");
    await(
        () ->
            render().phaseProperty().get() == RenderPhase.SAMPLING
                && render().progressProperty().get() > 0);
    click(robot, "#pause");
    await(() -> render().phaseProperty().get() == RenderPhase.PAUSED);
    double share = render().progressProperty().get();
    assertThat(share).isLessThan(1);
    assertThat(render().statusProperty().get()).contains("paused");
    click(robot, "#pause");
    await(() -> render().progressProperty().get() > share);
    robot.type(KeyCode.ESCAPE);
    await(() -> render().phaseProperty().get() == RenderPhase.IDLE);
  }

  @Test
  void keysChooseToolsMaterialsAndBrushSizes(FxRobot robot) {
    click(robot, "#canvas");
    robot.type(KeyCode.E);
    assertThat(studio.viewModel().canvas().toolProperty().get()).isEqualTo(Tool.ERASER);
    robot.type(KeyCode.G);
    assertThat(studio.viewModel().canvas().toolProperty().get()).isEqualTo(Tool.FILL);
    robot.type(KeyCode.DIGIT4);
    assertThat(studio.viewModel().canvas().labelProperty().get()).isEqualTo(3);
    double size = studio.viewModel().canvas().brushSizeProperty().get();
    robot.type(KeyCode.CLOSE_BRACKET);
    assertThat(studio.viewModel().canvas().brushSizeProperty().get()).isGreaterThan(size);
    // Letters typed into a field are letters.
    click(robot, "#palette-search");
    robot.write("b");
    assertThat(studio.viewModel().canvas().toolProperty().get()).isEqualTo(Tool.FILL);
  }

  @Test
  void helpListsEveryKey(FxRobot robot) throws Exception {
    click(robot, "#help");
    await(() -> robot.lookup("#shortcuts").tryQuery().isPresent());
    assertThat(robot.lookup("Render").queryAll()).isNotEmpty();
    assertThat(robot.lookup("Wheel").tryQuery()).isPresent();
    robot.type(KeyCode.ESCAPE);
  }

  @Test
  void layoutsAreSavedAndOpenedAndBadFilesAreTold(FxRobot robot, @TempDir Path folder)
      throws Exception {
    paint(robot, "#material-6");
    LabelMap painted = studio.viewModel().document().layout().snapshot();
    Path file = folder.resolve("layout.png");
    robot.interact(() -> studio.viewModel().exports().layout(file));
    await(() -> java.nio.file.Files.exists(file));
    robot.interact(() -> studio.viewModel().edits().clear());
    robot.interact(() -> studio.viewModel().opening().open(file));
    await(() -> studio.viewModel().document().layout().snapshot().equals(painted));

    Path bad = java.nio.file.Files.writeString(folder.resolve("bad.png"), "no picture");
    robot.interact(() -> studio.viewModel().opening().open(bad));
    await(() -> render().problemProperty().get() != null);
    assertThat(render().problemProperty().get()).contains("bad.png");
    assertThat(robot.lookup("#problem-box").query().isVisible()).isTrue();
    assertThat(studio.viewModel().document().layout().snapshot()).isEqualTo(painted);
  }

  @Test
  void aModelThatDoesNotFitIsToldAndTheWindowLivesOn(FxRobot robot) throws Exception {
    robot.interact(() -> settings().modelProperty().set("vqgan_tiny"));
    click(robot, "#render");
    await(() -> render().problemProperty().get() != null);
    assertThat(render().problemProperty().get()).contains("first stage");
    assertThat(render().phaseProperty().get()).isEqualTo(RenderPhase.IDLE);
    robot.interact(() -> settings().modelProperty().set(TinyModels.LAYOUT));
    robot.interact(() -> studio.viewModel().edits().resize(32, 32));
    click(robot, "#render");
    await(() -> shown() != null);
    assertThat(render().problemProperty().get()).isNull();
  }

  @Test
  void bothThemesAndASmallWindowHoldEverything(FxRobot robot) {
    click(robot, "#theme");
    assertThat(studio.viewModel().appearance().darkProperty().get()).isFalse();
    for (String id :
        new String[] {
          "#menu",
          "#undo",
          "#finder",
          "#export",
          "#render",
          "#status",
          "#gallery",
          "#model",
          "#seed"
        }) {
      Node node = robot.lookup(id).query();
      javafx.geometry.Bounds b = node.localToScene(node.getBoundsInLocal());
      assertThat(b.getMinX()).as(id).isGreaterThanOrEqualTo(0);
      assertThat(b.getMaxX()).as(id).isLessThanOrEqualTo(1000);
      assertThat(b.getMaxY()).as(id).isLessThanOrEqualTo(700);
    }
  }
}
