package io.tessera.app.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.tessera.app.text.Texts;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.geometry.Pos;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.layout.StackPane;
import javafx.stage.Stage;
import org.controlsfx.control.TaskProgressView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

@ExtendWith(ApplicationExtension.class)
class JobsButtonTest {
  private final ObservableList<BackgroundJob> jobs = FXCollections.observableArrayList();
  private final Texts texts = new Texts(Locale.ENGLISH);
  private JobsButton button;

  @Start
  void start(Stage stage) {
    button = new JobsButton(jobs, texts);
    StackPane pane = new StackPane(button);
    StackPane.setAlignment(button, Pos.BOTTOM_CENTER);
    stage.setScene(new Scene(pane, 600, 400));
    stage.show();
  }

  @Test
  void listsWhatIsUnderWayAndGivesItUp(FxRobot robot) throws Exception {
    BackgroundJob saving = new BackgroundJob("Saving …");
    BackgroundJob writing = new BackgroundJob("Writing …");
    robot.interact(() -> jobs.add(saving));
    await(button::isVisible);
    robot.interact(button::fire);
    TaskProgressView<?> list = robot.lookup("#job-list").queryAs(TaskProgressView.class);
    robot.interact(() -> jobs.add(writing));
    await(() -> titles(list).equals(List.of("Saving …", "Writing …")));
    assertThat(button.getText()).isEqualTo("Saving …  ·  Writing …");

    Button giveUp =
        robot.from(list).lookup(".button").queryAll().stream()
            .map(Button.class::cast)
            .findFirst()
            .orElseThrow();
    robot.interact(giveUp::fire);
    assertThat(saving.isCancelled()).isTrue();
    assertThat(writing.isCancelled()).isFalse();
    await(() -> list.getTasks().size() == 1);

    robot.interact(
        () -> {
          jobs.clear();
          writing.end();
        });
    await(() -> list.getTasks().isEmpty());
    assertThat(button.isVisible()).isFalse();
    assertThat(list.getScene().getWindow().isShowing()).isFalse();
  }

  @Test
  void speaksTheArtistsLanguage(FxRobot robot) throws Exception {
    robot.interact(() -> texts.languageProperty().set(Locale.KOREAN));
    robot.interact(() -> jobs.add(new BackgroundJob("저장 중 …")));
    await(button::isVisible);
    robot.interact(button::fire);
    TaskProgressView<?> list = robot.lookup("#job-list").queryAs(TaskProgressView.class);
    await(() -> !robot.from(list).lookup(".task-cancel-button").queryAll().isEmpty());
    Button giveUp = robot.from(list).lookup(".task-cancel-button").queryButton();
    assertThat(giveUp.getText()).isEqualTo("취소");
    assertThat(giveUp.getTooltip().getText()).isEqualTo("이 작업 그만두기");
  }

  private static List<String> titles(TaskProgressView<?> list) {
    return WaitForAsyncUtils.waitForAsyncFx(
        10_000, () -> list.getTasks().stream().map(task -> task.getTitle()).toList());
  }

  private static void await(java.util.concurrent.Callable<Boolean> condition) throws Exception {
    WaitForAsyncUtils.waitFor(20, TimeUnit.SECONDS, condition);
    WaitForAsyncUtils.waitForFxEvents();
  }
}
