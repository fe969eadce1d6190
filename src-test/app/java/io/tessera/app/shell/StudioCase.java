package io.tessera.app.shell;

import io.tessera.api.image.LabelMap;
import io.tessera.app.TinyModels;
import io.tessera.app.render.RenderPhase;
import io.tessera.app.render.RenderSettings;
import io.tessera.app.render.RenderViewModel;
import io.tessera.app.render.RenderedPicture;
import io.tessera.app.settings.EnginePlace;
import io.tessera.app.settings.Preferences;
import io.tessera.engine.LocalEngine;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import javafx.application.Platform;
import javafx.geometry.Bounds;
import javafx.geometry.Point2D;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.input.MouseButton;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.util.WaitForAsyncUtils;

/** A studio with a tiny model in a window of its own, and what tests do to it. */
@ExtendWith(ApplicationExtension.class)
abstract class StudioCase {
  @TempDir private Path home;

  LocalEngine engine;

  /** Where the studio wanted its pictures made. */
  final List<EnginePlace> moves = new CopyOnWriteArrayList<>();

  final ExecutorService background = Executors.newVirtualThreadPerTaskExecutor();
  Studio studio;

  /** All that a studio remembers and keeps, in one folder. */
  static Studio.Home home(Path folder, Executor background) {
    return new Studio.Home(
        new Preferences(folder.resolve("studio.json")),
        folder.resolve("models"),
        folder.resolve("palettes"),
        folder.resolve("recovery"),
        background,
        Platform::runLater);
  }

  /** TestFX looks for a start in the test's own class only: each has one, that calls this. */
  void open(Stage stage) {
    engine = TinyModels.engine(home.resolve("models"));
    LabelMap layout = LabelMap.filled(320, 224, 0);
    studio =
        new Studio(
            engine,
            layout,
            home(home, background),
            moves::add,
            RandomGenerator.of("L64X128MixRandom"));
    settings().modelProperty().set(TinyModels.LAYOUT);
    stage.setScene(new Scene(studio.view(), 1000, 700));
    stage.show();
  }

  @AfterEach
  void close(FxRobot robot) {
    robot.interact(() -> render().cancelAll());
    robot.interact(studio::end);
    engine.close();
    background.close();
  }

  /** The folder of the artist's own models. */
  Path models() {
    return home.resolve("models");
  }

  RenderViewModel render() {
    return studio.viewModel().render();
  }

  RenderSettings settings() {
    return render().settings();
  }

  RenderedPicture shown() {
    return render().gallery().shownProperty().get();
  }

  int label(int x, int y) {
    return studio.viewModel().document().layout().at(x, y);
  }

  static void await(java.util.concurrent.Callable<Boolean> condition) throws Exception {
    WaitForAsyncUtils.waitFor(60, TimeUnit.SECONDS, condition);
    WaitForAsyncUtils.waitForFxEvents();
  }

  /**
   * The middle of a control on the screen, found on the FX thread: the robot itself would measure
   * it on the test's, which breaks the bounds of a scene that changes meanwhile.
   */
  Point2D middle(String selector) {
    return WaitForAsyncUtils.waitForAsyncFx(
        10_000,
        () -> {
          Node node = studio.view().lookup(selector);
          Bounds box = node.localToScreen(node.getBoundsInLocal());
          return new Point2D(box.getCenterX(), box.getCenterY());
        });
  }

  void click(FxRobot robot, String selector) {
    robot.clickOn(middle(selector));
  }

  void paint(FxRobot robot, String material) {
    click(robot, material);
    robot
        .moveTo(middle("#canvas"))
        .moveBy(-80, 0)
        .press(MouseButton.PRIMARY)
        .moveBy(160, 0)
        .release(MouseButton.PRIMARY);
  }

  void quietly(FxRobot robot, Runnable work) {
    robot.interact(work);
    WaitForAsyncUtils.waitForFxEvents();
  }

  void renderSmall(FxRobot robot) throws Exception {
    robot.interact(() -> studio.viewModel().edits().resize(64, 48));
    robot.interact(() -> render().start());
    await(() -> shown() != null && render().phaseProperty().get() == RenderPhase.IDLE);
  }
}
