package io.tessera.engine.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.tessera.api.Alternatives;
import io.tessera.api.CodebookPatches;
import io.tessera.api.Engine;
import io.tessera.api.Render;
import io.tessera.api.RenderEvent;
import io.tessera.api.RenderState;
import io.tessera.api.Schedule;
import java.util.BitSet;
import java.util.HashSet;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class AlternativesTest {
  /** What is told of a cell is what it was drawn with. */
  @Test
  void probabilitiesAreThoseOfTheDraw() throws Exception {
    try (Engine engine = TinyModel.engine()) {
      RenderState state = rendered(engine);
      int columns = state.tokens().columns();
      for (int[] cell : new int[][] {{0, 0}, {3, 5}, {12, 20}, {23, 23}}) {
        Alternatives a = engine.alternatives(state, cell[0], cell[1], 6).get();
        double drawn = Math.exp(state.logProbabilities()[cell[0] * columns + cell[1]]);
        assertThat(a.probability()).isCloseTo(drawn, Offset.offset(1e-4));
        assertThat(a.entropyBits()).isBetween(0.0, 12.0);
        assertThat(a.choices()).hasSize(6);
        for (int i = 1; i < 6; i++) {
          assertThat(a.choices().get(i).probability())
              .isLessThanOrEqualTo(a.choices().get(i - 1).probability());
        }
      }
    }
  }

  @Test
  void entropyAndOrderOfAKnownDistribution() {
    float[] logits = {0, (float) Math.log(2), 0, 90}; // the last one is no picture token
    Alternatives a = Alternatives.of(logits, 3, 1, 2);
    assertThat(a.probability()).isCloseTo(0.5, Offset.offset(1e-6));
    assertThat(a.entropyBits()).isCloseTo(1.5, Offset.offset(1e-6));
    assertThat(a.choices()).extracting(Alternatives.Choice::token).containsExactly(1, 0);
  }

  @Test
  void everyEntryHasAPatchAndItsLikes() throws Exception {
    try (Engine engine = TinyModel.engine()) {
      String model = TinyModel.request(48, 1, Schedule.EXACT).model();
      CodebookPatches book = engine.patches(model).get();
      assertThat(book.tokens()).isEqualTo(engine.tokens(model).get());
      assertThat(book.patch(3).width()).isEqualTo(book.side());
      assertThat(book.nearest(5).getFirst()).isEqualTo(5);
      assertThat(new HashSet<>(book.nearest(5))).hasSize(book.tokens());
      boolean differ = false;
      for (int t = 1; t < book.tokens(); t++) {
        differ |= !book.patch(t).equals(book.patch(0));
      }
      assertThat(differ).isTrue();
    }
  }

  /** Cells whose window is the sampler's own have the entropy that is told of them alone. */
  @Test
  void entropiesOfAllCellsAreThoseOfEach() throws Exception {
    try (Engine engine = TinyModel.engine()) {
      RenderState state = rendered(engine);
      float[] bits = engine.entropies(state).get();
      assertThat(bits).hasSize(24 * 24);
      for (int[] cell : new int[][] {{0, 0}, {12, 20}, {23, 23}}) {
        Alternatives a = engine.alternatives(state, cell[0], cell[1], 1).get();
        assertThat((double) bits[cell[0] * 24 + cell[1]])
            .isCloseTo(a.entropyBits(), Offset.offset(1e-3));
      }
      for (float b : bits) {
        assertThat(b).isBetween(0f, 12f);
      }
    }
  }

  @Test
  void aPartOfAPictureIsDecodedWhereItLies() throws Exception {
    try (Engine engine = TinyModel.engine()) {
      Recorder events = new Recorder();
      Render render = engine.render(TinyModel.request(64, 1, Schedule.EXACT));
      render.subscribe(events);
      RenderEvent.Done done = events.done();
      BitSet all = new BitSet();
      all.set(0, 32 * 32);
      String model = TinyModel.request(64, 1, Schedule.EXACT).model();
      assertThat(engine.decodePart(model, done.tokens(), all, 1).get().pixels())
          .isEqualTo(done.image());
      BitSet two = new BitSet();
      two.set(10 * 32 + 5);
      two.set(11 * 32 + 7);
      RenderEvent.Preview part = engine.decodePart(model, done.tokens(), two, 1).get();
      // Two rows and three columns, and a cell around them, of 2 pixels each.
      assertThat(part.x()).isEqualTo(8);
      assertThat(part.y()).isEqualTo(18);
      assertThat(part.pixels().width()).isEqualTo(10);
      assertThat(part.pixels().height()).isEqualTo(8);
    }
  }

  @Test
  void thePlaneShowsWhatLiesTogether() {
    float[][] vectors = new float[9][];
    for (int i = 0; i < 9; i++) {
      // Along a line, bent in a second direction, with a little of a third.
      vectors[i] = new float[] {i * 2, i * 2, (i - 4) * (i - 4) / 16f, i % 2 * 0.1f};
    }
    CodebookPatches book = new CodebookPatches(1, new byte[27], vectors);
    float[] xy = book.plane();
    boolean rising = xy[0] < xy[16];
    for (int i = 0; i < 9; i++) {
      assertThat(xy[2 * i]).isCloseTo(rising ? i / 8f : 1 - i / 8f, Offset.offset(0.03f));
    }
    assertThat(xy[1]).isCloseTo(xy[17], Offset.offset(0.02f));
    assertThat(Math.abs(xy[1] - xy[9])).isGreaterThan(0.9f);
    assertThat(book.nearestDistance(4))
        .isCloseTo(Math.sqrt(8 + 1 / 256.0 + 0.01), Offset.offset(1e-5));
  }

  /** A picture of 24 × 24 tokens. */
  private static RenderState rendered(Engine engine) {
    Recorder events = new Recorder();
    Render render = engine.render(TinyModel.request(48, 1, Schedule.EXACT));
    render.subscribe(events);
    events.last();
    return java.util.Objects.requireNonNull(render.state());
  }
}
