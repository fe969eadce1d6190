package io.tessera.app.shell;

import atlantafx.base.theme.Styles;
import io.tessera.app.render.RenderViewModel;
import io.tessera.app.text.Texts;
import javafx.beans.binding.Bindings;
import javafx.beans.value.ObservableValue;
import javafx.collections.ObservableList;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.shape.Circle;

/** Where it runs, how much memory it takes, how far the render is. */
final class StatusBar extends HBox {
  /**
   * @param jobs what is done in the background
   * @param memory in use, as it was last looked at
   */
  StatusBar(
      RenderViewModel render,
      ObservableList<BackgroundJob> jobs,
      Texts texts,
      ObservableValue<MemoryUse> memory) {
    getStyleClass().add("status-bar");
    setAlignment(Pos.CENTER_LEFT);
    Circle light = new Circle(4);
    light.getStyleClass().add("machine-light");
    Label machine = new Label();
    machine.setId("machine");
    machine
        .textProperty()
        .bind(
            Bindings.when(render.machineProperty().isEmpty())
                .then(texts.get("status.no-engine"))
                .otherwise(render.machineProperty()));
    Label use = new Label();
    use.setId("memory");
    use.getStyleClass().add("hint");
    use.textProperty().bind(memory.map(now -> now.describe(texts)));
    Label queue = new Label();
    queue.setId("queue-count");
    queue.getStyleClass().add("hint");
    queue
        .textProperty()
        .bind(
            Bindings.createStringBinding(
                () -> waiting(render, texts), render.queue(), render.statusProperty()));
    Region spacer = new Region();
    HBox.setHgrow(spacer, Priority.ALWAYS);
    Label status = new Label();
    status.setId("status");
    status.textProperty().bind(render.statusProperty());
    ProgressBar bar = new ProgressBar();
    bar.setId("progress");
    bar.getStyleClass().add(Styles.SMALL);
    bar.setPrefWidth(190);
    bar.progressProperty().bind(render.progressProperty());
    var running =
        Bindings.createBooleanBinding(
            () -> render.phaseProperty().get().isRunning(), render.phaseProperty());
    bar.visibleProperty().bind(running);
    bar.managedProperty().bind(running);
    getChildren()
        .addAll(light, machine, use, spacer, new JobsButton(jobs, texts), queue, status, bar);
  }

  /** How many renders wait, and when all are done. */
  private static String waiting(RenderViewModel render, Texts texts) {
    int count = render.queue().size();
    double seconds = render.secondsForAll();
    if (count == 0) {
      return "";
    }
    return Double.isNaN(seconds)
        ? texts.get("queue.waiting", count)
        : texts.get("queue.waiting-until", count, RenderViewModel.clock(seconds));
  }
}
