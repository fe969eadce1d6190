package io.tessera.engine.bench;

import io.tessera.api.ScalingPoint;
import io.tessera.api.Schedule;
import io.tessera.api.TokenGrid;
import io.tessera.api.TokenOrder;
import io.tessera.engine.checkpoint.GptConfig;
import io.tessera.engine.model.FirstStage;
import io.tessera.engine.model.Transformer;
import io.tessera.engine.torch.Device;
import io.tessera.engine.torch.NativeHeap;
import io.tessera.engine.torch.Precision;
import io.tessera.engine.torch.Torch;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * How time and memory grow with the picture's size, the window, the layers and the candidates, for
 * networks of the demo's shape with random weights; and what the machine would allow (roofline).
 */
public final class Scaling {
  private static final int[][] GRIDS = {{16, 16}, {32, 32}, {52, 80}, {104, 160}, {160, 256}};
  private static final Schedule STRIDE = new Schedule.Strided(8, 4);

  private final Device device;
  private final Precision precision;
  private final Consumer<String> progress;

  /**
   * @param progress takes a line about what is being done
   */
  public Scaling(Device device, Precision precision, Consumer<String> progress) {
    this.device = device;
    this.precision = precision;
    this.progress = progress;
  }

  public List<ScalingPoint> run() {
    List<ScalingPoint> points = new ArrayList<>();
    double flops;
    double bytes;
    try (Machine machine = new Machine(device)) {
      flops = machine.gigaflops(precision) * 1e9;
      bytes = machine.gigabytes() * 1e9;
    }
    decoding(points);
    try (Transformer t = Transformer.random(BenchShape.DEMO.gpt(), device, precision, true)) {
      for (int[] grid : GRIDS) {
        progress.accept("sampling " + grid[1] * 16 + " x " + grid[0] * 16);
        double rate = rate(t, BenchShape.DEMO, STRIDE, grid, 1);
        double pixels = grid[0] * grid[1] * 256 / 1e6;
        points.add(
            new ScalingPoint(
                "sampling by megapixels", pixels, grid[0] * grid[1] / rate, Double.NaN, "s"));
      }
      for (int n : new int[] {1, 2, 4, 8}) {
        progress.accept("candidates " + n);
        double rate = rate(t, BenchShape.DEMO, STRIDE, GRIDS[2], n);
        points.add(new ScalingPoint("tokens/s by candidates", n, rate, Double.NaN, "tokens/s"));
      }
    }
    for (int layers : new int[] {3, 6, 12, 24}) {
      progress.accept("layers " + layers);
      points.add(exact("tokens/s by layers", layers, layers, 16, flops, bytes));
    }
    for (int window : new int[] {8, 12, 16}) {
      progress.accept("window " + window);
      points.add(exact("tokens/s by window", window, 6, window, flops, bytes));
    }
    return points;
  }

  private static double rate(
      Transformer t, BenchShape shape, Schedule schedule, int[] grid, int candidates) {
    SamplingCase c = new SamplingCase(t, shape, schedule, grid[0], grid[1], candidates);
    c.seconds(4); // warm
    int period = SamplingCase.period(schedule);
    return c.tokens(period) / c.seconds(period);
  }

  /** The exact schedule, whose prefixes are products of matrices: what bounds it can be told. */
  private ScalingPoint exact(
      String series, double x, int layers, int window, double flops, double bytes) {
    GptConfig demo = BenchShape.DEMO.gpt();
    int e = demo.nEmbd();
    GptConfig gpt =
        new GptConfig(
            demo.vocabSize(),
            2 * window * window + 1,
            layers,
            demo.nHead(),
            e,
            0,
            0,
            0,
            0,
            TokenOrder.RASTER);
    BenchShape shape = new BenchShape("scaled", gpt, 0, true, BenchShape.DEMO.firstStage());
    try (Transformer t = Transformer.random(gpt, device, precision, true)) {
      double rate = rate(t, shape, Schedule.EXACT, GRIDS[2], 1);
      // In the middle of a picture: the condition's window, and half of the picture's.
      double positions = window * window * 1.5 + window / 2.0;
      double products = positions * layers * (24.0 * e * e + 2.0 * positions * e);
      double weights = 12.0 * layers * e * e * precision.bytes();
      double rowsAtATime = (double) GRIDS[2][1] / window;
      double seconds = Math.max(products / flops, weights / rowsAtATime / bytes);
      return new ScalingPoint(series, x, rate, 1 / seconds, "tokens/s");
    }
  }

  private void decoding(List<ScalingPoint> points) {
    try (FirstStage stage = FirstStage.random(BenchShape.DEMO.firstStage(), device, precision)) {
      for (int[] grid : GRIDS) {
        progress.accept("decoding " + grid[1] * 16 + " x " + grid[0] * 16);
        int[] codes =
            new Random(1)
                .ints(grid[0] * grid[1], 0, BenchShape.DEMO.firstStage().nEmbed())
                .toArray();
        TokenGrid tokens = new TokenGrid(grid[0], grid[1], codes);
        stage.decode(tokens);
        System.gc();
        NativeHeap.trim();
        long before = Torch.residentBytes();
        boolean fresh = Torch.resetPeak();
        long began = System.nanoTime();
        stage.decode(tokens);
        double seconds = (System.nanoTime() - began) / 1e9;
        double pixels = grid[0] * grid[1] * 256 / 1e6;
        points.add(new ScalingPoint("decoding by megapixels", pixels, seconds, Double.NaN, "s"));
        if (fresh) {
          points.add(
              new ScalingPoint(
                  "decoding memory by megapixels",
                  pixels,
                  (Torch.peakResidentBytes() - before) / 1e6,
                  stage.decodeMemory(grid[0], grid[1]).bytes() / 1e6,
                  "MB"));
        }
      }
    }
  }
}
