package io.tessera.app.shell;

import io.tessera.api.Condition;
import io.tessera.api.Engine;
import io.tessera.api.RenderRequest;
import io.tessera.api.Schedule;
import io.tessera.api.TokenSampler;
import io.tessera.api.image.LabelMap;
import io.tessera.app.TinyModels;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;
import javafx.animation.KeyFrame;
import javafx.animation.Timeline;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.stage.Stage;
import javafx.util.Duration;

/**
 * A studio in a process of its own that paints a dot every tenth of a second and renders, until it
 * is killed. Prints the number of each dot as it is painted, and whether a render is under way.
 */
public final class DoomedStudio extends Application {
  private static final LabelMap LAYOUT = LabelMap.filled(320, 224, 0);

  /** Label of a dot: 1 to 11 in turn; dot n lies at this place. */
  static int x(int n) {
    return 5 + n % 60 * 5;
  }

  static int y(int n) {
    return 5 + n / 60 * 5;
  }

  /**
   * Entry point; the folder is the first argument. No application itself, so no module is asked
   * for.
   */
  static final class Start {
    private Start() {}

    public static void main(String[] args) {
      Application.launch(DoomedStudio.class, args);
    }
  }

  @Override
  public void start(Stage stage) {
    Path home = Path.of(getParameters().getRaw().getFirst());
    Engine engine = TinyModels.engine();
    Studio studio =
        new Studio(
            engine,
            LAYOUT,
            StudioCase.home(home, Executors.newVirtualThreadPerTaskExecutor()),
            place -> {},
            RandomGenerator.getDefault());
    var render = studio.viewModel().render();
    render.settings().modelProperty().set(TinyModels.LAYOUT);
    render.restore(slow());
    stage.setScene(new Scene(studio.view(), 1000, 700));
    stage.show();
    var canvas = studio.viewModel().canvas();
    canvas.brushSizeProperty().set(3);
    canvas.labelProperty().set(4);
    int[] count = {0};
    Timeline painter =
        new Timeline(
            new KeyFrame(
                Duration.millis(100),
                e -> {
                  int n = count[0]++;
                  canvas.press(x(n), y(n), 1, false, false);
                  canvas.release();
                  System.out.println("dot " + n);
                  if (render.unfinished() != null) {
                    System.out.println("rendering");
                  }
                  System.out.flush();
                }));
    painter.setCycleCount(Timeline.INDEFINITE);
    painter.play();
    Platform.runLater(render::start);
  }

  /**
   * In the original's way a picture takes so long that a fast machine too is killed in the middle.
   */
  private static RenderRequest slow() {
    return new RenderRequest(
        TinyModels.LAYOUT,
        new Condition.Layout(LAYOUT),
        Map.of(),
        LAYOUT.width(),
        LAYOUT.height(),
        1,
        new TokenSampler(1, 100, 1, false),
        1,
        Schedule.REFERENCE,
        true);
  }
}
