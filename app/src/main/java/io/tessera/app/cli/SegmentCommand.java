package io.tessera.app.cli;

import io.tessera.api.Engine;
import io.tessera.api.fault.AtomicFile;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.PictureFile;
import io.tessera.api.image.PngFile;
import io.tessera.assets.Assets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tessera segment}: a photograph to a layout. */
@Command(
    name = "segment",
    mixinStandardHelpOptions = true,
    description =
        "Proposes a layout for a photograph: an indexed PNG of its size, for tessera render --layout and the studio.")
final class SegmentCommand implements Callable<Integer> {
  @Parameters(paramLabel = "PHOTO", description = "the photograph")
  private Path photograph = Path.of("");

  @Option(
      names = {"-o", "--out"},
      required = true,
      paramLabel = "OUT.png",
      description = "label map in the colours of the landscape palette")
  private Path out = Path.of("");

  @Mixin private EngineOptions engineOptions = new EngineOptions();

  @Override
  public Integer call() {
    AtomicFile.checkWritable(out);
    try (Engine engine = engineOptions.engine()) {
      LabelMap map = Futures.get(engine.segment(PictureFile.read(photograph)));
      PngFile.write(map, Assets.landscapePalette(), out);
    }
    return 0;
  }
}
