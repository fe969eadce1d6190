package io.tessera.app.cli;

import io.tessera.api.ConditionKind;
import io.tessera.api.Engine;
import io.tessera.api.FaultyModel;
import io.tessera.api.ModelEntry;
import io.tessera.api.ModelInput;
import io.tessera.api.Render;
import io.tessera.api.RenderEvent;
import io.tessera.api.RenderReport;
import io.tessera.api.TokenGrid;
import io.tessera.api.fault.InputException;
import io.tessera.engine.Rehearsal;
import io.tessera.engine.checkpoint.PublicModel;
import io.tessera.engine.torch.Torch;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code tessera models}: which models there are, and whether this machine can run a public one.
 */
@Command(
    name = "models",
    mixinStandardHelpOptions = true,
    description =
        "Lists the models that can be rendered with; rehearses public ones with random weights.")
final class ModelsCommand implements Callable<Integer> {
  @Option(
      names = "--rehearse",
      paramLabel = "ID",
      description =
          "write a model as large as this public one, with random weights, load and run it; ids: sflckr, ade20k, coco, drin, faceshq, celebahq, ffhq, cin, coco-scenes, open-images-scenes, f16-1024, f16-16384, gumbel-f8")
  private @Nullable String rehearse;

  @Option(
      names = "--keep",
      paramLabel = "DIR",
      description = "keep the rehearsed model here (it takes up to 6 GB)")
  private @Nullable Path keep;

  @Mixin private EngineOptions engineOptions = new EngineOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    if (rehearse == null) {
      list();
      return 0;
    }
    PublicModel model = PublicModel.of(rehearse);
    Path parent =
        keep != null ? Files.createDirectories(keep) : Files.createTempDirectory("tessera");
    try {
      rehearse(model, parent.resolve(model.id()));
    } finally {
      if (keep == null) {
        delete(parent);
      }
    }
    return 0;
  }

  private void list() {
    PrintWriter out = spec.commandLine().getOut();
    try (Engine engine = engineOptions.engine()) {
      for (ModelEntry folder : engine.models()) {
        String takes;
        try {
          ModelInput input = engine.input(folder.name());
          takes = input.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        } catch (InputException e) {
          takes = "cannot be read: " + e.getMessage();
        }
        out.printf(Locale.ROOT, "%-24s %-16s %s%n", folder.name(), takes, folder.folder());
      }
      for (FaultyModel faulty : engine.faultyModels()) {
        out.printf(Locale.ROOT, "%-24s %-16s %s%n", faulty.name(), "faulty:", faulty.reason());
      }
    }
  }

  private void rehearse(PublicModel model, Path folder) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    long began = System.nanoTime();
    long parameters = Rehearsal.write(model, folder);
    Path checkpoint = folder.resolve("checkpoints/last.ckpt");
    out.printf(
        Locale.ROOT,
        "%s: %,d parameters, a checkpoint of %,.1f MB, written in %.0f s%n",
        model.id(),
        parameters,
        Files.size(checkpoint) / 1e6,
        (System.nanoTime() - began) / 1e9);
    out.flush();
    String name = folder.toString();
    try (Engine engine = engineOptions.engine()) {
      ModelInput input = engine.input(name);
      if (input.kind() == ConditionKind.NOT_A_GENERATOR) {
        firstStage(engine, name, out);
      } else {
        generator(engine, name, input, out);
      }
    }
  }

  private void generator(Engine engine, String id, ModelInput input, PrintWriter out) {
    Render render = engine.render(Rehearsal.request(id, input));
    RenderEvent last = new RenderWatch(ProgressBar.on(spec.commandLine().getErr())).await(render);
    switch (last) {
      case RenderEvent.Done done -> {
        RenderReport r = done.report();
        out.printf(
            Locale.ROOT,
            "takes %s, %d pixels a token; loaded in %.1f s on %s in %s; %d tokens in %.1f s (%.1f/s); decoded in %.1f s; at most %,d MB of memory%n",
            input.kind().name().toLowerCase(Locale.ROOT),
            input.cell(),
            r.secondsLoad(),
            r.device(),
            r.precision(),
            r.tokens(),
            r.secondsSampling(),
            r.tokensPerSecond(),
            r.secondsDecode(),
            r.peakRssMb());
      }
      case RenderEvent.Failed failed -> throw failed.cause();
      default -> throw new InputException("the render was cancelled");
    }
  }

  private static void firstStage(Engine engine, String id, PrintWriter out) {
    long began = System.nanoTime();
    String machine = Futures.get(engine.warmUp(id));
    long loaded = System.nanoTime();
    TokenGrid tokens = Futures.get(engine.encode(id, Rehearsal.picture()));
    long encoded = System.nanoTime();
    Futures.get(engine.decode(id, tokens));
    long decoded = System.nanoTime();
    out.printf(
        Locale.ROOT,
        "loaded in %.1f s on %s; encoded to %d × %d tokens in %.1f s; decoded in %.1f s; at most %,d MB of memory%n",
        (loaded - began) / 1e9,
        machine,
        tokens.columns(),
        tokens.rows(),
        (encoded - loaded) / 1e9,
        (decoded - encoded) / 1e9,
        Torch.peakResidentBytes() >> 20);
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " cannot be removed", e);
    }
  }
}
