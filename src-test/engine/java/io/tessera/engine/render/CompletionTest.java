package io.tessera.engine.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tessera.api.Completion;
import io.tessera.api.Render;
import io.tessera.api.RenderEvent;
import io.tessera.api.RenderRequest;
import io.tessera.api.RenderState;
import io.tessera.api.Schedule;
import io.tessera.api.TokenGrid;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.RgbImage;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class CompletionTest {
  private static RgbImage noise(int width, int height, long seed) {
    byte[] rgb = new byte[width * height * 3];
    new Random(seed).nextBytes(rgb);
    return new RgbImage(width, height, rgb);
  }

  /** Whatever is masked, what is not keeps its pixels, bit for bit. */
  @RepeatedTest(20)
  void outsideTheMaskNothingChanges(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    int w = 20 + random.nextInt(60);
    int h = 20 + random.nextInt(60);
    LabelMap mask = LabelMap.filled(w, h, 0);
    int x0 = random.nextInt(w);
    int y0 = random.nextInt(h);
    for (int y = y0; y < Math.min(h, y0 + 30); y++) {
      for (int x = x0; x < Math.min(w, x0 + 30); x++) {
        mask.labels()[y * w + x] = (byte) (random.nextInt(5) == 0 ? 0 : 1);
      }
    }
    RgbImage source = noise(w, h, 1);
    RgbImage done = new Completion(source, mask).compose(noise(w, h, 2));
    for (int i = 0; i < w * h; i++) {
      if (mask.labels()[i] == 0) {
        for (int c = 0; c < 3; c++) {
          assertThat(done.rgb()[3 * i + c]).isEqualTo(source.rgb()[3 * i + c]);
        }
      }
    }
  }

  @Test
  void deepInsideTheMaskTheRenderIsSeenAndTheBorderFades() {
    LabelMap mask = LabelMap.filled(64, 64, 0);
    for (int y = 16; y < 48; y++) {
      java.util.Arrays.fill(mask.labels(), y * 64 + 16, y * 64 + 48, (byte) 1);
    }
    RgbImage black = new RgbImage(64, 64, new byte[64 * 64 * 3]);
    byte[] white = new byte[64 * 64 * 3];
    java.util.Arrays.fill(white, (byte) 240);
    RgbImage done = new Completion(black, mask).compose(new RgbImage(64, 64, white));
    int previous = 0;
    for (int x = 15; x < 30; x++) {
      int value = done.rgb()[(32 * 64 + x) * 3] & 255;
      assertThat(value).isGreaterThanOrEqualTo(previous);
      previous = value;
    }
    assertThat(done.rgb()[(32 * 64 + 15) * 3]).isZero();
    assertThat(done.rgb()[(32 * 64 + 16) * 3] & 255).isBetween(1, 60);
    assertThat(previous).isEqualTo(240);
  }

  @Test
  void aMaskUpToThePicturesBorderDoesNotFadeThere() {
    LabelMap mask = LabelMap.filled(40, 40, 0);
    for (int y = 0; y < 40; y++) {
      java.util.Arrays.fill(mask.labels(), y * 40 + 20, y * 40 + 40, (byte) 1);
    }
    RgbImage rendered = noise(40, 40, 3);
    RgbImage done = new Completion(noise(40, 40, 4), mask).compose(rendered);
    assertThat(done.crop(30, 0, 10, 40)).isEqualTo(rendered.crop(30, 0, 10, 40));
  }

  @Test
  void cellsThatHoldAMaskedPixelAreOpen() {
    LabelMap mask = LabelMap.filled(64, 48, 0);
    mask.labels()[17 * 64 + 33] = 1;
    Completion c = new Completion(noise(64, 48, 1), mask);
    assertThat(c.cells(3, 4).stream().toArray()).containsExactly(4 + 2);
    TokenGrid tokens = new TokenGrid(3, 4, new int[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
    RenderState open = c.open(TinyModel.request(64, 1, Schedule.EXACT), tokens);
    assertThat(open.remaining()).isEqualTo(1);
    assertThat(open.tokens().at(1, 2)).isEqualTo(TokenGrid.UNKNOWN);
    assertThat(open.tokens().at(1, 1)).isEqualTo(6);
    assertThatThrownBy(
            () ->
                new Completion(noise(64, 48, 1), LabelMap.filled(64, 48, 0))
                    .open(TinyModel.request(64, 1, Schedule.EXACT), tokens))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("nothing is masked");
    assertThatThrownBy(() -> new Completion(noise(64, 48, 1), LabelMap.filled(32, 48, 0)))
        .isInstanceOf(InputException.class);
  }

  @Test
  void theRenderThatJoinsBetterHasLessMismatch() {
    LabelMap mask = LabelMap.filled(40, 40, 0);
    for (int y = 10; y < 30; y++) {
      java.util.Arrays.fill(mask.labels(), y * 40 + 10, y * 40 + 30, (byte) 1);
    }
    byte[] grey = new byte[40 * 40 * 3];
    java.util.Arrays.fill(grey, (byte) 100);
    Completion c = new Completion(new RgbImage(40, 40, grey), mask);
    byte[] near = new byte[40 * 40 * 3];
    java.util.Arrays.fill(near, (byte) 103);
    assertThat(c.edgeMismatch(new RgbImage(40, 40, near))).isEqualTo(3);
    assertThat(c.edgeMismatch(noise(40, 40, 9))).isGreaterThan(30);
  }

  /** With a real model: the tokens around the hole are kept, those in it are drawn. */
  @Test
  void theHoleIsSampledAndTheRestIsKept() throws Exception {
    try (io.tessera.api.Engine engine = TinyModel.engine()) {
      RgbImage source = noise(64, 64, 5);
      RenderRequest request = TinyModel.request(64, 1, Schedule.EXACT);
      TokenGrid tokens = engine.encode(request.model(), source).get();
      LabelMap mask = LabelMap.filled(64, 64, 0);
      for (int y = 20; y < 50; y++) {
        java.util.Arrays.fill(mask.labels(), y * 64 + 24, y * 64 + 56, (byte) 1);
      }
      Completion completion = new Completion(source, mask);
      Recorder events = new Recorder();
      Render render = engine.render(completion.open(request, tokens));
      render.subscribe(events);
      RenderEvent.Done done = (RenderEvent.Done) events.last();
      var open = completion.cells(tokens.rows(), tokens.columns());
      int changed = 0;
      for (int i = 0; i < tokens.rows() * tokens.columns(); i++) {
        int r = i / tokens.columns();
        int c = i % tokens.columns();
        if (!open.get(i)) {
          assertThat(done.tokens().at(r, c)).isEqualTo(tokens.at(r, c));
        } else {
          changed += done.tokens().at(r, c) == tokens.at(r, c) ? 0 : 1;
        }
      }
      assertThat(changed).isGreaterThan(50);
      RgbImage composed = completion.compose(done.image());
      assertThat(composed.crop(0, 0, 64, 20)).isEqualTo(source.crop(0, 0, 64, 20));
      assertThat(composed).isNotEqualTo(source);
    }
  }

  @Test
  void sweepsDrawTheHoleAgainAndNothingElse() throws Exception {
    try (io.tessera.api.Engine engine = TinyModel.engine()) {
      RgbImage source = noise(48, 48, 5);
      RenderRequest request = TinyModel.request(48, 1, Schedule.EXACT);
      TokenGrid tokens = engine.encode(request.model(), source).get();
      LabelMap mask = LabelMap.filled(48, 48, 0);
      for (int y = 20; y < 30; y++) {
        java.util.Arrays.fill(mask.labels(), y * 48 + 20, y * 48 + 32, (byte) 1);
      }
      int[] plain = fill(engine, new Completion(source, mask), request, tokens);
      Completion swept = new Completion(source, mask, 2);
      int[] once = fill(engine, swept, request, tokens);
      assertThat(fill(engine, swept, request, tokens)).isEqualTo(once);
      var hole = swept.cells(24, 24);
      int changed = 0;
      for (int i = 0; i < plain.length; i++) {
        if (hole.get(i)) {
          changed += once[i] == plain[i] ? 0 : 1;
        } else {
          assertThat(once[i]).isEqualTo(plain[i]);
        }
      }
      assertThat(changed).isPositive();
    }
    assertThatThrownBy(() -> new Completion(noise(4, 4, 1), LabelMap.filled(4, 4, 1), 99))
        .isInstanceOf(InputException.class);
  }

  private static int[] fill(
      io.tessera.api.Engine engine, Completion c, RenderRequest request, TokenGrid tokens) {
    Recorder events = new Recorder();
    Render render = engine.complete(c, c.open(request, tokens));
    render.subscribe(events);
    RenderEvent.Done done = events.done();
    assertThat(render.state().tokens().tokens()).isEqualTo(done.tokens().tokens());
    return done.tokens().tokens();
  }
}
