package io.tessera.app.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.tessera.app.TinyModels;
import io.tessera.assets.Assets;
import io.tessera.engine.Engine;
import io.tessera.engine.image.LabelMap;
import io.tessera.engine.image.RgbImage;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import javafx.application.Platform;
import javafx.geometry.Rectangle2D;
import javafx.scene.Scene;
import javafx.scene.control.ComboBox;
import javafx.scene.control.ToggleButton;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

@ExtendWith(ApplicationExtension.class)
class RenderPanelTest {
  @TempDir private static Path cache;

  private final Engine engine = TinyModels.engine(Assets.unpackModels(cache));
  private RenderViewModel model;

  private static final class NoCanvas implements Canvas {
    @Override
    public LabelMap layout() {
      return LabelMap.filled(32, 32, 0);
    }

    @Override
    public void clear() {}

    @Override
    public void pixels(int x, int y, RgbImage pixels) {}

    @Override
    public void attention(Rectangle2D window, Rectangle2D cell) {}
  }

  @Start
  void show(Stage stage) {
    model =
        new RenderViewModel(
            engine, Platform::runLater, new NoCanvas(), RandomGenerator.getDefault());
    model.refreshModels();
    stage.setScene(new Scene(new RenderPanel(model), 320, 360));
    stage.show();
  }

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void theSeedIsTypedOrRolled(FxRobot robot) {
    robot.doubleClickOn("#seed").write("4038x");
    robot.type(javafx.scene.input.KeyCode.ENTER);
    assertThat(model.seedProperty().get()).isEqualTo(4038);
    robot.clickOn("#dice");
    assertThat(model.seedProperty().get()).isNotEqualTo(4038).isBetween(1L, 1_000_000L);
  }

  @Test
  void theModelsOfTheLibraryAreOffered(FxRobot robot) {
    ComboBox<String> box = robot.lookup("#model").queryComboBox();
    assertThat(box.getItems()).contains("seg2img", "vqgan_tiny");
    assertThat(model.modelProperty().get()).isNotNull();
  }

  @Test
  void moodsAreOfferedWhereTheModelKnowsThem(FxRobot robot) throws Exception {
    ComboBox<String> box = robot.lookup("#mood").queryComboBox();
    robot.interact(() -> model.modelProperty().set(Assets.DEMO));
    WaitForAsyncUtils.waitFor(10, TimeUnit.SECONDS, () -> box.getItems().contains("dusk"));
    assertThat(box.getItems())
        .containsExactly("any", "day", "golden", "sunset", "dusk", "night", "fog");
    assertThat(box.isVisible() && box.getParent().isVisible()).isTrue();
    assertThat(model.moodProperty().get()).isEqualTo("day");
    robot.interact(() -> model.moodProperty().set("dusk"));
    robot.interact(() -> model.modelProperty().set(TinyModels.LAYOUT));
    WaitForAsyncUtils.waitFor(10, TimeUnit.SECONDS, () -> box.getItems().isEmpty());
    WaitForAsyncUtils.waitForFxEvents();
    assertThat(box.getParent().isVisible()).isFalse();
    assertThat(model.moodProperty().get()).isEqualTo("any");
  }

  @Test
  void oneQualityIsAlwaysChosen(FxRobot robot) {
    assertThat(model.qualityProperty().get()).isEqualTo(Quality.BALANCED);
    robot.clickOn("#quality-exact");
    assertThat(model.qualityProperty().get()).isEqualTo(Quality.EXACT);
    robot.clickOn("#quality-exact");
    assertThat(model.qualityProperty().get()).isEqualTo(Quality.EXACT);
    assertThat(robot.lookup("#quality-exact").queryAs(ToggleButton.class).isSelected()).isTrue();
    robot.interact(() -> model.qualityProperty().set(Quality.DRAFT));
    assertThat(robot.lookup("#quality-draft").queryAs(ToggleButton.class).isSelected()).isTrue();
  }

  @Test
  void theFieldsTermsAreOneClickBelow(FxRobot robot) {
    robot.clickOn("#more");
    robot.interact(() -> model.topKProperty().set(7));
    assertThat(robot.lookup("#top-k").queryAs(javafx.scene.control.Slider.class).getValue())
        .isEqualTo(7);
  }
}
