package io.tessera.engine.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tessera.api.Condition;
import io.tessera.api.ConditionEdit;
import io.tessera.api.ConditionKind;
import io.tessera.api.Engine;
import io.tessera.api.Render;
import io.tessera.api.RenderRequest;
import io.tessera.api.RenderState;
import io.tessera.api.Schedule;
import io.tessera.api.TokenGrid;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.DepthMap;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.Pose;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ConditionEditTest {
  private static final int SIZE = 64;
  private static final int CELLS = SIZE / 2;

  /** The layout of the request with one more label in the pixels of some cells. */
  private static LabelMap painted(RenderRequest request, int left, int top, int side) {
    LabelMap old = ((Condition.Layout) request.condition()).map();
    byte[] labels = old.labels().clone();
    for (int y = top * 2; y < (top + side) * 2; y++) {
      java.util.Arrays.fill(labels, y * SIZE + left * 2, y * SIZE + (left + side) * 2, (byte) 4);
    }
    return new LabelMap(SIZE, SIZE, labels);
  }

  private static RenderState state(Render render, Recorder recorder) {
    render.subscribe(recorder);
    assertThat(recorder.done()).isNotNull();
    return Objects.requireNonNull(render.state());
  }

  @Test
  void onlyWhatTheEditTouchesIsSampledAgain() {
    try (Engine engine = TinyModel.engine()) {
      RenderRequest request = TinyModel.request(SIZE, 3, Schedule.of("strided:4"));
      RenderState done = state(engine.render(request), new Recorder());
      ConditionEdit edit =
          new ConditionEdit(done, new Condition.Layout(painted(request, 10, 8, 3)));
      RenderState open = edit.reopened(2);
      assertThat(open.remaining()).isEqualTo(edit.cells(2).cardinality()).isLessThan(60);
      RenderState again = state(engine.render(open), new Recorder());
      assertThat(again.remaining()).isZero();
      BitSet cells = edit.cells(2);
      int other = 0;
      for (int i = 0; i < CELLS * CELLS; i++) {
        if (!cells.get(i)) {
          assertThat(again.tokens().tokens()[i]).isEqualTo(done.tokens().tokens()[i]);
          assertThat(again.logProbabilities()[i]).isEqualTo(done.logProbabilities()[i]);
        } else if (again.tokens().tokens()[i] != done.tokens().tokens()[i]) {
          other++;
        }
      }
      assertThat(other).isPositive();
    }
  }

  @Test
  void reachGoesToWhatComesAfter() {
    RenderRequest request = TinyModel.request(SIZE, 3, Schedule.EXACT);
    RenderState done =
        RenderState.fresh(request, CELLS, CELLS); // which tokens it has does not matter here
    ConditionEdit edit = new ConditionEdit(done, new Condition.Layout(painted(request, 30, 31, 1)));
    assertThat(edit.cells(0)).isEqualTo(BitSet.valueOf(bits(31 * CELLS + 30)));
    assertThat(edit.cells(5)).isEqualTo(BitSet.valueOf(bits(31 * CELLS + 30, 31 * CELLS + 31)));
    ConditionEdit inside = new ConditionEdit(done, new Condition.Layout(painted(request, 5, 5, 1)));
    assertThat(inside.cells(1))
        .isEqualTo(
            BitSet.valueOf(
                bits(5 * CELLS + 5, 5 * CELLS + 6, 6 * CELLS + 4, 6 * CELLS + 5, 6 * CELLS + 6)));
    LabelMap same = ((Condition.Layout) request.condition()).map();
    assertThat(new ConditionEdit(done, new Condition.Layout(same)).cells(9).isEmpty()).isTrue();
  }

  private static long[] bits(int... cells) {
    BitSet set = new BitSet();
    for (int c : cells) {
      set.set(c);
    }
    return set.toLongArray();
  }

  @Test
  void layoutsOfAnotherSizeAreRefused() {
    RenderRequest request = TinyModel.request(SIZE, 3, Schedule.EXACT);
    RenderState done = RenderState.fresh(request, CELLS, CELLS);
    assertThatThrownBy(
            () -> new ConditionEdit(done, new Condition.Layout(LabelMap.filled(8, 8, 0))).cells(1))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("8 × 8");
    RenderRequest none =
        new RenderRequest(
            "m",
            new Condition.None(),
            java.util.Map.of(),
            SIZE,
            SIZE,
            1,
            request.sampler(),
            1,
            Schedule.EXACT,
            true);
    RenderState bare = new RenderState(none, TokenGrid.unknown(1, 1), new float[1], new BitSet());
    assertThatThrownBy(
            () -> new ConditionEdit(bare, new Condition.Layout(LabelMap.filled(8, 8, 0))).cells(1))
        .isInstanceOf(InputException.class);
  }

  @Test
  void depthAndFiguresHavePlacesToo() {
    RenderRequest layout = TinyModel.request(SIZE, 3, Schedule.EXACT);
    float[] flat = new float[SIZE * SIZE];
    float[] bump = flat.clone();
    bump[20 * SIZE + 11] = 1;
    assertThat(
            edit(
                    layout,
                    new Condition.Plane(ConditionKind.DEPTH, new DepthMap(SIZE, SIZE, flat)),
                    new Condition.Plane(ConditionKind.DEPTH, new DepthMap(SIZE, SIZE, bump)))
                .cells(0))
        .isEqualTo(BitSet.valueOf(bits(10 * CELLS + 5)));
    Pose pose = new Pose(Collections.nCopies(Pose.JOINTS, new Pose.Joint(20, 20, true)));
    Condition none = new Condition.Figures(List.of(), SIZE, SIZE);
    BitSet figure = edit(layout, none, new Condition.Figures(List.of(pose), SIZE, SIZE)).cells(0);
    assertThat(figure.get(10 * CELLS + 10)).isTrue();
    assertThat(figure.cardinality()).isBetween(1, 9);
    assertThatThrownBy(() -> edit(layout, none, layout.condition()).cells(0))
        .isInstanceOf(InputException.class);
  }

  private static ConditionEdit edit(RenderRequest like, Condition before, Condition now) {
    RenderRequest request =
        new RenderRequest(
            "m",
            before,
            java.util.Map.of(),
            SIZE,
            SIZE,
            1,
            like.sampler(),
            1,
            Schedule.EXACT,
            true);
    return new ConditionEdit(RenderState.fresh(request, CELLS, CELLS), now);
  }
}
