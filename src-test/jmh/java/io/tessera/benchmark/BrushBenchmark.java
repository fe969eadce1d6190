package io.tessera.benchmark;

import io.tessera.api.Condition;
import io.tessera.api.Engine;
import io.tessera.api.Render;
import io.tessera.api.RenderEvent;
import io.tessera.api.RenderRequest;
import io.tessera.api.Schedule;
import io.tessera.api.TokenSampler;
import io.tessera.api.image.LabelMap;
import io.tessera.app.canvas.CanvasViewModel;
import io.tessera.app.document.Document;
import io.tessera.app.settings.EngineChoice;
import io.tessera.app.text.Texts;
import io.tessera.assets.Assets;
import io.tessera.engine.LocalEngine;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javafx.application.Platform;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A brush event on the FX thread: from the event's arrival, through the document with its undo
 * tiles, to the pixels handed to the scene. The bar is 8 ms at the 99th percentile. Beside it
 * stands nothing, or renders of 1280 × 832 with the demo model, one after the other.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {
      "-Dglass.platform=Headless",
      "-Dprism.order=sw",
      "--enable-native-access=ALL-UNNAMED",
      "--sun-misc-unsafe-memory-access=allow"
    })
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
public class BrushBenchmark {
  @Param({"1280x832", "4096x2662"})
  public String size;

  @Param({"64", "512"})
  public int brush;

  @Param({"nothing", "render"})
  public String beside;

  private final Random random = new Random(1);
  private final CountDownLatch begun = new CountDownLatch(1);
  private final AtomicBoolean over = new AtomicBoolean();
  private CanvasViewModel canvas;
  private int width;
  private int height;
  private double x;
  private double y;
  private int events;

  @Setup
  public void setUp() throws InterruptedException {
    CountDownLatch ready = new CountDownLatch(1);
    Platform.startup(ready::countDown);
    ready.await();
    String[] sides = size.split("x");
    width = Integer.parseInt(sides[0]);
    height = Integer.parseInt(sides[1]);
    fx(
        () -> {
          canvas =
              new CanvasViewModel(
                  new Document(LabelMap.filled(width, height, 0)),
                  Assets.landscapePalette(),
                  new Texts(Locale.ENGLISH));
          canvas.brushSizeProperty().set(brush);
          canvas.labelProperty().set(6);
          x = width / 2.0;
          y = height / 2.0;
          canvas.press(x, y, 1, false, false);
        });
    if (beside.equals("render")) {
      renderOnAndOn();
    }
  }

  private void renderOnAndOn() throws InterruptedException {
    Engine engine = new LocalEngine(EngineChoice.DEFAULT.settings("cpu"));
    engine.warmUp(Assets.DEMO).join();
    Thread loop =
        new Thread(
            () -> {
              for (long seed = 0; !over.get(); seed++) {
                Render render = engine.render(request(seed));
                Watch watch = new Watch(render);
                render.subscribe(watch);
                watch.ended.join();
              }
              engine.close();
            });
    loop.setDaemon(true);
    loop.start();
    begun.await();
  }

  private static RenderRequest request(long seed) {
    LabelMap layout = Assets.sampleLayout();
    return new RenderRequest(
        Assets.DEMO,
        new Condition.Layout(layout),
        Map.of("mood", "day"),
        layout.width(),
        layout.height(),
        seed,
        new TokenSampler(1, 100, 1, false),
        2,
        new Schedule.Strided(8),
        true);
  }

  /** Takes all events as the window would, and ends the render when the measurement is over. */
  private final class Watch implements Flow.Subscriber<RenderEvent> {
    private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
    private final Render render;

    Watch(Render render) {
      this.render = render;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(RenderEvent event) {
      if (event instanceof RenderEvent.Tokens) {
        begun.countDown();
      }
      if (event instanceof RenderEvent.Preview p) {
        Platform.runLater(() -> canvas.showPixels(p.x(), p.y(), p.pixels()));
      }
      if (over.get()) {
        render.cancel();
      }
      if (event instanceof RenderEvent.Failed failed) {
        throw failed.cause();
      }
      if (event.isLast()) {
        ended.complete(true);
      }
    }

    @Override
    public void onError(Throwable error) {
      ended.completeExceptionally(error);
    }

    @Override
    public void onComplete() {
      // The last event has said all.
    }
  }

  @TearDown
  public void tearDown() {
    over.set(true);
    Platform.exit();
  }

  /** A step of 24 pixels in a random direction; every 60 events a new stroke begins. */
  @Benchmark
  public void event() throws InterruptedException {
    double angle = random.nextDouble() * 2 * Math.PI;
    x = Math.clamp(x + 24 * Math.cos(angle), 0, width);
    y = Math.clamp(y + 24 * Math.sin(angle), 0, height);
    boolean fresh = ++events % 60 == 0;
    fx(
        () -> {
          if (fresh) {
            canvas.release();
            canvas.labelProperty().set(events / 60 % 11);
            canvas.press(x, y, 1, false, false);
          } else {
            canvas.drag(x, y, 1, false);
          }
          canvas.flush();
        });
  }

  private static void fx(Runnable work) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    Platform.runLater(
        () -> {
          work.run();
          done.countDown();
        });
    done.await();
  }
}
