package io.tessera.app.shell;

import io.tessera.app.settings.Folders;
import io.tessera.assets.Assets;
import io.tessera.engine.Engine;
import io.tessera.engine.EngineSettings;
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

/** The window. Started by the command line without a command; a file as argument is opened. */
public final class StudioApp extends Application {
  private final ExecutorService background = Executors.newVirtualThreadPerTaskExecutor();
  private @Nullable Engine engine;
  private @Nullable Studio studio;

  @Override
  public void start(Stage stage) {
    Engine e = new Engine(EngineSettings.automatic(Folders.models()));
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
