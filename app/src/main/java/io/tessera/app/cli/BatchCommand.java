package io.tessera.app.cli;

import io.tessera.api.Engine;
import io.tessera.api.batch.Batch;
import io.tessera.api.batch.Manifest;
import io.tessera.api.batch.Shard;
import io.tessera.api.fault.InputException;
import io.tessera.assets.Assets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tessera batch}: many pictures from a manifest. */
@Command(
    name = "batch",
    mixinStandardHelpOptions = true,
    description = {
      "Makes many pictures: each line of the manifest is a request in JSON, such as",
      "{\"layout\": \"a.png\", \"seed\": 3, \"mood\": \"golden\"}.",
      "A second run makes what is missing; lines that fail are listed in OUT/failed.jsonl."
    })
final class BatchCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "MANIFEST.jsonl",
      description = "a request a line; files in it are relative to it")
  private Path manifest = Path.of("");

  @Option(
      names = {"-o", "--out"},
      required = true,
      paramLabel = "DIR",
      description = "folder of the results")
  private Path out = Path.of("");

  @Option(
      names = "--shard",
      defaultValue = "1/1",
      paramLabel = "I/N",
      description = "every N-th line only, from the I-th on: for N machines that share the work")
  private String shard = "1/1";

  @Mixin private EngineOptions engineOptions = new EngineOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Shard part = Shard.of(shard);
    if (!Files.isRegularFile(manifest)) {
      throw new InputException("there is no manifest " + manifest);
    }
    ProgressBar bar = ProgressBar.on(spec.commandLine().getErr());
    Path folder = manifest.toAbsolutePath().getParent();
    Batch.Progress end;
    try (Engine engine = engineOptions.engine()) {
      Manifest lines = new Manifest(folder, engine, Assets.landscapePalette());
      end = new Batch(engine, lines, out, now -> bar.line(describe(now))).run(manifest, part);
    }
    spec.commandLine().getOut().println(describe(end));
    spec.commandLine().getOut().flush();
    if (end.failed() > 0) {
      throw new InputException(
          end.failed() + " lines failed; " + out + " has a list of them: failed*.jsonl");
    }
    return 0;
  }

  private static String describe(Batch.Progress p) {
    return String.format(
        Locale.ROOT, "%d made, %d were there, %d failed", p.made(), p.there(), p.failed());
  }
}
