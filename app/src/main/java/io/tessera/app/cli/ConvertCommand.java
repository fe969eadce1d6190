package io.tessera.app.cli;

import io.tessera.api.Workbench;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tessera convert}: any model to safetensors and YAML. */
@Command(
    name = "convert",
    mixinStandardHelpOptions = true,
    description = "Writes a model as safetensors and YAML.")
final class ConvertCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "MODEL", description = "name, folder or .ckpt")
  private String model = "";

  @Option(
      names = {"-o", "--out"},
      required = true,
      paramLabel = "DIR",
      description = "the new model folder")
  private Path out = Path.of("");

  @Option(
      names = "--half",
      description = "store float32 weights as float16: half the size, no longer identical")
  private boolean half;

  @Option(
      names = "--parts",
      description =
          "files of their own for first stage, condition and transformer, so that models can share one;"
              + " of a first stage alone, its file for such a folder")
  private boolean parts;

  @Mixin private EngineOptions engineOptions = new EngineOptions();

  @Override
  public Integer call() {
    try (Workbench bench = engineOptions.workbench()) {
      bench.convert(model, out, half, parts);
    }
    return 0;
  }
}
