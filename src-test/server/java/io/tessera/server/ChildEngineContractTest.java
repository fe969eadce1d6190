package io.tessera.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tessera.api.Completion;
import io.tessera.api.Engine;
import io.tessera.api.EngineEnded;
import io.tessera.api.Render;
import io.tessera.api.RenderEvent;
import io.tessera.api.RenderRequest;
import io.tessera.api.RenderState;
import io.tessera.api.TokenGrid;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.RgbImage;
import io.tessera.engine.LocalModels;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** In a child process, which may die at any moment. */
class ChildEngineContractTest extends EngineContract {
  private final LinkedBlockingQueue<EngineEnded> ended = new LinkedBlockingQueue<>();

  @Override
  Engine open() {
    return ChildEngine.start(TinyChild.command(), new LocalModels(SETTINGS), ended::add);
  }

  /** The child that runs now; this process has no other children. */
  private static ProcessHandle child() {
    return children().findFirst().orElseThrow(() -> new AssertionError("there is no child"));
  }

  private static java.util.stream.Stream<ProcessHandle> children() {
    return ProcessHandle.current().children().filter(ProcessHandle::isAlive);
  }

  /** Kills the child after so many events with tokens, each time; the picture is the same. */
  private void killed(Render render, RenderEvent.Done expected, List<Integer> moments)
      throws Exception {
    ended.clear();
    AtomicInteger seen = new AtomicInteger();
    Watched watched =
        Watched.of(
            render,
            e -> {
              if (e instanceof RenderEvent.Tokens && moments.contains(seen.incrementAndGet())) {
                child().destroyForcibly();
              }
            });
    same(watched.done(), expected);
    assertThat(watched.all().stream().filter(RenderEvent.Started.class::isInstance)).hasSize(1);
    assertThat(ended).isNotEmpty();
  }

  @Test
  void aPictureGoesOnWhenTheChildIsKilled() throws Exception {
    RenderRequest request = Watched.request(64, 21);
    RenderEvent.Done expected = Watched.of(reference.render(request)).done();
    killed(engine.render(request), expected, List.of(1, 4, 7));
    EngineEnded what = ended.poll(10, TimeUnit.SECONDS);
    assertThat(what.reason()).isEqualTo(EngineEnded.Reason.KILLED);
    assertThat(what.signal()).isEqualTo(9);
  }

  @Test
  void aCompletionGoesOnWhenTheChildIsKilled() throws Exception {
    RenderRequest request = Watched.request(48, 22);
    RgbImage source = Watched.of(reference.render(request)).done().image();
    byte[] mask = new byte[source.width() * source.height()];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = (byte) (i / source.width() > 30 ? 1 : 0);
    }
    Completion completion =
        new Completion(source, new LabelMap(source.width(), source.height(), mask), 1);
    TokenGrid tokens = get(reference.encode("seg2img", source));
    RenderState open = completion.open(Watched.request(48, 23), tokens);
    RenderEvent.Done expected = Watched.of(reference.complete(completion, open)).done();
    killed(engine.complete(completion, open), expected, List.of(1));
  }

  /** A render that waits, one that is paused, and a call that is under way. */
  @Test
  void allThatIsUnderWayGoesOn() throws Exception {
    RenderRequest first = Watched.request(64, 24);
    RenderRequest second = Watched.request(32, 25);
    CountDownLatch paused = new CountDownLatch(1);
    Render one = engine.render(first);
    Watched watched =
        Watched.of(
            one,
            e -> {
              if (e instanceof RenderEvent.Tokens) {
                one.pause();
              } else if (e instanceof RenderEvent.Paused) {
                paused.countDown();
              }
            });
    assertThat(paused.await(60, TimeUnit.SECONDS)).isTrue();
    child().destroyForcibly();
    Watched other = Watched.of(engine.render(second));
    CompletableFuture<TokenGrid> grid = engine.encode("seg2img", Watched.grey(64, 64, 120));
    assertThat(get(grid)).isEqualTo(get(reference.encode("seg2img", Watched.grey(64, 64, 120))));
    same(other.done(), Watched.of(reference.render(second)).done());
    // It pauses after every event with tokens: on, until it is done.
    while (!(one.state().remaining() == 0)) {
      one.resume();
      Thread.sleep(30);
    }
    one.resume();
    same(watched.done(), Watched.of(reference.render(first)).done());
  }

  /** Closing is the end of the child, and so is the end of the parent. */
  @Test
  void theChildEndsWithItsParent() throws Exception {
    Process alone = new ProcessBuilder(TinyChild.command()).start();
    try {
      OutputStream in = alone.getOutputStream();
      in.write("a-token\n".getBytes(StandardCharsets.US_ASCII));
      in.flush();
      String line = alone.inputReader().readLine();
      assertThat(line).startsWith(ChildServer.PORT);
      in.close();
      assertThat(alone.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(alone.exitValue()).isZero();
    } finally {
      alone.destroyForcibly();
    }
    Engine short_ = ChildEngine.start(TinyChild.command(), new LocalModels(SETTINGS), e -> {});
    Watched.of(short_.render(Watched.request(32, 1))).done();
    long before = children().count();
    short_.close();
    assertThat(children().count()).isEqualTo(before - 1);
  }

  /** What cannot be started is said, and said once. */
  @Test
  void aChildThatDoesNotStartIsAFailedRender() throws Exception {
    List<String> nonsense =
        List.of(
            java.nio.file.Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "no.such.Main");
    Engine broken = ChildEngine.start(nonsense, new LocalModels(SETTINGS), e -> {});
    assertThat(Watched.of(broken.render(Watched.request(32, 1))).last())
        .isInstanceOfSatisfying(
            RenderEvent.Failed.class,
            e -> assertThat(e.cause()).hasMessageContaining("does not start"));
    broken.close();
  }
}
