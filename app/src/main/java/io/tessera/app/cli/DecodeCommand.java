package io.tessera.app.cli;

import io.tessera.api.Engine;
import io.tessera.api.TokenGrid;
import io.tessera.api.fault.AtomicFile;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.Npy;
import io.tessera.api.image.PictureFormat;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tessera decode}: tokens to a picture. */
@Command(
    name = "decode",
    mixinStandardHelpOptions = true,
    description = "Decodes a grid of tokens to a picture.")
final class DecodeCommand implements Callable<Integer> {
  @Mixin private ModelOption model = new ModelOption();

  @Option(
      names = "--tokens",
      required = true,
      paramLabel = "T.npy",
      description = "integer array of rows × columns")
  private Path tokens = Path.of("");

  @Option(
      names = {"-o", "--out"},
      required = true,
      paramLabel = "O.png",
      description = "the picture")
  private Path out = Path.of("");

  @Mixin private EngineOptions engineOptions = new EngineOptions();

  @Override
  public Integer call() {
    PictureFormat format = PictureFormat.of(out);
    AtomicFile.checkWritable(out);
    try (Engine engine = engineOptions.engine()) {
      Npy array = Npy.read(tokens);
      int[] shape = array.shape();
      // [1, rows, columns] is a batch of one.
      int skip = shape.length == 3 && shape[0] == 1 ? 1 : 0;
      if (shape.length - skip != 2 || array.size() == 0) {
        throw new InputException(
            tokens
                + " should hold rows × columns of tokens, not "
                + java.util.Arrays.toString(shape));
      }
      format.write(
          Futures.get(
              engine.decode(
                  model.name(), new TokenGrid(shape[skip], shape[skip + 1], array.ints()))),
          out,
          Map.of(),
          PictureFormat.QUALITY);
    }
    return 0;
  }
}
