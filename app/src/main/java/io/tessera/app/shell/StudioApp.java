package io.tessera.app.shell;

import io.tessera.app.render.Quality;
import io.tessera.app.settings.EngineChoice;
import io.tessera.assets.Assets;
import io.tessera.engine.Engine;
import io.tessera.engine.fault.InputException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.scene.image.Image;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The window. Started by the command line without a command; a file as argument is opened. */
public final class StudioApp extends Application {
  private static final Logger LOG = LoggerFactory.getLogger(StudioApp.class);

  private final ExecutorService background = Executors.newVirtualThreadPerTaskExecutor();
  private @Nullable Engine engine;
  private @Nullable Studio studio;

  @Override
  public void start(Stage stage) {
    EngineChoice choice = choice();
    Engine e = new Engine(choice.settings("auto"));
    engine = e;
    Studio s =
        new Studio(
            e,
            Assets.landscapePalette(),
            Assets.sampleLayout(),
            background,
            Platform::runLater,
            RandomGenerator.getDefault());
    studio = s;
    s.viewModel().render().qualityProperty().set(Quality.of(choice.schedule()));
    stage.setTitle("Tessera");
    stage
        .getIcons()
        .add(
            new Image(
                java.util.Objects.requireNonNull(
                    StudioApp.class.getResourceAsStream("tessera.png"))));
    stage.setMinWidth(860);
    stage.setMinHeight(600);
    stage.setScene(new Scene(s.view(), 1280, 820));
    stage.show();
    List<String> files = getParameters().getUnnamed();
    if (!files.isEmpty()) {
      s.viewModel().open(Path.of(files.getFirst()));
    }
    Platform.runLater(() -> s.viewModel().render().warmUp());
  }

  /** Damaged settings do not keep the studio from opening. */
  private static EngineChoice choice() {
    try {
      return EngineChoice.load();
    } catch (InputException e) {
      LOG.warn(e.getMessage());
      return EngineChoice.DEFAULT;
    }
  }

  @Override
  public void stop() {
    if (studio != null) {
      studio.viewModel().render().cancel();
    }
    background.close();
    if (engine != null) {
      engine.close();
    }
  }
}
