package io.tessera.app.cli;

import io.tessera.api.BenchReport;
import io.tessera.api.BenchRequest;
import io.tessera.api.BenchRow;
import io.tessera.api.ScalingPoint;
import io.tessera.api.Schedule;
import io.tessera.api.Workbench;
import io.tessera.api.fault.AtomicFile;
import io.tessera.api.fault.InputException;
import io.tessera.app.settings.EngineChoice;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tessera bench}: what this machine can do, and the settings that suit it. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description =
        "Measures sampling and decoding on this machine, with random weights of a model's shape, and recommends settings.")
final class BenchCommand implements Callable<Integer> {
  @Option(
      names = "--shape",
      defaultValue = "demo",
      paramLabel = "S",
      description = "demo, sflckr or imagenet (default: demo)")
  private String shape = "demo";

  @Option(
      names = "--rounds",
      defaultValue = "3",
      paramLabel = "N",
      description = "how often everything is measured (default: 3)")
  private int rounds;

  @Option(names = "--report", paramLabel = "OUT.json", description = "also write what was measured")
  private @Nullable Path report;

  @Option(
      names = "--scaling",
      paramLabel = "OUT.png",
      description = "measure how time and memory grow instead, and draw it")
  private @Nullable Path scaling;

  @Option(names = "--save", description = "keep the recommended settings for this machine")
  private boolean save;

  @Mixin private EngineOptions engineOptions = new EngineOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Stream.of(report, scaling).filter(Objects::nonNull).forEach(AtomicFile::checkWritable);
    try (Workbench bench = engineOptions.workbench()) {
      ProgressBar bar = ProgressBar.on(spec.commandLine().getErr());
      if (scaling != null) {
        List<ScalingPoint> points = Futures.get(bench.scaling(bar::line));
        for (ScalingPoint p : points) {
          out.printf(
              Locale.ROOT,
              "%-32s %9.3f %12.3f %-9s %s%n",
              p.series(),
              p.x(),
              p.value(),
              p.unit(),
              Double.isNaN(p.bound())
                  ? ""
                  : String.format(
                      Locale.ROOT,
                      (p.unit().equals("MB") ? "(estimated %.3f)" : "(at best %.3f)"),
                      p.bound()));
        }
        ScalingPlot.write(points, scaling);
        out.flush();
        return 0;
      }
      BenchReport result = Futures.get(bench.bench(new BenchRequest(shape, rounds), bar::line));
      print(result, out);
      if (report != null) {
        Reports.write(report, Reports.json(result) + "\n");
      }
      EngineChoice choice =
          new EngineChoice(
              result.precision(),
              result.threads(),
              EngineChoice.load().memoryMb(),
              Schedule.of(result.schedule()));
      out.printf(
          Locale.ROOT,
          "%nRecommended here: --precision %s --threads %d --schedule %s%n",
          choice.precision(),
          choice.threads(),
          choice.schedule().id());
      out.println(
          save ? "Kept in " + choice.save() : "(tessera bench --save keeps these settings)");
      out.flush();
    } catch (IOException e) {
      throw new InputException("the report cannot be written: " + e.getMessage(), e);
    }
    return 0;
  }

  private static void print(BenchReport r, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%s, %d threads, on %s, shape %s%n%n",
        r.processor(),
        r.threads(),
        r.device(),
        r.shape());
    out.printf(Locale.ROOT, "%-26s %12s %12s %12s%n", "", "median", "min", "max");
    for (BenchRow row : r.rows()) {
      out.printf(
          Locale.ROOT,
          "%-26s %12.3f %12.3f %12.3f %s%n",
          row.name(),
          row.median(),
          row.min(),
          row.max(),
          row.unit());
    }
    out.printf(Locale.ROOT, "%nAgainst the original's way in float32:%n");
    r.ratios().forEach((name, ratio) -> out.printf(Locale.ROOT, "%-12s %7.1f x%n", name, ratio));
    if (r.decodePeakMb() > 0) {
      out.printf(Locale.ROOT, "Decoding 1280 x 832 peaks at %.0f MB.%n", r.decodePeakMb());
    }
  }
}
