package io.tessera.app.canvas;

import static org.assertj.core.api.Assertions.assertThat;

import io.tessera.api.image.LabelMap;
import io.tessera.app.document.Document;
import io.tessera.app.text.Texts;
import io.tessera.assets.Assets;
import java.util.Locale;
import javafx.geometry.Point2D;
import javafx.geometry.Rectangle2D;
import javafx.scene.Scene;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.scene.input.ScrollEvent;
import javafx.stage.Stage;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/** The canvas alone: painting under zoom and pan. */
@ExtendWith(ApplicationExtension.class)
class CanvasViewTest {
  private static final int WIDTH = 400;
  private static final int HEIGHT = 300;
  private Document document;
  private CanvasViewModel model;
  private CanvasView view;

  @Start
  void show(Stage stage) {
    document = new Document(LabelMap.filled(WIDTH, HEIGHT, 0));
    model = new CanvasViewModel(document, Assets.landscapePalette(), new Texts(Locale.ENGLISH));
    model.labelProperty().set(10);
    model.brushSizeProperty().set(20);
    view = new CanvasView(model, Pen.MOUSE, "Canvas");
    stage.setScene(new Scene(view, 640, 480));
    stage.show();
  }

  /** Place on the screen of a document pixel while the whole document is fitted into the view. */
  private Point2D onScreen(double x, double y) {
    double zoom = view.zoomProperty().get();
    double left = (view.getWidth() - WIDTH * zoom) / 2;
    double top = (view.getHeight() - HEIGHT * zoom) / 2;
    return view.localToScreen(left + x * zoom, top + y * zoom);
  }

  @Test
  void theDocumentIsFittedAndPaintedWhereTheMouseIs(FxRobot robot) {
    assertThat(view.zoomProperty().get()).isBetween(1.0, 1.6);
    robot
        .moveTo(onScreen(100, 200))
        .press(MouseButton.PRIMARY)
        .moveTo(onScreen(300, 200))
        .release(MouseButton.PRIMARY);
    assertThat(document.layout().at(100, 200)).isEqualTo(10);
    assertThat(document.layout().at(200, 200)).isEqualTo(10);
    assertThat(document.layout().at(299, 200)).isEqualTo(10);
    assertThat(document.layout().at(200, 240)).isZero();
    robot.interact(document.history()::undo);
    assertThat(document.layout().at(200, 200)).isZero();
  }

  /** The headless platform's robot has no wheel, so the event is made by hand. */
  private ScrollEvent wheel(Point2D screen) {
    Point2D local = view.screenToLocal(screen);
    return new ScrollEvent(
        ScrollEvent.SCROLL,
        local.getX(),
        local.getY(),
        screen.getX(),
        screen.getY(),
        false,
        false,
        false,
        false,
        false,
        false,
        0,
        120,
        0,
        120,
        ScrollEvent.HorizontalTextScrollUnits.NONE,
        0,
        ScrollEvent.VerticalTextScrollUnits.NONE,
        0,
        0,
        null);
  }

  @Test
  void theWheelZoomsToTheCursor(FxRobot robot) {
    robot.moveTo(onScreen(300, 100));
    double before = view.zoomProperty().get();
    robot.interact(() -> view.fireEvent(wheel(onScreen(300, 100))));
    double after = view.zoomProperty().get();
    assertThat(after).isNotEqualTo(before);
    // What was below the cursor still is.
    robot.clickOn(MouseButton.PRIMARY);
    assertThat(document.layout().at(300, 100)).isEqualTo(10);
    robot.interact(view::fit);
    assertThat(view.zoomProperty().get()).isCloseTo(before, Offset.offset(1e-9));
    robot.interact(view::actualSize);
    assertThat(view.zoomProperty().get()).isCloseTo(1, Offset.offset(1e-9));
  }

  @Test
  void spaceAndTheMiddleButtonPanAndPaintNothing(FxRobot robot) {
    LabelMap before = document.layout().snapshot();
    robot.interact(() -> view.holdSpace(true));
    robot
        .moveTo(onScreen(200, 150))
        .press(MouseButton.PRIMARY)
        .moveBy(50, 30)
        .release(MouseButton.PRIMARY);
    robot.interact(() -> view.holdSpace(false));
    robot.moveBy(0, 0).press(MouseButton.MIDDLE).moveBy(-10, 5).release(MouseButton.MIDDLE);
    assertThat(document.layout().snapshot()).isEqualTo(before);
    // The document has moved by 40, 35 points: the pixel now in the old place is another one.
    double zoom = view.zoomProperty().get();
    robot.clickOn(onScreen(200, 150));
    assertThat(document.layout().at((int) (200 - 40 / zoom), (int) (150 - 35 / zoom)))
        .isEqualTo(10);
  }

  @Test
  void theAttentionWindowIsDrawnAroundItsPixels(FxRobot robot) {
    robot.interact(
        () -> {
          view.windowProperty().set(new Rectangle2D(100, 50, 128, 128));
          view.cellProperty().set(new Rectangle2D(164, 114, 16, 16));
        });
    javafx.scene.shape.Rectangle frame = robot.lookup(".attention-window").query();
    assertThat(frame.isVisible()).isTrue();
    assertThat(frame.getWidth()).isCloseTo(128 * view.zoomProperty().get(), Offset.offset(1.0));
    robot.interact(() -> view.windowProperty().set(Rectangle2D.EMPTY));
    assertThat(frame.isVisible()).isFalse();
    robot.type(KeyCode.SHIFT);
  }

  @Test
  void aLineBetweenTwoPicturesIsDragged(FxRobot robot) {
    javafx.scene.shape.Circle grip = robot.lookup("#divider").query();
    assertThat(grip.isVisible()).isFalse();
    robot.interact(
        () -> view.comparedProperty().set(new javafx.scene.image.WritableImage(WIDTH, HEIGHT)));
    assertThat(grip.isVisible()).isTrue();
    LabelMap before = document.layout().snapshot();
    robot
        .moveTo(onScreen(WIDTH / 2.0, HEIGHT / 2.0))
        .press(MouseButton.PRIMARY)
        .moveTo(onScreen(WIDTH * 0.75, HEIGHT / 2.0))
        .release(MouseButton.PRIMARY);
    assertThat(view.splitProperty().get()).isCloseTo(0.75, Offset.offset(0.02));
    assertThat(document.layout().snapshot()).isEqualTo(before);
  }

  @Test
  void cellsOfTokensAreShownOnRequest(FxRobot robot) {
    javafx.scene.shape.Path grid = robot.lookup(".cell-grid").query();
    assertThat(grid.isVisible()).isFalse();
    robot.interact(() -> model.gridProperty().set(true));
    assertThat(grid.isVisible()).isTrue();
    assertThat(grid.getElements()).hasSize(2 * (WIDTH / 16 + 1 + HEIGHT / 16 + 1));
  }

  @Test
  void theZoomToolZooms(FxRobot robot) {
    double before = view.zoomProperty().get();
    robot.interact(() -> model.toolProperty().set(Tool.ZOOM));
    robot.clickOn(onScreen(100, 100));
    assertThat(view.zoomProperty().get()).isCloseTo(2 * before, Offset.offset(1e-9));
  }
}
