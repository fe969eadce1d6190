package io.tessera.app.shell;

import io.tessera.api.Engine;
import io.tessera.api.EngineEnded;
import io.tessera.api.fault.InputException;
import io.tessera.app.document.Recovery;
import io.tessera.app.local.EngineSwitch;
import io.tessera.app.local.Engines;
import io.tessera.app.render.Quality;
import io.tessera.app.settings.EngineChoice;
import io.tessera.app.settings.EnginePlace;
import io.tessera.app.settings.Folders;
import io.tessera.app.settings.Preferences;
import io.tessera.app.text.Fonts;
import io.tessera.assets.Assets;
import io.tessera.server.TokenFile;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;
import javafx.animation.PauseTransition;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.scene.image.Image;
import javafx.stage.Stage;
import javafx.util.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The window. Started by the command line without a command; a file as argument is opened. */
public final class StudioApp extends Application {
  private static final Logger LOG = LoggerFactory.getLogger(StudioApp.class);

  private final ExecutorService background = Executors.newVirtualThreadPerTaskExecutor();
  private @Nullable EngineSwitch engine;

  /** Whether pictures are made on another machine, which others may use too. */
  private boolean elsewhere;

  private @Nullable Studio studio;

  @Override
  public void start(Stage stage) {
    EngineChoice choice = choice();
    Preferences preferences = Preferences.ofUser();
    EngineSwitch e = new EngineSwitch(first(choice, EnginePlace.of(preferences)));
    engine = e;
    Fonts.load();
    Studio s =
        new Studio(
            e,
            Assets.sampleLayout(),
            new Studio.Home(
                preferences,
                Folders.userModels(),
                Folders.palettes(),
                Folders.recovery(),
                background,
                Platform::runLater),
            place -> {
              e.to(engine(choice, place), elsewhere);
              elsewhere = place instanceof EnginePlace.Server;
            },
            RandomGenerator.getDefault());
    studio = s;
    s.viewModel().render().settings().qualityProperty().set(Quality.of(choice.schedule()));
    stage.setTitle("Tessera");
    stage
        .getIcons()
        .add(
            new Image(
                java.util.Objects.requireNonNull(
                    StudioApp.class.getResourceAsStream("tessera.png"))));
    stage.setMinWidth(900);
    stage.setMinHeight(640);
    Scene scene =
        new Scene(
            s.view(),
            preferences.number("window.width", 1360),
            preferences.number("window.height", 860));
    s.viewProperty().addListener((o, before, now) -> scene.setRoot(now));
    stage.setScene(scene);
    stage.setMaximized(preferences.flag("window.maximized", false));
    stage.show();
    stage.setOnCloseRequest(
        close -> {
          close.consume();
          s.viewModel().projects().whenSaved(stage::hide);
        });
    stage.setOnHiding(
        hiding -> {
          preferences.put("window.maximized", stage.isMaximized());
          if (!stage.isMaximized() && !stage.isFullScreen()) {
            preferences.put("window.width", scene.getWidth());
            preferences.put("window.height", scene.getHeight());
          }
        });
    Platform.runLater(() -> started(s, preferences));
  }

  /** Where a server's token cannot be read, pictures are made here. */
  private Engine first(EngineChoice choice, EnginePlace place) {
    try {
      Engine made = engine(choice, place);
      elsewhere = place instanceof EnginePlace.Server;
      return made;
    } catch (InputException e) {
      LOG.warn("pictures are made on this computer: {}", e.getMessage());
      return engine(choice, new EnginePlace.Here());
    }
  }

  /**
   * @throws InputException if the server's token or certificate cannot be read
   */
  private Engine engine(EngineChoice choice, EnginePlace place) {
    return switch (place) {
      case EnginePlace.Here here -> Engines.child(choice.settings("auto"), this::engineEnded);
      case EnginePlace.Server server ->
          Engines.remote(
              server.url(), TokenFile.read(server.tokenFile()), server.certificate().orElse(null));
    };
  }

  /** In one line, when it happens; the pictures go on. */
  private void engineEnded(EngineEnded what) {
    Platform.runLater(
        () -> {
          if (studio != null) {
            studio.viewModel().render().engineEnded(what);
          }
        });
  }

  /** What can wait until the window is there. */
  private void started(Studio s, Preferences preferences) {
    LOG.info("the window is there after {} s", sinceStart());
    s.viewModel()
        .render()
        .machineProperty()
        .subscribe(
            machine -> {
              if (!machine.isEmpty()) {
                LOG.info("the model is ready after {} s, on {}", sinceStart(), machine);
              }
            });
    s.viewModel().render().warmUp();
    List<String> files = getParameters().getUnnamed();
    if (!files.isEmpty()) {
      s.viewModel().opening().open(Path.of(files.getFirst()));
    }
    if (getParameters().getNamed().containsKey("rehearse")) {
      PauseTransition pause = new PauseTransition(Duration.seconds(2));
      pause.setOnFinished(e -> Platform.exit());
      pause.play();
      return;
    }
    CompletableFuture.supplyAsync(() -> Recovery.left(Folders.recovery()), background)
        .thenAcceptAsync(
            left -> {
              s.offer(left);
              if (left.isEmpty() && files.isEmpty() && !preferences.flag("tour.seen", false)) {
                preferences.put("tour.seen", true);
                s.view().tour();
              }
            },
            Platform::runLater);
  }

  private static double sinceStart() {
    return ProcessHandle.current()
        .info()
        .startInstant()
        .map(t -> java.time.Duration.between(t, java.time.Instant.now()).toMillis() / 1000.0)
        .orElse(Double.NaN);
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
      studio.viewModel().render().cancelAll();
      studio.end();
    }
    background.close();
    if (engine != null) {
      engine.close();
    }
  }
}
