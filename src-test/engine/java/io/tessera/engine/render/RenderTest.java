package io.tessera.engine.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tessera.api.Condition;
import io.tessera.api.Engine;
import io.tessera.api.Render;
import io.tessera.api.RenderEvent;
import io.tessera.api.RenderRequest;
import io.tessera.api.RenderState;
import io.tessera.api.SampledToken;
import io.tessera.api.Schedule;
import io.tessera.api.TokenGrid;
import io.tessera.api.TokenSampler;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.RgbImage;
import io.tessera.api.json.RequestJson;
import io.tessera.engine.torch.Torch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Renders of a tiny model: events, pause, resume, cancel, saved states, faults, memory. */
class RenderTest {
  private static Engine engine;

  @BeforeAll
  static void open() {
    engine = TinyModel.engine();
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  private static RenderEvent.Done run(RenderRequest request) {
    Recorder recorder = new Recorder();
    engine.render(request).subscribe(recorder);
    return recorder.done();
  }

  @Test
  void eventsTellTheWholeStoryInOrder() {
    Recorder recorder = new Recorder();
    engine.render(TinyModel.request(48, 1, Schedule.EXACT)).subscribe(recorder);
    RenderEvent.Done done = recorder.done();
    assertThat(recorder.events.getFirst()).isEqualTo(new RenderEvent.Encoding(0, 1));
    assertThat(recorder.events.get(1))
        .isEqualTo(new RenderEvent.Started(24, 24, 0, 2, 8, "cpu", "f32"));
    List<SampledToken> tokens = new ArrayList<>();
    recorder.events.forEach(
        e -> {
          if (e instanceof RenderEvent.Tokens t) {
            tokens.addAll(t.sampled());
          }
        });
    assertThat(tokens).hasSize(24 * 24);
    assertThat(tokens.stream().mapToInt(t -> t.row() * 24 + t.column()).distinct().count())
        .isEqualTo(24 * 24);
    for (SampledToken t : tokens) {
      assertThat(t.token()).isEqualTo(done.tokens().at(t.row(), t.column()));
      assertThat(t.logProbability()).isLessThanOrEqualTo(0);
    }
    assertThat(done.image().width()).isEqualTo(48);
    assertThat(done.report().tokens()).isEqualTo(576);
    assertThat(done.report().meanNllBits()).isBetween(0.0, 6.0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"exact", "strided:4", "wavefront:2"})
  void previewsComeBeforeTheEndAndShowOnlyWhatIsSampled(String schedule) {
    Recorder recorder = new Recorder();
    engine.render(TinyModel.request(192, 1, Schedule.of(schedule))).subscribe(recorder);
    recorder.done();
    BitSet sampled = new BitSet();
    int previews = 0;
    for (RenderEvent event : recorder.events) {
      if (event instanceof RenderEvent.Tokens t) {
        t.sampled().forEach(c -> sampled.set(c.row() * 96 + c.column()));
      } else if (event instanceof RenderEvent.Preview p) {
        previews++;
        for (int y = p.y() / 2; y < (p.y() + p.pixels().height()) / 2; y++) {
          for (int x = p.x() / 2; x < (p.x() + p.pixels().width()) / 2; x++) {
            assertThat(sampled.get(y * 96 + x)).as("cell %d, %d", y, x).isTrue();
          }
        }
      }
    }
    assertThat(previews).isPositive();
  }

  @Test
  void theSameSeedGivesTheSamePictureInEverySchedule() {
    RenderEvent.Done exact = run(TinyModel.request(40, 7, Schedule.EXACT));
    assertThat(run(TinyModel.request(40, 7, Schedule.EXACT)).image()).isEqualTo(exact.image());
    assertThat(run(TinyModel.request(40, 7, Schedule.REFERENCE)).tokens())
        .isEqualTo(exact.tokens());
    assertThat(run(TinyModel.request(40, 8, Schedule.EXACT)).tokens()).isNotEqualTo(exact.tokens());
  }

  @Test
  void aStrideOfOneIsExactAndTheWidestLagIsToo() {
    TokenGrid exact = run(TinyModel.request(72, 7, Schedule.EXACT)).tokens();
    for (String id : List.of("strided:1", "wavefront:8")) {
      assertThat(run(TinyModel.request(72, 7, Schedule.of(id))).tokens()).as(id).isEqualTo(exact);
    }
    for (String id : List.of("strided:4", "wavefront:1")) {
      RenderEvent.Done draft = run(TinyModel.request(72, 7, Schedule.of(id)));
      assertThat(draft.tokens()).as(id).isNotEqualTo(exact);
      assertThat(draft.report().schedule()).isEqualTo(id);
    }
  }

  @Test
  void theFinalPictureIsTheFullDecode() {
    RenderEvent.Done done = run(TinyModel.request(40, 3, Schedule.EXACT));
    RgbImage decoded = engine.decode(TinyModel.NAME, done.tokens()).join();
    assertThat(done.image()).isEqualTo(decoded);
  }

  /** A layout that is encoded in many tiles can be cancelled between them. */
  @Test
  void cancelActsWhileTheLayoutIsEncoded() {
    Render render = engine.render(TinyModel.request(2048, 1, Schedule.EXACT));
    Recorder recorder =
        new Recorder(
            Long.MAX_VALUE,
            e -> {
              if (e instanceof RenderEvent.Encoding t && t.total() > 1) {
                render.cancel();
              }
            });
    render.subscribe(recorder);
    assertThat(recorder.last()).isInstanceOf(RenderEvent.Cancelled.class);
    assertThat(recorder.events)
        .filteredOn(e -> e instanceof RenderEvent.Encoding)
        .hasSizeBetween(1, 2);
    assertThat(recorder.events).noneMatch(e -> e instanceof RenderEvent.Started);
  }

  /** Whatever a render dies of, whoever waits is told, once. */
  @Test
  void anErrorEndsTheRenderToo() {
    RenderRequest request = TinyModel.request(48, 1, Schedule.EXACT);
    Recorder recorder = new Recorder();
    LocalRender render =
        new LocalRender(
            request,
            null,
            null,
            () -> {
              throw new StackOverflowError();
            },
            Runnable::run,
            new io.tessera.api.EngineSettings("cpu", "f32", 1, List.of()));
    render.subscribe(recorder);
    render.start();
    assertThat(recorder.last()).isInstanceOf(RenderEvent.Failed.class);
    assertThat(recorder.events).filteredOn(RenderEvent::isLast).hasSize(1);
  }

  @Test
  void aRenderThatWaitsInAClosedEngineIsCancelled() {
    Engine closing = TinyModel.engine();
    Recorder first = new Recorder();
    Recorder second = new Recorder();
    closing.close();
    closing.render(TinyModel.request(48, 1, Schedule.EXACT)).subscribe(first);
    closing.render(TinyModel.request(48, 2, Schedule.EXACT)).subscribe(second);
    assertThat(first.last()).isInstanceOf(RenderEvent.Cancelled.class);
    assertThat(second.last()).isInstanceOf(RenderEvent.Cancelled.class);
  }

  /** A repaint of a few cells tells their bits, not those of the whole picture over a few cells. */
  @Test
  void bitsAreThoseOfTheCellsThatWereDrawn() {
    RenderEvent.Done whole = run(TinyModel.request(48, 1, Schedule.EXACT));
    int[] tokens = whole.tokens().tokens();
    float[] logs = new float[tokens.length];
    Arrays.fill(logs, -50);
    BitSet few = new BitSet();
    few.set(100, 104);
    few.stream().forEach(c -> tokens[c] = TokenGrid.UNKNOWN);
    RenderState state =
        new RenderState(
            TinyModel.request(48, 1, Schedule.EXACT), new TokenGrid(24, 24, tokens), logs, few);
    Recorder recorder = new Recorder();
    engine.render(state).subscribe(recorder);
    assertThat(recorder.done().report().meanNllBits()).isBetween(0.0, 8.0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"exact", "strided:3", "strided:3x2", "wavefront:2"})
  void pauseStopsWithinAStepAndResumeEndsTheSame(String schedule) {
    RenderRequest request = TinyModel.request(56, 5, Schedule.of(schedule));
    RenderEvent.Done straight = run(request);
    Render render = engine.render(request);
    AtomicInteger seen = new AtomicInteger();
    Recorder recorder =
        new Recorder(
            Long.MAX_VALUE,
            e -> {
              if (e instanceof RenderEvent.Tokens t && seen.addAndGet(t.sampled().size()) > 20) {
                render.pause();
              }
            });
    render.subscribe(recorder);
    recorder.awaitPause();
    RenderState state = java.util.Objects.requireNonNull(render.state());
    assertThat(state.remaining()).isBetween(1, 28 * 28 - 20);
    assertThat(state.cells().cardinality()).isEqualTo(28 * 28);
    // Another picture may be made meanwhile.
    assertThat(run(TinyModel.request(32, 9, Schedule.EXACT)).tokens().rows()).isEqualTo(16);
    seen.set(Integer.MIN_VALUE / 2);
    render.resume();
    assertThat(recorder.done().tokens()).isEqualTo(straight.tokens());
    assertThat(recorder.done().image()).isEqualTo(straight.image());
  }

  @Test
  void aSavedStateGoesOnInAnotherEngine() {
    RenderEvent.Done straight = run(TinyModel.request(48, 6, Schedule.EXACT));
    Render render = engine.render(TinyModel.request(48, 6, Schedule.EXACT));
    Recorder recorder =
        new Recorder(
            Long.MAX_VALUE,
            e -> {
              if (e instanceof RenderEvent.Tokens) {
                render.pause();
              }
            });
    render.subscribe(recorder);
    recorder.awaitPause();
    String saved = RequestJson.write(java.util.Objects.requireNonNull(render.state()));
    render.cancel();
    assertThat(recorder.last()).isInstanceOf(RenderEvent.Cancelled.class);
    try (Engine other = TinyModel.engine()) {
      Recorder second = new Recorder();
      other.render(RequestJson.readState(saved)).subscribe(second);
      assertThat(second.done().tokens()).isEqualTo(straight.tokens());
      assertThat(second.done().image()).isEqualTo(straight.image());
      assertThat(second.done().report().meanNllBits())
          .isEqualTo(straight.report().meanNllBits(), org.assertj.core.data.Offset.offset(1e-4));
    }
  }

  @Test
  void cancelActsAtOnceAndTheTokensStay() {
    Render render = engine.render(TinyModel.request(128, 5, Schedule.EXACT));
    AtomicReference<RenderEvent> last = new AtomicReference<>();
    Recorder recorder =
        new Recorder(
            Long.MAX_VALUE,
            e -> {
              if (e instanceof RenderEvent.Tokens) {
                render.cancel();
              }
              last.set(e);
            });
    render.subscribe(recorder);
    assertThat(recorder.last()).isInstanceOf(RenderEvent.Cancelled.class);
    RenderState state = java.util.Objects.requireNonNull(render.state());
    assertThat(state.remaining()).isPositive().isLessThan(64 * 64);
  }

  @Test
  void aSlowSubscriberIsToldEverythingInFewEvents() {
    Recorder recorder = new Recorder(0, e -> {});
    Render render = engine.render(TinyModel.request(56, 2, Schedule.EXACT));
    render.subscribe(recorder);
    run(
        TinyModel.request(
            32, 2, Schedule.EXACT)); // queued behind it: when this ends, the first has ended too
    assertThat(recorder.events).isEmpty();
    recorder.request(Long.MAX_VALUE);
    assertThat(recorder.last()).isInstanceOf(RenderEvent.Done.class);
    assertThat(recorder.events).hasSize(4);
    assertThat(((RenderEvent.Tokens) recorder.events.get(2)).sampled()).hasSize(28 * 28);
  }

  @Test
  void aSecondSubscriberIsRefused() {
    Render render = engine.render(TinyModel.request(32, 2, Schedule.EXACT));
    Recorder first = new Recorder();
    Recorder second = new Recorder();
    render.subscribe(first);
    render.subscribe(second);
    assertThatThrownBy(second::last).hasMessageContaining("one subscriber");
    assertThat(first.last()).isInstanceOf(RenderEvent.Done.class);
  }

  private static String fault(RenderRequest request) {
    Recorder recorder = new Recorder();
    engine.render(request).subscribe(recorder);
    RenderEvent last = recorder.last();
    assertThat(last).isInstanceOf(RenderEvent.Failed.class);
    RuntimeException cause = ((RenderEvent.Failed) last).cause();
    assertThat(cause).isInstanceOf(InputException.class);
    return String.valueOf(cause.getMessage());
  }

  private static RenderRequest with(String model, Condition condition, int size) {
    return new RenderRequest(
        model, condition, Map.of(), size, size, 1, TokenSampler.GREEDY, 1, Schedule.EXACT, false);
  }

  @Test
  void faultsOfTheInputAreTold() {
    assertThat(fault(with("nonesuch", new Condition.None(), 32)))
        .contains("nonesuch")
        .contains("seg2img");
    assertThat(fault(with("seg2img", new Condition.None(), 32))).contains("layout");
    assertThat(fault(with("seg2img", new Condition.Layout(LabelMap.filled(32, 32, 77)), 32)))
        .contains("77");
    // A model that was not trained with open parts does not guess what they mean.
    assertThat(fault(with("seg2img", new Condition.Layout(LabelMap.filled(32, 32, 255)), 32)))
        .contains("255");
    assertThat(fault(with("vqgan_tiny", new Condition.None(), 32))).contains("first stage");
    assertThatThrownBy(() -> with("seg2img", new Condition.None(), 3))
        .isInstanceOf(InputException.class);
    // After all that the engine still works.
    assertThat(run(TinyModel.request(32, 1, Schedule.EXACT)).tokens().columns()).isEqualTo(16);
  }

  @Test
  void encodeAndDecodeFitTogether() {
    RenderEvent.Done done = run(TinyModel.request(48, 1, Schedule.EXACT));
    TokenGrid tokens = engine.encode(TinyModel.NAME, done.image()).join();
    assertThat(tokens.rows()).isEqualTo(24);
    assertThat(engine.decode(TinyModel.NAME, tokens).join().width()).isEqualTo(48);
    assertThatThrownBy(
            () -> engine.decode(TinyModel.NAME, new TokenGrid(1, 1, new int[] {64})).join())
        .hasMessageContaining("64");
  }

  @Test
  void repeatedRendersDoNotGrowNativeMemory() {
    round();
    // The heap may grow by one stretch, an allocator may keep one: a leak grows in every round.
    long[] grown = new long[5];
    long before = residentAfterRound();
    for (int n = 0; n < grown.length; n++) {
      long after = residentAfterRound();
      grown[n] = after - before;
      before = after;
    }
    Arrays.sort(grown);
    // One tensor of each step that was not freed would be 6 × 576 × 8 kB = 28 MB a round.
    assertThat(grown[grown.length / 2])
        .as("resident bytes that a round of renders adds, of %s", Arrays.toString(grown))
        .isLessThan(10_000_000L);
  }

  private static long residentAfterRound() {
    round();
    System.gc();
    return Torch.residentBytes();
  }

  private static void round() {
    for (int i = 0; i < 6; i++) {
      run(TinyModel.request(48, i, Schedule.EXACT));
    }
  }
}
