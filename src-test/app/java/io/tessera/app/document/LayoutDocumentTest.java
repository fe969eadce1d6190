package io.tessera.app.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.tessera.engine.image.LabelMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class LayoutDocumentTest {
  private static LayoutDocument empty(int width, int height) {
    return new LayoutDocument(LabelMap.filled(width, height, 0));
  }

  @Test
  void aStrokePaintsADiscAndTellsWhere() {
    LayoutDocument d = empty(200, 100);
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
    LayoutDocument d = empty(20, 20);
    d.paintSegment(5.2, 5.7, 5.2, 5.7, 0.5, 4);
    assertThat(d.at(5, 5)).isEqualTo(4);
  }

  @Test
  void strokesOutsideAreHarmless() {
    LayoutDocument d = empty(20, 20);
    d.paintSegment(-500, -500, -400, 900, 30, 4);
    d.paintSegment(1e6, 3, 2e6, 3, 5, 4);
    assertThat(d.snapshot().histogram()[4]).isZero();
    d.paintSegment(-5, 10, 25, 10, 2, 4);
    assertThat(d.at(0, 10)).isEqualTo(4);
    assertThat(d.at(19, 10)).isEqualTo(4);
  }

  @Test
  void fillKeepsToTheConnectedArea() {
    LayoutDocument d = empty(100, 60);
    d.paintSegment(50, -10, 50, 70, 2, 7); // a wall
    d.begin("Fill");
    d.fill(10, 10, 5);
    d.commit();
    assertThat(d.at(0, 59)).isEqualTo(5);
    assertThat(d.at(50, 30)).isEqualTo(7);
    assertThat(d.at(99, 0)).isZero();
    d.undo();
    assertThat(d.at(0, 59)).isZero();
    assertThat(d.undoNameProperty().get()).isEqualTo("");
  }

  @Test
  void aStepThatChangesNothingLeavesNoTrace() {
    LayoutDocument d = empty(50, 50);
    d.begin("Brush");
    d.paintSegment(10, 10, 20, 20, 5, 0);
    d.commit();
    assertThat(d.canUndoProperty().get()).isFalse();
  }

  @Test
  void replacingTheMapCanBeUndoneToo() {
    LayoutDocument d = empty(50, 40);
    d.begin("Brush");
    d.paintSegment(10, 10, 20, 20, 5, 9);
    d.commit();
    LabelMap painted = d.snapshot();
    d.replace("Resize", painted.resized(100, 80));
    assertThat(d.width()).isEqualTo(100);
    assertThat(d.undoNameProperty().get()).isEqualTo("Resize");
    d.undo();
    assertThat(d.snapshot()).isEqualTo(painted);
    d.undo();
    assertThat(d.snapshot()).isEqualTo(LabelMap.filled(50, 40, 0));
    d.redo();
    d.redo();
    assertThat(d.width()).isEqualTo(100);
  }

  /** Whatever was done, undoing all of it gives the first map, redoing all of it the last. */
  @RepeatedTest(20)
  void undoAndRedoAreExact(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    LayoutDocument d = empty(130 + random.nextInt(200), 70 + random.nextInt(200));
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
    while (d.canUndoProperty().get()) {
      d.undo();
    }
    assertThat(d.snapshot()).isEqualTo(first);
    while (d.canRedoProperty().get()) {
      d.redo();
    }
    assertThat(d.snapshot()).isEqualTo(last);
  }
}
