package io.tessera.app.cli;

import io.tessera.api.CheckReport;
import io.tessera.api.Condition;
import io.tessera.api.Engine;
import io.tessera.api.EngineSettings;
import io.tessera.api.RenderEvent;
import io.tessera.api.RenderRequest;
import io.tessera.api.Schedule;
import io.tessera.api.TokenSampler;
import io.tessera.api.Workbench;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.LabelMap;
import io.tessera.app.local.Engines;
import io.tessera.app.settings.EngineChoice;
import io.tessera.app.settings.Folders;
import io.tessera.assets.Assets;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tessera check}: whether this machine computes what it should. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description =
        "Checks whether this machine computes what it should: every kind of kernel against plain sums, networks against the original's numbers, training steps, and a picture made with one thread and with all. For when a picture looks wrong, and for bug reports.")
final class CheckCommand implements Callable<Integer> {
  private static final int WIDTH = 320;
  private static final int HEIGHT = 288;

  @Spec private CommandSpec spec = CommandSpec.create();

  /** What a picture is made of, in few letters. */
  private record Hash(String tokens, String pixels) {}

  @Override
  public Integer call() throws NoSuchAlgorithmException {
    PrintWriter out = spec.commandLine().getOut();
    ProgressBar bar = ProgressBar.on(spec.commandLine().getErr());
    int threads = EngineChoice.load().settings("cpu").threads();
    CheckReport report;
    Hash many;
    try (Workbench bench = Engines.workbench(settings(threads))) {
      report = Futures.get(bench.check(Assets.unpackCheck(Folders.cache()), bar::line));
    }
    bar.line("a picture");
    try (Engine engine = Engines.local(settings(threads))) {
      many = picture(engine, bar);
    }
    Hash one = many;
    if (threads > 1) {
      try (Engine engine = Engines.local(settings(1))) {
        one = picture(engine, bar);
      }
    }
    print(out, report);
    boolean same = one.equals(many);
    out.printf(
        Locale.ROOT,
        "%-42s %-8s tokens %s, pixels %s%s%n",
        String.format(Locale.ROOT, "a picture with 1 and with %d threads", threads),
        same ? "the same" : "DIFFERS",
        many.tokens,
        many.pixels,
        same ? "" : "; with one thread " + one.tokens + ", " + one.pixels);
    boolean right = report.isUsable() && same;
    out.println();
    out.println(verdict(report, right));
    out.flush();
    return right ? 0 : 1;
  }

  private static void print(PrintWriter out, CheckReport r) {
    out.println("Tessera " + Main.VERSION + ", libtorch " + r.libtorch());
    out.println("processor: " + r.processor());
    out.println(
        "instructions: "
            + String.join(", ", r.instructionSets())
            + (r.heldTo().isEmpty() ? "" : "; oneDNN is held to " + r.heldTo()));
    out.println("threads: " + r.threads() + "; precision: " + r.precision());
    out.println();
    for (CheckReport.Result result : r.results()) {
      out.printf(
          Locale.ROOT,
          "%-42s %-8s %s%n",
          result.what(),
          result.right() ? "right" : "WRONG",
          result.detail());
    }
  }

  private static String verdict(CheckReport report, boolean right) {
    if (!right) {
      return "This machine computes something wrong that nothing replaces. Please report it with the lines above.";
    }
    return report.avoided().isEmpty()
        ? "All right."
        : "Pictures are right. Avoided here: " + String.join("; ", report.avoided()) + ".";
  }

  private static EngineSettings settings(int threads) {
    return new EngineSettings("cpu", "auto", threads, Folders.models());
  }

  /** The bundled layout, small, with fixed settings. */
  private static Hash picture(Engine engine, ProgressBar bar) throws NoSuchAlgorithmException {
    LabelMap layout = Assets.sampleLayout().resized(WIDTH, HEIGHT);
    RenderRequest request =
        new RenderRequest(
            Assets.DEMO,
            new Condition.Layout(layout),
            Map.of("mood", "day"),
            WIDTH,
            HEIGHT,
            1,
            new TokenSampler(1, 100, 0.95, false),
            1.5,
            Schedule.of("strided:8x4"),
            false);
    RenderEvent last = new RenderWatch(bar).await(engine.render(request));
    if (last instanceof RenderEvent.Failed failed) {
      throw failed.cause();
    }
    if (!(last instanceof RenderEvent.Done done)) {
      throw new InputException("the render was cancelled");
    }
    int[] tokens = done.tokens().tokens();
    ByteBuffer bytes = ByteBuffer.allocate(tokens.length * 4);
    bytes.asIntBuffer().put(tokens);
    return new Hash(hash(bytes.array()), hash(done.image().rgb()));
  }

  private static String hash(byte[] bytes) throws NoSuchAlgorithmException {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
    return HexFormat.of().formatHex(digest, 0, 6);
  }
}
