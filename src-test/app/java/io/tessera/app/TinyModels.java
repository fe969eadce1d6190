package io.tessera.app;

import io.tessera.api.EngineSettings;
import io.tessera.engine.LocalEngine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The smallest model that goes from layout to picture: 2 pixels a token, a window of 8 × 8, 12
 * labels.
 */
public final class TinyModels {
  public static final Path FOLDER =
      Path.of(System.getProperty("tessera.root"), "src-test", "golden");
  public static final String LAYOUT = "seg2img";

  private TinyModels() {}

  /** With more folders of models, if need be. */
  public static LocalEngine engine(Path... more) {
    List<Path> folders = new ArrayList<>(List.of(more));
    folders.add(FOLDER);
    return new LocalEngine(
        new EngineSettings("cpu", "f32", 2, folders)
            .with(
                Path.of(System.getProperty("tessera.root"))
                    .resolve("assets/src/main/resources/io/tessera/assets/evaluation")
                    .resolve("segmenter-photographs")));
  }
}
