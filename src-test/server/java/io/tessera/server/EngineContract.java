package io.tessera.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tessera.api.Completion;
import io.tessera.api.Engine;
import io.tessera.api.EngineSettings;
import io.tessera.api.ModelEntry;
import io.tessera.api.Render;
import io.tessera.api.RenderEvent;
import io.tessera.api.RenderRequest;
import io.tessera.api.RenderState;
import io.tessera.api.Surprise;
import io.tessera.api.TokenGrid;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.RgbImage;
import io.tessera.engine.LocalEngine;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * What an engine does, wherever it works: the same tests for one in this process, in a child and
 * behind a server. What is right is what another engine in this process does.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
abstract class EngineContract {
  static final Path MODELS = Path.of(System.getProperty("tessera.root"), "src-test", "golden");
  static final EngineSettings SETTINGS =
      new EngineSettings("cpu", "f32", 2, List.of(MODELS))
          .with(
              Path.of(System.getProperty("tessera.root"))
                  .resolve("assets/src/main/resources/io/tessera/assets/evaluation")
                  .resolve("segmenter-photographs"));
  private static final String MODEL = "seg2img";

  Engine engine;
  LocalEngine reference;

  /** The engine that is tested. */
  abstract Engine open() throws Exception;

  @BeforeAll
  void start() throws Exception {
    reference = new LocalEngine(SETTINGS);
    engine = open();
  }

  @AfterAll
  void stop() throws Exception {
    engine.close();
    reference.close();
  }

  static <T> T get(CompletableFuture<T> future) throws Exception {
    try {
      return future.get(120, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  static void same(RenderEvent.Done made, RenderEvent.Done expected) {
    assertThat(made.tokens()).isEqualTo(expected.tokens());
    assertThat(made.image()).isEqualTo(expected.image());
    assertThat(made.report().meanNllBits()).isEqualTo(expected.report().meanNllBits());
  }

  private RenderEvent.Done right(RenderRequest request) throws InterruptedException {
    return Watched.of(reference.render(request)).done();
  }

  @Test
  void aPictureIsMade() throws Exception {
    RenderRequest request = Watched.request(48, 7);
    Render render = engine.render(request);
    List<RenderEvent> all = Watched.of(render).all();
    RenderEvent.Done done = (RenderEvent.Done) all.getLast();
    same(done, right(request));
    assertThat(all.stream().filter(RenderEvent.Started.class::isInstance)).hasSize(1);
    assertThat(all).anyMatch(RenderEvent.Preview.class::isInstance);
    assertThat(
            all.stream()
                .filter(RenderEvent.Tokens.class::isInstance)
                .mapToInt(e -> ((RenderEvent.Tokens) e).sampled().size())
                .sum())
        .isEqualTo(done.tokens().tokens().length);
    assertThat(render.request()).isEqualTo(request);
    RenderState state = render.state();
    assertThat(state).isNotNull();
    assertThat(state.tokens()).isEqualTo(done.tokens());
  }

  /** Nothing is lost if the subscriber comes late. */
  @Test
  void whoSubscribesLateHearsAll() throws Exception {
    Render render = engine.render(Watched.request(32, 3));
    for (int n = 0; n < 500 && (render.state() == null || render.state().remaining() > 0); n++) {
      Thread.sleep(20);
    }
    assertThat(Watched.of(render).all().getFirst())
        .isInstanceOfAny(RenderEvent.Started.class, RenderEvent.Encoding.class);
  }

  @Test
  void aPausedRenderGoesOnAndSoDoesItsState() throws Exception {
    RenderRequest request = Watched.request(64, 4);
    CountDownLatch paused = new CountDownLatch(1);
    CountDownLatch sampled = new CountDownLatch(1);
    Render render = engine.render(request);
    Watched watched =
        Watched.of(
            render,
            e -> {
              if (e instanceof RenderEvent.Tokens) {
                sampled.countDown();
              } else if (e instanceof RenderEvent.Paused) {
                paused.countDown();
              }
            });
    assertThat(sampled.await(60, TimeUnit.SECONDS)).isTrue();
    render.pause();
    assertThat(paused.await(60, TimeUnit.SECONDS)).isTrue();
    RenderState half = render.state();
    assertThat(half.remaining()).isPositive().isLessThan(half.tokens().tokens().length);
    RenderEvent.Done expected = right(request);
    same(Watched.of(engine.render(half)).done(), expected);
    render.resume();
    same(watched.done(), expected);
  }

  @Test
  void aCancelledRenderEnds() throws Exception {
    Render render = engine.render(Watched.request(192, 5));
    Watched watched = Watched.of(render);
    Render second = engine.render(Watched.request(192, 6));
    second.cancel();
    render.cancel();
    assertThat(watched.last()).isInstanceOf(RenderEvent.Cancelled.class);
    assertThat(Watched.of(second).last()).isInstanceOf(RenderEvent.Cancelled.class);
  }

  @Test
  void aHoleIsFilled() throws Exception {
    RenderRequest request = Watched.request(48, 8);
    RgbImage source = right(request).image();
    byte[] mask = new byte[source.width() * source.height()];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = (byte) (i % source.width() > 30 && i / source.width() > 30 ? 1 : 0);
    }
    Completion completion =
        new Completion(source, new LabelMap(source.width(), source.height(), mask), 1);
    TokenGrid tokens = get(engine.encode(MODEL, source));
    assertThat(tokens).isEqualTo(get(reference.encode(MODEL, source)));
    RenderRequest again = Watched.request(48, 9);
    RenderState open = completion.open(again, tokens);
    same(
        Watched.of(engine.complete(completion, open)).done(),
        Watched.of(reference.complete(completion, open)).done());
  }

  @Test
  void tokensAreDecodedAndLookedInto() throws Exception {
    RenderRequest request = Watched.request(48, 10);
    RenderEvent.Done done = right(request);
    TokenGrid grid = done.tokens();
    assertThat(get(engine.decode(MODEL, grid))).isEqualTo(get(reference.decode(MODEL, grid)));
    BitSet cells = new BitSet();
    cells.set(3, 9);
    assertThat(get(engine.decodePart(MODEL, grid, cells, 1)))
        .isEqualTo(get(reference.decodePart(MODEL, grid, cells, 1)));
    RenderState state = state(request, grid);
    assertThat(get(engine.alternatives(state, 1, 2, 6)))
        .isEqualTo(get(reference.alternatives(state, 1, 2, 6)));
    assertThat(get(engine.entropies(state))).isEqualTo(get(reference.entropies(state)));
    assertThat(get(engine.tokens(MODEL))).isEqualTo(get(reference.tokens(MODEL)));
    assertThat(get(engine.patches(MODEL)).rgb()).isEqualTo(get(reference.patches(MODEL)).rgb());
    assertThat(get(engine.patches(MODEL)).vectors())
        .isDeepEqualTo(get(reference.patches(MODEL)).vectors());
    assertThat(get(engine.learnedUse(MODEL))).isEmpty();
  }

  private static RenderState state(RenderRequest request, TokenGrid grid) {
    RenderState fresh = RenderState.fresh(request, grid.rows(), grid.columns());
    return new RenderState(request, grid, fresh.logProbabilities(), fresh.cells());
  }

  @Test
  void modelsAreTold() throws Exception {
    assertThat(engine.models()).extracting(ModelEntry::name).contains(MODEL);
    assertThat(engine.input(MODEL)).isEqualTo(reference.input(MODEL));
    assertThat(engine.tags(MODEL)).isEqualTo(reference.tags(MODEL));
    assertThat(engine.describe(MODEL).lines()).isNotEmpty();
    assertThat(engine.inspect(MODEL).lines()).isNotEmpty();
    assertThat(get(engine.warmUp(MODEL))).isEqualTo(get(reference.warmUp(MODEL)));
    get(engine.unload());
    assertThat(engine.residentBytes()).isPositive();
    assertThat(engine.deviceMemory()).isEmpty();
  }

  @Test
  void aSceneIsASurprise() throws Exception {
    Surprise made = get(engine.surprise(4, 256, 192, true));
    Surprise expected = get(reference.surprise(4, 256, 192, true));
    assertThat(made.labels()).isEqualTo(expected.labels());
    assertThat(made.planes()).isEqualTo(expected.planes()).hasSize(2);
    assertThat(made.figures()).hasSameSizeAs(expected.figures());
  }

  @Test
  void aPhotographHasALayout() throws Exception {
    RgbImage photograph = Watched.grey(96, 64, 80);
    LabelMap map = get(engine.segment(photograph));
    assertThat(map.width()).isEqualTo(96);
    assertThat(map.height()).isEqualTo(64);
    assertThat(map).isEqualTo(get(reference.segment(photograph)));
  }

  @Test
  void whatIsAtFaultIsSaidInOneLine() throws Exception {
    assertThat(Watched.of(engine.render(Watched.request(48, 1).withModel("none"))).last())
        .isInstanceOfSatisfying(
            RenderEvent.Failed.class,
            e ->
                assertThat(e.cause())
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("none")
                    .hasMessageNotContaining("\n"));
    int[] odd = {5, 999_999, 0, 1};
    assertThatThrownBy(() -> get(engine.decode(MODEL, new TokenGrid(2, 2, odd))))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("999999");
    TokenGrid oddGrid = oddGrid(get(engine.encode(MODEL, Watched.grey(16, 16, 80))));
    RenderState wrong = state(Watched.request(16, 1), oddGrid);
    assertThat(Watched.of(engine.render(wrong)).last()).isInstanceOf(RenderEvent.Failed.class);
    assertThatThrownBy(() -> get(engine.entropies(wrong))).isInstanceOf(InputException.class);
    assertThatThrownBy(() -> get(engine.encode(MODEL, Watched.grey(1, 1, 0))))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("smaller than one token");
  }

  private static TokenGrid oddGrid(TokenGrid grid) {
    int[] tokens = grid.tokens();
    tokens[0] = 999_999;
    return new TokenGrid(grid.rows(), grid.columns(), tokens);
  }

  /** Who no longer wants an encoding ends it, and the engine is free for the next. */
  @Test
  void anEncodingCanBeGivenUp() throws Exception {
    CompletableFuture<TokenGrid> given =
        engine.encode(
            MODEL,
            Watched.grey(2048, 1024, 90),
            (done, total) -> {
              throw new CancellationException();
            });
    assertThatThrownBy(() -> get(given)).isInstanceOf(CancellationException.class);
    Watched.of(engine.render(Watched.request(32, 2))).done();
  }
}
