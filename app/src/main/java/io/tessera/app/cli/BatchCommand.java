package io.tessera.app.cli;

import io.tessera.api.Engine;
import io.tessera.api.batch.Batch;
import io.tessera.api.batch.Cluster;
import io.tessera.api.batch.Manifest;
import io.tessera.api.batch.Shard;
import io.tessera.api.fault.InputException;
import io.tessera.assets.Assets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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

  @Option(
      names = "--master",
      paramLabel = "M",
      description =
          "share the lines out with Apache Spark: spark://HOST:7077, or 'local-cluster[2,1,2048]' to"
              + " try it; manifest and DIR have the same path on every machine")
  private @Nullable String master;

  @Option(
      names = "--spark",
      paramLabel = "KEY=VALUE",
      description = "with --master: a setting of Spark, such as spark.executor.cores=4")
  private Map<String, String> spark = new LinkedHashMap<>();

  @Mixin private EngineOptions engineOptions = new EngineOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Shard part = Shard.of(shard);
    if (!Files.isRegularFile(manifest)) {
      throw new InputException("there is no manifest " + manifest);
    }
    ProgressBar bar = ProgressBar.on(spec.commandLine().getErr());
    Batch.Progress end = run(part, now -> bar.line(describe(now)));
    spec.commandLine().getOut().println(describe(end));
    spec.commandLine().getOut().flush();
    if (end.failed() > 0) {
      throw new InputException(
          end.failed() + " lines failed; " + out + " has a list of them: failed*.jsonl");
    }
    return 0;
  }

  private Batch.Progress run(Shard part, Batch.Listener listener) {
    if (master != null) {
      Cluster.Job job =
          new Cluster.Job(manifest, out, part, engineOptions.settings(), master, spark);
      return cluster().run(job, listener);
    }
    if (!spark.isEmpty()) {
      throw new InputException("--spark needs --master");
    }
    Path folder = manifest.toAbsolutePath().getParent();
    try (Engine engine = engineOptions.engine()) {
      Manifest lines =
          new Manifest(
              folder,
              engine,
              input ->
                  Assets.layoutFile(input, Optional.empty(), spec.commandLine().getErr()::println));
      return new Batch(engine, lines, out, listener).run(manifest, part);
    }
  }

  private static Cluster cluster() {
    return ServiceLoader.load(Cluster.class)
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "Apache Spark is not part of this installation; ./tessera batch --master of a"
                        + " source tree fetches it"));
  }

  private static String describe(Batch.Progress p) {
    return String.format(
        Locale.ROOT, "%d made, %d were there, %d failed", p.made(), p.there(), p.failed());
  }
}
