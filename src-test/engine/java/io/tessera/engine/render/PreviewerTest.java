package io.tessera.engine.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.tessera.api.RenderEvent;
import io.tessera.api.SampledToken;
import io.tessera.api.TokenGrid;
import io.tessera.api.image.RgbImage;
import io.tessera.engine.golden.Golden;
import io.tessera.engine.model.FirstStage;
import io.tessera.engine.model.ModelBundle;
import io.tessera.engine.torch.Device;
import io.tessera.engine.torch.HostTensor;
import io.tessera.engine.torch.Precision;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PreviewerTest {
  private static final int ROWS = 12;
  private static final int COLUMNS = 20;
  private static final long SECOND = 1_000_000_000L;

  /** A clock that every look moves on by a millisecond. */
  private final AtomicLong time = new AtomicLong();

  private Previewer previewer(FirstStage stage) {
    return new Previewer(stage, 1, COLUMNS, () -> time.addAndGet(1_000_000));
  }

  private static TokenGrid grid(int known) {
    int[] tokens = new Random(3).ints(ROWS * COLUMNS, 0, 60).toArray();
    java.util.Arrays.fill(tokens, known, tokens.length, TokenGrid.UNKNOWN);
    return new TokenGrid(ROWS, COLUMNS, tokens);
  }

  private static void sampled(Previewer previewer, TokenGrid grid, int from, int to) {
    for (int cell = from; cell < to; cell++) {
      int row = cell / COLUMNS;
      int column = cell % COLUMNS;
      previewer.changed(new SampledToken(0, row, column, grid.at(row, column), -1));
    }
  }

  @Test
  void afterAWhileAllThatWasSampledLooksAsInOnePiece() {
    try (ModelBundle model = ModelBundle.open(Golden.model("seg2img"), Device.CPU, Precision.F32)) {
      FirstStage stage = model.firstStage();
      int f = stage.factor();
      Previewer previewer = previewer(stage);
      int known = 5 * COLUMNS + 7;
      TokenGrid grid = grid(known);
      sampled(previewer, grid, 0, known - 3);
      assertThat(previewer.isDue()).isFalse();
      time.addAndGet(SECOND / 5);
      assertThat(previewer.isDue()).isTrue();
      List<RenderEvent.Preview> pieces = previewer.decode(grid);
      assertThat(pieces).hasSize(6);

      sampled(previewer, grid, known - 3, known);
      time.addAndGet(2 * SECOND);
      List<RenderEvent.Preview> whole = previewer.decode(grid);
      assertThat(whole).hasSize(2);
      int[] tokens = java.util.Arrays.copyOf(grid.tokens(), 6 * COLUMNS);
      java.util.Arrays.fill(tokens, known, tokens.length, tokens[known - 1]);
      HostTensor x = stage.decode(new TokenGrid(6, COLUMNS, tokens));
      RgbImage expected = RgbImage.fromNetwork(x.floats(), 3, COLUMNS * f, 6 * f);
      assertThat(whole.get(0))
          .isEqualTo(new RenderEvent.Preview(0, 0, expected.crop(0, 0, COLUMNS * f, 5 * f)));
      assertThat(whole.get(1))
          .isEqualTo(new RenderEvent.Preview(0, 5 * f, expected.crop(0, 5 * f, 7 * f, f)));

      // Not again at once.
      sampled(previewer, grid(known + 1), known, known + 1);
      time.addAndGet(SECOND / 100);
      assertThat(previewer.decode(grid(known + 1))).hasSize(1);
    }
  }

  /** A render that goes on shows what it had before; what others have made is shown already. */
  @Test
  void whatARenderHadBeforeIsShownAgain() {
    try (ModelBundle model = ModelBundle.open(Golden.model("seg2img"), Device.CPU, Precision.F32)) {
      FirstStage stage = model.firstStage();
      Previewer previewer = previewer(stage);
      BitSet cells = new BitSet();
      cells.set(2 * COLUMNS, ROWS * COLUMNS);
      previewer.begin(grid(4 * COLUMNS), cells);
      time.addAndGet(SECOND / 5);
      assertThat(previewer.isDue()).isTrue();
      assertThat(previewer.decode(grid(4 * COLUMNS)))
          .isNotEmpty()
          .allSatisfy(p -> assertThat(p.y()).isLessThan(4 * stage.factor()))
          .anySatisfy(p -> assertThat(p.y() + p.pixels().height()).isEqualTo(4 * stage.factor()));
      Previewer fresh = previewer(stage);
      fresh.begin(grid(2 * COLUMNS), cells);
      time.addAndGet(SECOND / 5);
      assertThat(fresh.isDue()).isFalse();
    }
  }
}
