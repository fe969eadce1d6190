package io.tessera.app.canvas;

import static org.assertj.core.api.Assertions.assertThat;

import io.tessera.api.image.LabelMap;
import io.tessera.api.image.RgbImage;
import io.tessera.app.document.Document;
import io.tessera.app.document.Region;
import io.tessera.app.text.Texts;
import io.tessera.assets.Assets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the tools do, without a window. */
class CanvasViewModelTest {
  private Document document;
  private CanvasViewModel canvas;

  @BeforeEach
  void open() {
    document = new Document(LabelMap.filled(300, 200, 0));
    canvas = new CanvasViewModel(document, Assets.landscapePalette(), new Texts(Locale.ENGLISH));
    canvas.labelProperty().set(6);
    canvas.brushSizeProperty().set(20);
  }

  private void stroke(double x0, double y0, double x1, double y1) {
    canvas.press(x0, y0, 1, false, false);
    canvas.drag(x1, y1, 1, false);
    canvas.release();
  }

  @Test
  void theBrushPaintsBetweenTwoMousePositions() {
    stroke(50, 100, 250, 100);
    assertThat(document.layout().at(150, 100)).isEqualTo(6);
    assertThat(document.layout().at(150, 150)).isZero();
    document.history().undo();
    assertThat(document.layout().at(150, 100)).isZero();
  }

  @Test
  void aLayerIsMovedAsOneStep() {
    stroke(50, 100, 60, 100);
    canvas.toolProperty().set(Tool.MOVE);
    canvas.press(10, 10, 1, false, false);
    canvas.drag(90, 40, 1, false);
    canvas.drag(110, 15, 1, true); // Shift: to the right alone
    canvas.release();
    assertThat(document.layout().at(55, 100)).isZero();
    assertThat(document.layout().at(155, 100)).isEqualTo(6);
    document.history().undo();
    assertThat(document.layout().at(55, 100)).isEqualTo(6);
    canvas.activeProperty().set(ActiveLayer.MASK);
    canvas.toolProperty().set(Tool.BRUSH);
    stroke(5, 100, 5, 100);
    canvas.toolProperty().set(Tool.MOVE);
    stroke(0, 0, 40, 0);
    // A mask leaves nothing behind, a layout what was at its edge.
    assertThat(document.mask().at(5, 100)).isZero();
    assertThat(document.mask().at(45, 100)).isEqualTo(Document.MASKED);
  }

  @Test
  void theEraserLeavesAnything() {
    canvas.toolProperty().set(Tool.ERASER);
    stroke(50, 50, 60, 50);
    assertThat(document.layout().at(55, 50)).isEqualTo(LabelMap.UNLABELLED);
  }

  @Test
  void shiftJoinsTheLastPointWithAStraightLine() {
    stroke(20, 20, 20, 20);
    canvas.press(200, 20, 1, true, false);
    canvas.release();
    assertThat(document.layout().at(110, 20)).isEqualTo(6);
  }

  @Test
  void altPicksTheMaterialAndPaintsNothing() {
    stroke(50, 50, 50, 50);
    canvas.labelProperty().set(3);
    canvas.press(50, 50, 1, false, true);
    canvas.release();
    assertThat(canvas.labelProperty().get()).isEqualTo(6);
    canvas.press(-4, 9000, 1, false, true);
    assertThat(canvas.labelProperty().get()).isEqualTo(6);
  }

  @Test
  void fillAndHand() {
    canvas.toolProperty().set(Tool.FILL);
    canvas.press(1, 1, 1, false, false);
    assertThat(document.layout().at(299, 199)).isEqualTo(6);
    canvas.toolProperty().set(Tool.HAND);
    canvas.labelProperty().set(2);
    stroke(10, 10, 90, 90);
    assertThat(document.layout().at(50, 50)).isEqualTo(6);
  }

  @Test
  void theBrushGrowsAndShrinksWithinBounds() {
    for (int i = 0; i < 60; i++) {
      canvas.growBrush(true);
    }
    assertThat(canvas.brushSizeProperty().get()).isEqualTo(CanvasViewModel.LARGEST_BRUSH);
    for (int i = 0; i < 80; i++) {
      canvas.growBrush(false);
    }
    assertThat(canvas.brushSizeProperty().get()).isEqualTo(CanvasViewModel.SMALLEST_BRUSH);
  }

  @Test
  void aPictureIsShownAndTakenAwayAndNeverTouchesTheLayout() {
    LabelMap before = document.layout().snapshot();
    byte[] rgb = new byte[4 * 4 * 3];
    rgb[0] = (byte) 200;
    canvas.showPixels(298, 198, new RgbImage(4, 4, rgb)); // half of it outside
    assertThat(canvas.hasPictureProperty().get()).isTrue();
    assertThat(canvas.pictureAt(298, 198)).isEqualTo(0xffc80000);
    assertThat(canvas.pictureAt(10, 10)).isZero();
    canvas.clearPicture();
    assertThat(canvas.pictureAt(298, 198)).isZero();
    assertThat(document.layout().snapshot()).isEqualTo(before);
  }

  @Test
  void anotherSizeGivesNewImages() {
    document.replaceLayout("Resize", LabelMap.filled(64, 48, 1));
    assertThat(canvas.layoutImageProperty().get().getWidth()).isEqualTo(64);
    assertThat(canvas.pictureImageProperty().get().getHeight()).isEqualTo(48);
  }

  @Test
  void shapesAreFilledOnRelease() {
    canvas.toolProperty().set(Tool.RECTANGLE);
    canvas.press(20, 20, 1, false, false);
    canvas.drag(60, 40, 1, false);
    assertThat(canvas.outlineProperty().get()).hasSize(8);
    assertThat(document.layout().at(30, 30)).isZero();
    canvas.release();
    assertThat(document.layout().at(30, 30)).isEqualTo(6);
    assertThat(canvas.outlineProperty().get()).isEmpty();
    canvas.toolProperty().set(Tool.ELLIPSE);
    canvas.labelProperty().set(3);
    canvas.press(100, 100, 1, false, false);
    canvas.drag(140, 110, 1, true); // Shift: a circle
    canvas.release();
    assertThat(document.layout().at(120, 135)).isEqualTo(3);
    assertThat(document.layout().at(102, 102)).isZero();
    canvas.toolProperty().set(Tool.LASSO);
    canvas.press(200, 20, 1, false, false);
    canvas.drag(240, 20, 1, false);
    canvas.drag(220, 60, 1, false);
    canvas.release();
    assertThat(document.layout().at(220, 30)).isEqualTo(3);
    assertThat(document.history().names()).containsExactly("Rectangle", "Ellipse", "Lasso");
  }

  @Test
  void aPolygonIsClosedAtItsFirstCornerOrGivenUp() {
    canvas.toolProperty().set(Tool.POLYGON);
    for (double[] p : new double[][] {{20, 20}, {80, 20}, {80, 80}, {22, 21}}) {
      canvas.press(p[0], p[1], 1, false, false);
      canvas.release();
    }
    assertThat(document.layout().at(70, 40)).isEqualTo(6);
    assertThat(canvas.hasPolygon()).isFalse();
    canvas.press(200, 20, 1, false, false);
    canvas.press(250, 20, 1, false, false);
    canvas.press(250, 90, 1, false, false);
    canvas.dropCorner();
    assertThat(canvas.outlineProperty().get()).hasSize(4);
    canvas.endPolygon(false);
    assertThat(document.layout().at(245, 30)).isZero();
    canvas.press(200, 20, 1, false, false);
    canvas.toolProperty().set(Tool.BRUSH);
    assertThat(canvas.hasPolygon()).isFalse();
  }

  @Test
  void aFillCanReachEverywhere() {
    stroke(150, -20, 150, 220); // a wall of label 6
    canvas.toolProperty().set(Tool.FILL);
    canvas.labelProperty().set(4);
    canvas.press(10, 10, 1, true, false);
    assertThat(document.layout().at(290, 190)).isEqualTo(4);
    assertThat(document.layout().at(150, 100)).isEqualTo(6);
  }

  @Test
  void theMaskIsPaintedLikeTheLayoutAndApartFromIt() {
    canvas.activeProperty().set(ActiveLayer.MASK);
    stroke(50, 50, 90, 50);
    assertThat(document.mask().at(70, 50)).isEqualTo(Document.MASKED);
    assertThat(document.layout().at(70, 50)).isZero();
    canvas.toolProperty().set(Tool.ERASER);
    stroke(50, 50, 90, 50);
    assertThat(document.mask().at(70, 50)).isZero();
    document.history().undo();
    assertThat(document.mask().at(70, 50)).isEqualTo(Document.MASKED);
  }

  @Test
  void aLockedLayerIsLeftAlone() {
    canvas.layoutState().lockedProperty().set(true);
    stroke(50, 50, 90, 50);
    assertThat(document.layout().at(70, 50)).isZero();
    assertThat(document.history().names()).isEmpty();
  }

  @Test
  void pressureMakesTheBrushThinner() {
    canvas.press(100, 100, 0.5, false, false);
    canvas.release();
    assertThat(document.layout().at(104, 100)).isEqualTo(6);
    assertThat(document.layout().at(107, 100)).isZero();
  }

  @Test
  void aSmoothedStrokeEndsWhereTheMouseDoes() {
    canvas.smoothingProperty().set(0.9);
    canvas.press(20, 100, 1, false, false);
    canvas.drag(200, 100, 1, false);
    assertThat(document.layout().at(199, 100)).isZero();
    canvas.release();
    assertThat(document.layout().at(199, 100)).isEqualTo(6);
  }

  @Test
  void strokesOnTheLayoutAreToldWithTheirPlace() {
    List<Region> told = new ArrayList<>();
    canvas.onStroke(told::add);
    stroke(50, 60, 100, 60);
    assertThat(told).hasSize(1);
    assertThat(told.getFirst().x()).isBetween(30, 42);
    assertThat(told.getFirst().height()).isBetween(20, 30);
    canvas.activeProperty().set(ActiveLayer.MASK);
    stroke(50, 60, 100, 60);
    assertThat(told).hasSize(1);
  }
}
