package io.tessera.app.shell;

import atlantafx.base.theme.Styles;
import io.tessera.app.text.Texts;
import java.util.stream.Collectors;
import javafx.animation.PauseTransition;
import javafx.collections.ListChangeListener;
import javafx.collections.ObservableList;
import javafx.concurrent.Task;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.ProgressIndicator;
import javafx.scene.control.Tooltip;
import javafx.util.Duration;
import org.controlsfx.control.PopOver;
import org.controlsfx.control.TaskProgressView;
import org.jspecify.annotations.Nullable;

/**
 * What is done in the background, by name; pressed, it lists the jobs, each with a button that
 * gives it up. What is done at once is not shown.
 */
final class JobsButton extends Button {
  private final ObservableList<BackgroundJob> jobs;
  private final Texts texts;

  JobsButton(ObservableList<BackgroundJob> jobs, Texts texts) {
    this.jobs = jobs;
    this.texts = texts;
    setId("jobs");
    getStyleClass().addAll(Styles.FLAT, Styles.SMALL);
    ProgressIndicator turning = new ProgressIndicator();
    turning.setMaxSize(13, 13);
    setGraphic(turning);
    setTooltip(new Tooltip(texts.get("job.list")));
    setVisible(false);
    managedProperty().bind(visibleProperty());
    PauseTransition pause = new PauseTransition(Duration.millis(300));
    pause.setOnFinished(e -> setVisible(!jobs.isEmpty()));
    jobs.addListener(
        (ListChangeListener<BackgroundJob>)
            c -> {
              setText(jobs.stream().map(BackgroundJob::name).collect(Collectors.joining("  ·  ")));
              if (jobs.isEmpty()) {
                pause.stop();
                setVisible(false);
              } else if (!isVisible()) {
                pause.play();
              }
            });
    setOnAction(e -> list());
  }

  private void list() {
    TaskProgressView<Task<@Nullable Void>> list = new TaskProgressView<>();
    list.setId("job-list");
    list.setPrefSize(300, 130);
    list.skinProperty()
        .subscribe(
            skin ->
                list.getChildrenUnmodifiable().stream()
                    .filter(ListView.class::isInstance)
                    .map(JobsButton::rows)
                    .forEach(this::translate));
    jobs.forEach(job -> list.getTasks().add(watched(job)));
    PopOver bubble = new PopOver(list);
    ListChangeListener<BackgroundJob> more =
        c -> {
          while (c.next()) {
            c.getAddedSubList().forEach(job -> list.getTasks().add(watched(job)));
          }
          if (jobs.isEmpty()) {
            bubble.hide();
          }
        };
    jobs.addListener(more);
    bubble.setArrowLocation(PopOver.ArrowLocation.BOTTOM_CENTER);
    bubble.setAnimated(false);
    bubble.setOnHidden(e -> jobs.removeListener(more));
    bubble.show(this);
  }

  @SuppressWarnings("unchecked") // the only list there is in it
  private static ListView<Task<@Nullable Void>> rows(Node list) {
    return (ListView<Task<@Nullable Void>>) list;
  }

  /** The list's own words are English, whatever the language. */
  private void translate(ListView<Task<@Nullable Void>> rows) {
    var plain = rows.getCellFactory();
    rows.setCellFactory(
        view -> {
          ListCell<Task<@Nullable Void>> cell = plain.call(view);
          cell.graphicProperty()
              .subscribe(
                  graphic -> {
                    if (graphic != null
                        && graphic.lookup(".task-cancel-button") instanceof Button b) {
                      b.setText(texts.get("job.cancel"));
                      b.setTooltip(new Tooltip(texts.get("job.cancel.hint")));
                    }
                  });
          return cell;
        });
  }

  /** The job as the list wants it: a task that lasts as long as it, and gives it up. */
  private static Task<@Nullable Void> watched(BackgroundJob job) {
    Task<@Nullable Void> task =
        new Task<>() {
          @Override
          protected @Nullable Void call() {
            updateTitle(job.name());
            job.ended().toCompletableFuture().join();
            return null;
          }

          @Override
          protected void cancelled() {
            job.cancel();
          }
        };
    Thread.ofVirtual().start(task);
    return task;
  }
}
