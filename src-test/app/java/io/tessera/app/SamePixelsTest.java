package io.tessera.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tessera.api.Condition;
import io.tessera.api.Engine;
import io.tessera.api.EngineSettings;
import io.tessera.api.Render;
import io.tessera.api.RenderEvent;
import io.tessera.api.RenderRequest;
import io.tessera.api.RenderState;
import io.tessera.api.Schedule;
import io.tessera.api.TokenSampler;
import io.tessera.api.image.PngFile;
import io.tessera.api.json.RequestJson;
import io.tessera.assets.Assets;
import io.tessera.engine.LocalEngine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same request gives the same tokens and the same pixels: with any number of threads, any
 * memory, paused or not, in this process or in another. {@code -Dtessera.pixels=1280x832} makes the
 * check at that size.
 */
class SamePixelsTest {
  private static final int RUNS = 10;

  @TempDir private static Path cache;

  private static RenderRequest request(String schedule, boolean previews) {
    String[] size = System.getProperty("tessera.pixels", "288x256").split("x");
    int width = Integer.parseInt(size[0]);
    int height = Integer.parseInt(size[1]);
    return new RenderRequest(
        Assets.DEMO,
        new Condition.Layout(Assets.sampleLayout().resized(width, height)),
        Map.of("mood", "sunset"),
        width,
        height,
        7,
        new TokenSampler(1, 100, 0.95, false),
        1.5,
        Schedule.of(schedule),
        previews);
  }

  private static Engine engine(int threads, long memory) {
    return new LocalEngine(
        new EngineSettings("cpu", "auto", threads, memory, List.of(Assets.unpackModels(cache))));
  }

  private static String hash(RenderEvent.Done done) {
    int[] tokens = done.tokens().tokens();
    ByteBuffer bytes = ByteBuffer.allocate(tokens.length * 4);
    bytes.asIntBuffer().put(tokens);
    return "tokens " + hash(bytes.array()) + " pixels " + hash(done.image().rgb());
  }

  private static String hash(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /** Waits for the end; pauses once when so many tokens are there. */
  private static final class Watch implements Flow.Subscriber<RenderEvent> {
    private final Render render;
    private final int pauseAfter;
    private final CompletableFuture<RenderEvent> last = new CompletableFuture<>();
    private final CompletableFuture<Void> paused = new CompletableFuture<>();
    private int tokens;

    Watch(Render render, int pauseAfter) {
      this.render = render;
      this.pauseAfter = pauseAfter;
      render.subscribe(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(RenderEvent event) {
      if (event instanceof RenderEvent.Tokens t) {
        int before = tokens;
        tokens += t.sampled().size();
        if (before < pauseAfter && tokens >= pauseAfter) {
          render.pause();
        }
      }
      if (event instanceof RenderEvent.Paused) {
        paused.complete(null);
      }
      if (event.isLast()) {
        paused.complete(null); // it was done before it could be paused
        last.complete(event);
      }
    }

    @Override
    public void onError(Throwable error) {
      last.completeExceptionally(error);
    }

    @Override
    public void onComplete() {
      // the last event has said all
    }

    void awaitPause() {
      paused.orTimeout(10, TimeUnit.MINUTES).join();
    }

    RenderEvent.Done done() {
      RenderEvent event = last.orTimeout(10, TimeUnit.MINUTES).join();
      if (event instanceof RenderEvent.Failed f) {
        throw f.cause();
      }
      return (RenderEvent.Done) event;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"strided:8x4", "strided:4"})
  void everyRunGivesTheSame(String schedule) {
    Random random = new Random(3);
    Set<String> hashes = new HashSet<>();
    int cells = request(schedule, false).width() / 16 * request(schedule, false).height() / 16;
    for (int run = 0; run < RUNS; run++) {
      int threads = 1 + run % 2;
      long memory = run % 4 < 2 ? 0 : 900_000_000L;
      try (Engine engine = engine(threads, memory)) {
        if (run % 5 == 4) { // something else was made before
          new Watch(engine.render(request("strided:8", false)), Integer.MAX_VALUE).done();
        }
        boolean pause = run % 3 > 0;
        Render render = engine.render(request(schedule, run % 2 == 0));
        Watch watch = new Watch(render, pause ? 1 + random.nextInt(cells) : Integer.MAX_VALUE);
        if (pause) {
          watch.awaitPause();
          if (run % 3 == 2) { // meanwhile another picture takes what the model had kept
            new Watch(engine.render(request("strided:4", false)), Integer.MAX_VALUE).done();
          }
          render.resume();
        }
        hashes.add(hash(watch.done()));
      }
    }
    assertThat(hashes).hasSize(1);
  }

  /** Goes on from a saved state, for the test below. */
  static final class Resumed {
    private Resumed() {}

    public static void main(String[] args) throws IOException {
      RenderState state = RequestJson.readState(Files.readString(Path.of(args[0])));
      try (Engine engine =
          new LocalEngine(new EngineSettings("cpu", "auto", 2, 0, List.of(Path.of(args[1]))))) {
        RenderEvent.Done done = new Watch(engine.render(state), Integer.MAX_VALUE).done();
        Files.writeString(Path.of(args[2]), hash(done));
        PngFile.write(
            done.image(),
            Path.of(args[2] + ".png"),
            Map.of(
                "Software",
                "Tessera",
                RequestJson.PNG_KEYWORD,
                RequestJson.write(state.request())));
      }
    }
  }

  @Test
  void aSavedRenderGoesOnInAnotherProcess(@TempDir Path folder) throws Exception {
    Path models = Assets.unpackModels(cache);
    for (int pauseAfter : new int[] {137}) {
      try (Engine engine = engine(2, 0)) {
        String straight =
            hash(new Watch(engine.render(request("strided:8x4", false)), Integer.MAX_VALUE).done());
        Render render = engine.render(request("strided:8x4", false));
        Watch watch = new Watch(render, pauseAfter);
        watch.awaitPause();
        Path state = folder.resolve("state.json");
        Files.writeString(state, RequestJson.write(render.state()));
        render.cancel();
        for (String out : new String[] {"a", "b"}) {
          Process child =
              new ProcessBuilder(
                      Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                      "--enable-native-access=ALL-UNNAMED",
                      "--sun-misc-unsafe-memory-access=allow",
                      "-cp",
                      System.getProperty("java.class.path"),
                      Resumed.class.getName(),
                      state.toString(),
                      models.toString(),
                      folder.resolve(out).toString())
                  .redirectErrorStream(true)
                  .redirectOutput(folder.resolve("log").toFile())
                  .start();
          assertThat(child.waitFor()).as(Files.readString(folder.resolve("log"))).isZero();
          assertThat(folder.resolve(out)).hasContent(straight);
        }
        assertThat(folder.resolve("a.png")).hasSameBinaryContentAs(folder.resolve("b.png"));
      }
    }
  }
}
