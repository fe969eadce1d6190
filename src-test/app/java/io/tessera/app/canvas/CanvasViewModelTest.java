package io.tessera.app.canvas;

import static org.assertj.core.api.Assertions.assertThat;

import io.tessera.app.document.LayoutDocument;
import io.tessera.assets.Assets;
import io.tessera.engine.image.LabelMap;
import io.tessera.engine.image.RgbImage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the tools do, without a window. */
class CanvasViewModelTest {
  private LayoutDocument document;
  private CanvasViewModel canvas;

  @BeforeEach
  void open() {
    document = new LayoutDocument(LabelMap.filled(300, 200, 0));
    canvas = new CanvasViewModel(document, Assets.landscapePalette());
    canvas.labelProperty().set(6);
    canvas.brushSizeProperty().set(20);
  }

  private void stroke(double x0, double y0, double x1, double y1) {
    canvas.press(x0, y0, false, false);
    canvas.drag(x1, y1);
    canvas.release();
  }

  @Test
  void theBrushPaintsBetweenTwoMousePositions() {
    stroke(50, 100, 250, 100);
    assertThat(document.at(150, 100)).isEqualTo(6);
    assertThat(document.at(150, 150)).isZero();
    document.undo();
    assertThat(document.at(150, 100)).isZero();
  }

  @Test
  void theEraserLeavesAnything() {
    canvas.toolProperty().set(Tool.ERASER);
    stroke(50, 50, 60, 50);
    assertThat(document.at(55, 50)).isEqualTo(LabelMap.UNLABELLED);
  }

  @Test
  void shiftJoinsTheLastPointWithAStraightLine() {
    stroke(20, 20, 20, 20);
    canvas.press(200, 20, true, false);
    canvas.release();
    assertThat(document.at(110, 20)).isEqualTo(6);
  }

  @Test
  void altPicksTheMaterialAndPaintsNothing() {
    stroke(50, 50, 50, 50);
    canvas.labelProperty().set(3);
    canvas.press(50, 50, false, true);
    canvas.release();
    assertThat(canvas.labelProperty().get()).isEqualTo(6);
    canvas.press(-4, 9000, false, true);
    assertThat(canvas.labelProperty().get()).isEqualTo(6);
  }

  @Test
  void fillAndHand() {
    canvas.toolProperty().set(Tool.FILL);
    canvas.press(1, 1, false, false);
    assertThat(document.at(299, 199)).isEqualTo(6);
    canvas.toolProperty().set(Tool.HAND);
    canvas.labelProperty().set(2);
    stroke(10, 10, 90, 90);
    assertThat(document.at(50, 50)).isEqualTo(6);
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
    LabelMap before = document.snapshot();
    byte[] rgb = new byte[4 * 4 * 3];
    rgb[0] = (byte) 200;
    canvas.showPixels(298, 198, new RgbImage(4, 4, rgb)); // half of it outside
    assertThat(canvas.hasPictureProperty().get()).isTrue();
    assertThat(canvas.pictureAt(298, 198)).isEqualTo(0xffc80000);
    assertThat(canvas.pictureAt(10, 10)).isZero();
    canvas.clearPicture();
    assertThat(canvas.pictureAt(298, 198)).isZero();
    assertThat(document.snapshot()).isEqualTo(before);
  }

  @Test
  void anotherSizeGivesNewImages() {
    document.replace("Resize", LabelMap.filled(64, 48, 1));
    assertThat(canvas.layoutImageProperty().get().getWidth()).isEqualTo(64);
    assertThat(canvas.pictureImageProperty().get().getHeight()).isEqualTo(48);
  }
}
