package io.tessera.app.cli;

import io.tessera.api.Engine;
import io.tessera.api.TokenGrid;
import io.tessera.api.fault.AtomicFile;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.Npy;
import io.tessera.api.image.PictureFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tessera encode}: a picture to tokens. */
@Command(
    name = "encode",
    mixinStandardHelpOptions = true,
    description = "Encodes a picture to a grid of tokens.")
final class EncodeCommand implements Callable<Integer> {
  @Mixin private ModelOption model = new ModelOption();

  @Option(names = "--image", required = true, paramLabel = "I.png", description = "the picture")
  private Path image = Path.of("");

  @Option(
      names = {"-o", "--out"},
      required = true,
      paramLabel = "T.npy",
      description = "int32 array of rows × columns")
  private Path out = Path.of("");

  @Mixin private EngineOptions engineOptions = new EngineOptions();

  @Override
  public Integer call() {
    AtomicFile.checkWritable(out);
    try (Engine engine = engineOptions.engine()) {
      TokenGrid grid = Futures.get(engine.encode(model.name(), PictureFile.read(image)));
      Npy.of(grid.tokens(), grid.rows(), grid.columns()).write(out);
    } catch (IOException e) {
      throw new InputException(out + " cannot be written: " + e.getMessage(), e);
    }
    return 0;
  }
}
