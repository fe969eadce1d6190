package io.tessera.app.palette;

import static org.assertj.core.api.Assertions.assertThat;

import io.tessera.assets.Assets;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.scene.Scene;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

@ExtendWith(ApplicationExtension.class)
class PaletteViewTest {
  private final IntegerProperty label = new SimpleIntegerProperty();
  private PaletteViewModel model;

  @Start
  void show(Stage stage) {
    model = new PaletteViewModel(Assets.landscapePalette(), label);
    stage.setScene(new Scene(new PaletteView(model), 320, 420));
    stage.show();
  }

  @Test
  void aClickChoosesTheMaterial(FxRobot robot) {
    robot.clickOn("#material-10");
    assertThat(label.get()).isEqualTo(10);
  }

  @Test
  void searchNarrowsTheMaterials(FxRobot robot) {
    robot.clickOn("#palette-search").write("wat");
    assertThat(model.shown()).extracting("name").containsExactly("Water");
    assertThat(robot.lookup("#material-3").tryQuery()).isEmpty();
    robot.clickOn("#material-10");
    assertThat(label.get()).isEqualTo(10);
    robot.doubleClickOn("#palette-search").write("zzz");
    assertThat(model.shown()).isEmpty();
    assertThat(robot.lookup("No material has that name").tryQuery()).isPresent();
  }

  @Test
  void keysChooseByPlaceAndOthersAreIgnored() {
    model.choose(3);
    assertThat(label.get()).isEqualTo(3);
    model.choose(99);
    model.choose(-1);
    assertThat(label.get()).isEqualTo(3);
  }
}
