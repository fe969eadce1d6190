package io.tessera.benchmark;

import io.tessera.app.canvas.CanvasViewModel;
import io.tessera.app.document.Document;
import io.tessera.app.text.Texts;
import io.tessera.assets.Assets;
import io.tessera.engine.image.LabelMap;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
 * tiles, to the pixels handed to the scene. The bar is 8 ms at the 99th percentile.
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

  private final Random random = new Random(1);
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
  }

  @TearDown
  public void tearDown() {
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
