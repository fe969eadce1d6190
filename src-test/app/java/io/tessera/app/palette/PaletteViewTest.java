package io.tessera.app.palette;

import static org.assertj.core.api.Assertions.assertThat;

import io.tessera.app.text.Texts;
import java.util.Locale;
import java.util.Set;
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
  private final Texts texts = new Texts(Locale.ENGLISH);
  private PaletteViewModel model;

  @Start
  void show(Stage stage) {
    model =
        new PaletteViewModel(
            new Palettes(java.nio.file.Path.of("none")), "landscape", label, texts);
    stage.setScene(new Scene(new PaletteView(model, texts), 320, 420));
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
  void keysChooseByPlaceAndOthersAreIgnored(FxRobot robot) {
    robot.interact(() -> model.choose(3));
    assertThat(label.get()).isEqualTo(3);
    robot.interact(() -> model.choose(99));
    robot.interact(() -> model.choose(-1));
    assertThat(label.get()).isEqualTo(3);
  }

  @Test
  void favouritesComeFirstAndTakeTheKeys(FxRobot robot) {
    robot.interact(() -> model.loadFavourites(Set.of("landscape/10", "ade20k/3")));
    robot.interact(() -> model.choose(0));
    assertThat(label.get()).isEqualTo(10);
    robot.interact(() -> model.favour(model.shown().getFirst(), false));
    robot.interact(() -> model.choose(0));
    assertThat(label.get()).isZero();
    assertThat(model.favourites()).containsExactly("ade20k/3");
  }

  @Test
  void everyPublicPaletteIsThere(FxRobot robot) {
    for (String[] expected :
        new String[][] {{"ade20k", "151"}, {"coco-stuff", "183"}, {"s-flckr", "182"}}) {
      robot.interact(() -> model.use(expected[0]));
      assertThat(model.shown()).hasSize(Integer.parseInt(expected[1]));
      assertThat(robot.lookup("#material-77").tryQuery()).isPresent();
    }
  }

  @Test
  void materialsAreFoundByTheirNamesInTheWindowsLanguage(FxRobot robot) {
    robot.interact(
        () -> {
          texts.languageProperty().set(Locale.KOREAN);
          model.searchProperty().set("물");
        });
    assertThat(model.shown()).extracting("name").containsExactly("Water");
    robot.interact(() -> model.searchProperty().set("wat"));
    assertThat(model.shown()).extracting("name").containsExactly("Water");
  }

  @Test
  void longPalettesShowWhatWasPaintedWithLast(FxRobot robot) {
    assertThat(robot.lookup("#recent-materials").query().isVisible()).isFalse();
    robot.interact(
        () -> {
          model.use("ade20k");
          label.set(17);
          label.set(22);
        });
    assertThat(robot.lookup("#recent-materials").query().isVisible()).isTrue();
    assertThat(model.recent()).extracting("label").startsWith(22, 17);
    robot.clickOn("#recent-17");
    assertThat(label.get()).isEqualTo(17);
  }
}
