package io.tessera.app.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.tessera.api.image.LabelMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class LabelLayerTest {
  private final History history = new History(64 << 20);

  private LabelLayer empty(int width, int height) {
    return new LabelLayer(LabelMap.filled(width, height, 0), history);
  }

  @Test
  void aStrokePaintsADiscAndTellsWhere() {
    LabelLayer d = empty(200, 100);
    List<Region> changes = new ArrayList<>();
    d.onChange(changes::add);
    d.begin("Brush");
    d.paintSegment(50.5, 50.5, 50.5, 50.5, 10, 3);
    d.commit();
    assertThat(d.at(50, 50)).isEqualTo(3);
    assertThat(d.at(59, 50)).isEqualTo(3);
    assertThat(d.at(62, 50)).isZero();
    assertThat(d.snapshot().histogram()[3]).isBetween(280, 350); // π · 10² = 314
    assertThat(changes).hasSize(1);
    assertThat(changes.getFirst().width()).isLessThan(30);
  }

  @Test
  void aBrushOfOnePixelPaints() {
    LabelLayer d = empty(20, 20);
    d.paintSegment(5.2, 5.7, 5.2, 5.7, 0.5, 4);
    assertThat(d.at(5, 5)).isEqualTo(4);
  }

  @Test
  void strokesOutsideAreHarmless() {
    LabelLayer d = empty(20, 20);
    d.paintSegment(-500, -500, -400, 900, 30, 4);
    d.paintSegment(1e6, 3, 2e6, 3, 5, 4);
    assertThat(d.snapshot().histogram()[4]).isZero();
    d.paintSegment(-5, 10, 25, 10, 2, 4);
    assertThat(d.at(0, 10)).isEqualTo(4);
    assertThat(d.at(19, 10)).isEqualTo(4);
  }

  @Test
  void fillKeepsToTheConnectedArea() {
    LabelLayer d = empty(100, 60);
    d.paintSegment(50, -10, 50, 70, 2, 7); // a wall
    d.begin("Fill");
    d.fill(10, 10, 5);
    d.commit();
    assertThat(d.at(0, 59)).isEqualTo(5);
    assertThat(d.at(50, 30)).isEqualTo(7);
    assertThat(d.at(99, 0)).isZero();
    history.undo();
    assertThat(d.at(0, 59)).isZero();
    assertThat(history.undoNameProperty().get()).isEqualTo("");
  }

  @Test
  void fillEverywhereReachesEveryArea() {
    LabelLayer d = empty(100, 60);
    d.paintSegment(50, -10, 50, 70, 2, 7); // a wall between two areas
    d.begin("Fill");
    d.fillEverywhere(0, 5);
    d.commit();
    assertThat(d.at(0, 0)).isEqualTo(5);
    assertThat(d.at(99, 59)).isEqualTo(5);
    assertThat(d.at(50, 30)).isEqualTo(7);
    history.undo();
    assertThat(d.at(99, 59)).isZero();
  }

  @Test
  void outlinesAreFilledToTheirPixelsMiddles() {
    LabelLayer d = empty(40, 40);
    d.fillOutline(Outlines.rectangle(10, 5, 20, 15), 3);
    assertThat(d.snapshot().histogram()[3]).isEqualTo(100);
    assertThat(d.at(10, 5)).isEqualTo(3);
    assertThat(d.at(20, 15)).isZero();
    d.fillOutline(Outlines.ellipse(0, 20, 20, 40), 4);
    assertThat(d.snapshot().histogram()[4]).isBetween(305, 322); // π · 10² = 314
    // A star's middle lies outside by the even-odd rule.
    double[] star = new double[10];
    for (int i = 0; i < 5; i++) {
      star[2 * i] = 30 + 9 * Math.sin(i * 4 * Math.PI / 5);
      star[2 * i + 1] = 30 - 9 * Math.cos(i * 4 * Math.PI / 5);
    }
    d.fillOutline(star, 6);
    assertThat(d.at(30, 30)).isZero();
    assertThat(d.at(30, 23)).isEqualTo(6);
    d.fillOutline(new double[] {-50, -50, -10, -50, -30, -10}, 9);
    assertThat(d.snapshot().histogram()[9]).isZero();
  }

  @Test
  void oldStepsAreForgottenWhenTheyTakeTooMuch() {
    History small = new History(40_000);
    LabelLayer d = new LabelLayer(LabelMap.filled(256, 256, 0), small);
    for (int i = 0; i < 30; i++) {
      d.begin("Step " + i);
      d.paintSegment(128, 128, 128, 128, 20, i % 5 + 1);
      d.commit();
    }
    assertThat(small.names()).last().isEqualTo("Step 29");
    assertThat(small.names().size()).isBetween(1, 2);
    small.undo();
    assertThat(d.at(128, 128)).isEqualTo(28 % 5 + 1);
  }

  @Test
  void anyStepCanBeGoneTo() {
    LabelLayer d = empty(60, 60);
    for (int i = 1; i <= 5; i++) {
      d.begin("Step " + i);
      d.paintSegment(30, 30, 30, 30, 5, i);
      d.commit();
    }
    history.goTo(2);
    assertThat(d.at(30, 30)).isEqualTo(2);
    assertThat(history.names()).hasSize(5);
    history.goTo(5);
    assertThat(d.at(30, 30)).isEqualTo(5);
    history.goTo(0);
    assertThat(d.at(30, 30)).isZero();
  }

  @Test
  void aStepThatChangesNothingLeavesNoTrace() {
    LabelLayer d = empty(50, 50);
    d.begin("Brush");
    d.paintSegment(10, 10, 20, 20, 5, 0);
    d.commit();
    assertThat(history.canUndoProperty().get()).isFalse();
  }

  /**
   * Every pixel is the one that lay that far away, or the nearest edge's, or what is left behind.
   */
  @RepeatedTest(20)
  void aShiftMovesEveryPixel(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    int w = 70;
    int h = 40;
    byte[] from = new byte[w * h];
    random.nextBytes(from);
    LabelLayer d = new LabelLayer(new LabelMap(w, h, from), history);
    int dx = random.nextInt(-100, 101);
    int dy = random.nextInt(-60, 61);
    for (int behind : new int[] {LabelLayer.EDGES, 7}) {
      d.begin("Move");
      d.shift(from, 3, -2, behind); // on the way
      d.shift(from, dx, dy, behind);
      d.commit();
      for (int y = 0; y < h; y++) {
        for (int x = 0; x < w; x++) {
          int sx = x - dx;
          int sy = y - dy;
          boolean inside = sx >= 0 && sx < w && sy >= 0 && sy < h;
          int near = from[Math.clamp(sy, 0, h - 1) * w + Math.clamp(sx, 0, w - 1)] & 0xff;
          assertThat(d.at(x, y)).isEqualTo(inside || behind < 0 ? near : behind);
        }
      }
    }
    history.undo();
    if (history.canUndoProperty().get()) {
      history.undo();
    }
    assertThat(d.snapshot().labels()).isEqualTo(from);
  }

  @Test
  void replacingTheMapCanBeUndoneToo() {
    LabelLayer d = empty(50, 40);
    d.begin("Brush");
    d.paintSegment(10, 10, 20, 20, 5, 9);
    d.commit();
    LabelMap painted = d.snapshot();
    d.replace("Resize", painted.resized(100, 80));
    assertThat(d.width()).isEqualTo(100);
    assertThat(history.undoNameProperty().get()).isEqualTo("Resize");
    history.undo();
    assertThat(d.snapshot()).isEqualTo(painted);
    history.undo();
    assertThat(d.snapshot()).isEqualTo(LabelMap.filled(50, 40, 0));
    history.redo();
    history.redo();
    assertThat(d.width()).isEqualTo(100);
  }

  /** Whatever was done, undoing all of it gives the first map, redoing all of it the last. */
  @RepeatedTest(20)
  void undoAndRedoAreExact(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    LabelLayer d = empty(130 + random.nextInt(200), 70 + random.nextInt(200));
    LabelMap first = d.snapshot();
    int steps = 30;
    for (int s = 0; s < steps; s++) {
      switch (random.nextInt(5)) {
        case 0 -> {
          d.begin("Fill");
          d.fill(random.nextInt(d.width()), random.nextInt(d.height()), random.nextInt(12));
          d.commit();
        }
        case 1 ->
            d.replace(
                "Resize", d.snapshot().resized(60 + random.nextInt(200), 60 + random.nextInt(200)));
        default -> {
          d.begin("Brush");
          for (int k = 0; k < 5; k++) {
            d.paintSegment(
                random.nextInt(300) - 20,
                random.nextInt(300) - 20,
                random.nextInt(300),
                random.nextInt(300),
                1 + random.nextInt(40),
                random.nextInt(12));
          }
          d.commit();
        }
      }
    }
    LabelMap last = d.snapshot();
    while (history.canUndoProperty().get()) {
      history.undo();
    }
    assertThat(d.snapshot()).isEqualTo(first);
    while (history.canRedoProperty().get()) {
      history.redo();
    }
    assertThat(d.snapshot()).isEqualTo(last);
  }

  /** A list's view is only as alive as somebody holds it; its listeners must outlive that. */
  @Test
  void listenersOfTheStepsAreNotForgotten() {
    LabelLayer d = empty(20, 20);
    List<String> told = new ArrayList<>();
    history
        .names()
        .addListener((javafx.collections.ListChangeListener<String>) c -> told.add("told"));
    for (int i = 0; i < 3; i++) {
      System.gc();
      d.begin("Step");
      d.paintSegment(5, 5, 5, 5, 3, i + 1);
      d.commit();
    }
    assertThat(told).hasSize(3);
  }
}
