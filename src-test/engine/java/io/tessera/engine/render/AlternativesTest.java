package io.tessera.engine.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.tessera.engine.Engine;
import io.tessera.engine.model.CodebookPatches;
import io.tessera.engine.sampling.Schedule;
import java.util.HashSet;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class AlternativesTest {
  /** What is told of a cell is what it was drawn with. */
  @Test
  void probabilitiesAreThoseOfTheDraw() throws Exception {
    try (Engine engine = TinyModel.engine()) {
      Recorder events = new Recorder();
      Render render = engine.render(TinyModel.request(48, 1, Schedule.EXACT));
      render.subscribe(events);
      events.last();
      RenderState state = render.state();
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
}
