package io.tessera.engine.bench;

import io.tessera.api.BenchReport;
import io.tessera.api.BenchRequest;
import io.tessera.api.BenchRow;
import io.tessera.api.Schedule;
import io.tessera.api.TokenGrid;
import io.tessera.api.fault.InputException;
import io.tessera.engine.model.FirstStage;
import io.tessera.engine.model.Transformer;
import io.tessera.engine.torch.Device;
import io.tessera.engine.torch.Int8Products;
import io.tessera.engine.torch.NativeHeap;
import io.tessera.engine.torch.Precision;
import io.tessera.engine.torch.Torch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;

/**
 * Measures sampling and decoding with random weights of a shape, case after case, round after
 * round, so that all cases see the same machine; tells how much faster each is than the original's
 * way of doing it in float32.
 */
public final class Bench {
  /** The paper's large landscape: 1280 × 832 pixels at 16 a token. */
  private static final int ROWS = 52;

  private static final int COLUMNS = 80;
  private static final int FACTOR = 16;

  /** What pictures are made with where nobody says otherwise. */
  private static final Schedule DEFAULT = new Schedule.Strided(8, 4);

  /** The window moves by columns alone, then by rows too. */
  private static final List<Schedule> STRIDES =
      List.of(
          new Schedule.Strided(4),
          new Schedule.Strided(8),
          new Schedule.Strided(16),
          DEFAULT,
          new Schedule.Strided(16, 8));

  private final BenchRequest request;
  private final BenchShape shape;
  private final Device device;
  private final int threads;
  private final Consumer<String> progress;
  private final Map<String, Case> cases = new LinkedHashMap<>();
  private final Map<String, double[]> values = new LinkedHashMap<>();
  private final Map<String, String> units = new TreeMap<>();
  private final Map<String, Double> peaks = new TreeMap<>();

  /** One thing that is measured; more is better. */
  private record Case(String unit, DoubleSupplier run) {}

  /**
   * @param progress takes a line about what is being done
   */
  public Bench(BenchRequest request, Device device, int threads, Consumer<String> progress) {
    this(request, BenchShape.of(request.shape()), device, threads, progress);
  }

  /** Of a shape that has no name. */
  Bench(
      BenchRequest request,
      BenchShape shape,
      Device device,
      int threads,
      Consumer<String> progress) {
    this.request = request;
    this.shape = shape;
    this.device = device;
    this.threads = threads;
    this.progress = progress;
  }

  private List<Precision> precisions() {
    if (device.isGpu()) {
      return List.of(Precision.F32, Precision.F16, Precision.BF16);
    }
    return Int8Products.on(device)
        ? List.of(Precision.F32, Precision.BF16, Precision.INT8)
        : List.of(Precision.F32, Precision.BF16);
  }

  public BenchReport run() {
    memory(); // first, while the process has nothing else in memory
    try (Machine machine = new Machine(device)) {
      for (Precision p : precisions()) {
        add(
            "machine products " + p.id(),
            p.isInt8() ? "GOP/s" : "GFLOP/s",
            () -> machine.gigaflops(p));
      }
      add("machine memory", "GB/s", machine::gigabytes);
      rounds();
    }
    decoding();
    sampling();
    return report();
  }

  private void add(String name, String unit, DoubleSupplier run) {
    cases.put(name, new Case(unit, run));
  }

  /** Every case once, then once more, and forgets the cases. */
  private void rounds() {
    cases.keySet().forEach(name -> values.put(name, new double[request.rounds()]));
    for (int round = 0; round < request.rounds(); round++) {
      for (Map.Entry<String, Case> c : cases.entrySet()) {
        progress.accept(String.format(Locale.ROOT, "round %d: %s", round + 1, c.getKey()));
        java.util.Objects.requireNonNull(values.get(c.getKey()))[round] =
            c.getValue().run().getAsDouble();
      }
    }
    cases.forEach((name, c) -> units.put(name, c.unit()));
    cases.clear();
  }

  private void sampling() {
    List<Transformer> open = new ArrayList<>();
    try {
      checkMemory();
      for (Precision p : precisions()) {
        progress.accept("making a transformer in " + p.id());
        if (p == Precision.F32) {
          Transformer plain = Transformer.random(shape.gpt(), device, p, false);
          open.add(plain);
          sampling(plain, p, Schedule.REFERENCE, 1);
        }
        Transformer t = Transformer.random(shape.gpt(), device, p, true);
        open.add(t);
        sampling(t, p, Schedule.EXACT, 1);
        STRIDES.forEach(stride -> sampling(t, p, stride, 1));
        sampling(t, p, Schedule.EXACT, 4);
        sampling(t, p, new Schedule.Strided(8), 4);
      }
      rounds();
    } finally {
      open.forEach(Transformer::close);
    }
  }

  /**
   * Weights in float32 twice, in half and in a quarter of that, keys and values of some twenty
   * sequences in float32 for all three precisions, and as much again to work with.
   */
  private void checkMemory() {
    long e = shape.gpt().nEmbd();
    long kept = 60 * 2 * shape.gpt().blockSize() * e * Float.BYTES;
    long need = shape.gpt().nLayer() * (132 * e * e + kept) + 1_500_000_000L;
    long free = Torch.availableBytes();
    if (!device.isGpu() && free > 0 && need > free) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "measuring the shape %s takes about %.1f GB of memory, but only %.1f GB are free",
              shape.id(),
              need / 1e9,
              free / 1e9));
    }
  }

  private void sampling(Transformer t, Precision p, Schedule schedule, int candidates) {
    SamplingCase c = new SamplingCase(t, shape, schedule, ROWS, COLUMNS, candidates);
    boolean small = shape.gpt().nLayer() * shape.gpt().nEmbd() < 10_000;
    int steps =
        switch (schedule) {
          case Schedule.Reference r -> small ? 32 : 2;
          case Schedule.Exact e when !small -> candidates == 1 ? 2 : 1;
          default -> SamplingCase.period(schedule);
        };
    String name = schedule.id() + " " + p.id() + (candidates > 1 ? " x" + candidates : "");
    add(name, "tokens/s", () -> c.tokens(steps) / c.seconds(steps));
  }

  private TokenGrid grid() {
    int[] codes = new Random(2).ints(ROWS * COLUMNS, 0, shape.firstStage().nEmbed()).toArray();
    return new TokenGrid(ROWS, COLUMNS, codes);
  }

  private void memory() {
    TokenGrid tokens = grid();
    for (Precision p : precisions().reversed()) {
      peak("decode " + p.id(), p, stage -> stage.decode(tokens));
      if (p == Precision.F32) {
        peak("decode plain f32", p, stage -> stage.decodePlainly(tokens));
      } else {
        peak("decode frugal " + p.id(), p, stage -> stage.decodeFrugally(tokens));
      }
    }
  }

  private void decoding() {
    TokenGrid tokens = grid();
    List<FirstStage> open = new ArrayList<>();
    try {
      for (Precision p : precisions()) {
        progress.accept("making a decoder in " + p.id());
        FirstStage stage = FirstStage.random(shape.firstStage(), device, p);
        open.add(stage);
        if (p == Precision.F32) {
          decoding("decode plain f32", () -> stage.decodePlainly(tokens));
        }
        decoding("decode " + p.id(), () -> stage.decode(tokens));
        if (p != Precision.F32) {
          decoding("decode frugal " + p.id(), () -> stage.decodeFrugally(tokens));
        }
      }
      rounds();
    } finally {
      open.forEach(FirstStage::close);
    }
  }

  private void decoding(String name, Runnable decode) {
    double megapixels = ROWS * COLUMNS * FACTOR * FACTOR / 1e6;
    add(
        name,
        "megapixels/s",
        () -> {
          long began = System.nanoTime();
          decode.run();
          return megapixels / ((System.nanoTime() - began) / 1e9);
        });
  }

  /** The most memory that the process has while it decodes, with no other model open. */
  private void peak(String name, Precision precision, Consumer<FirstStage> decode) {
    progress.accept("memory: " + name);
    try (FirstStage stage = FirstStage.random(shape.firstStage(), device, precision)) {
      System.gc();
      NativeHeap.trim();
      if (Torch.resetPeak()) {
        decode.accept(stage);
        peaks.put(name, Torch.peakResidentBytes() / 1e6);
      }
    }
  }

  private BenchReport report() {
    List<BenchRow> rows = new ArrayList<>();
    values.forEach(
        (name, v) ->
            rows.add(BenchRow.of(name, java.util.Objects.requireNonNull(units.get(name)), v)));
    peaks.forEach((name, mb) -> rows.add(new BenchRow(name + " peak", "MB", mb, mb, mb)));
    Map<String, Double> ratios = new TreeMap<>();
    double reference = median(rows, "reference f32");
    List<String> schedules = new ArrayList<>(List.of("exact"));
    STRIDES.forEach(stride -> schedules.add(stride.id()));
    for (String s : schedules) {
      ratios.put(s, median(rows, s + " " + fastest(precisions(), rows, s).id()) / reference);
    }
    String decoder = "decode f32";
    for (Precision p : precisions()) {
      if (median(rows, "decode " + p.id()) > median(rows, decoder)) {
        decoder = "decode " + p.id();
      }
    }
    ratios.put("decode", median(rows, decoder) / median(rows, "decode plain f32"));
    // Integers are left to the user: see decision 0013.
    List<Precision> floats = precisions().stream().filter(p -> !p.isInt8()).toList();
    Precision best = fastest(floats, rows, DEFAULT.id());
    return new BenchReport(
        Processor.name(),
        threads,
        device.toString(),
        shape.id(),
        rows,
        ratios,
        peaks.getOrDefault(decoder, 0.0),
        best.id(),
        recommended(rows, best));
  }

  /**
   * The exact schedule where a large picture is a matter of a minute; else the fastest of those
   * that cost no more than shorter strides do.
   */
  private static String recommended(List<BenchRow> rows, Precision precision) {
    double exact = ROWS * COLUMNS / median(rows, "exact " + precision.id());
    return exact < 60 ? "exact" : DEFAULT.id();
  }

  /** The precision in which a schedule's tokens come fastest. */
  private static Precision fastest(List<Precision> some, List<BenchRow> rows, String schedule) {
    return some.stream()
        .max(Comparator.comparingDouble(p -> median(rows, schedule + " " + p.id())))
        .orElseThrow();
  }

  private static double median(List<BenchRow> rows, String name) {
    return rows.stream()
        .filter(r -> r.name().equals(name))
        .mapToDouble(BenchRow::median)
        .findFirst()
        .orElse(0);
  }
}
