package io.tessera.app.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.tessera.api.image.LabelMap;
import io.tessera.api.image.RgbImage;
import io.tessera.app.canvas.Tool;
import io.tessera.app.render.RenderPhase;
import io.tessera.app.render.RenderedPicture;
import java.nio.file.Path;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

/** Projects, candidates, live painting, completion, tokens, files from elsewhere. */
class StudioWorkTest extends StudioCase {
  @Start
  void start(Stage stage) {
    open(stage);
  }

  @Test
  void paintRenderCompareSaveReopen(FxRobot robot, @TempDir Path folder) throws Exception {
    paint(robot, "#material-3");
    renderSmall(robot);
    robot.interact(() -> settings().seedProperty().set(2));
    robot.interact(() -> render().start());
    await(() -> render().gallery().pictures().size() == 2);
    click(robot, "#compare");
    assertThat(render().gallery().comparedProperty().get()).isNotNull();
    assertThat(studio.view().canvas().comparedProperty().get()).isNotNull();
    assertThat(((javafx.scene.control.Label) studio.view().lookup("#differences")).getText())
        .isEqualTo("Seed 2 | 1");
    click(robot, "#compare");
    assertThat(studio.view().canvas().comparedProperty().get()).isNull();
    robot.interact(() -> shown().favouriteProperty().set(true));
    robot.interact(
        () -> {
          studio.viewModel().document().mask().begin("Mask");
          studio.viewModel().document().mask().paintSegment(5, 5, 9, 9, 4, 1);
          studio.viewModel().document().mask().commit();
        });
    LabelMap layout = studio.viewModel().document().layout().snapshot();
    LabelMap mask = studio.viewModel().document().mask().snapshot();
    int pixel = studio.viewModel().canvas().pictureAt(20, 20);
    Path file = folder.resolve("lake.tessera");
    robot.interact(() -> studio.viewModel().projects().save(file));
    await(() -> !studio.viewModel().projects().unsavedProperty().get());
    assertThat(studio.viewModel().projects().titleProperty().get()).isEqualTo("lake.tessera");

    robot.interact(
        () -> {
          studio.viewModel().edits().clear();
          studio.viewModel().edits().resize(128, 96);
          render().gallery().clear();
          settings().seedProperty().set(77);
        });
    assertThat(studio.viewModel().projects().unsavedProperty().get()).isTrue();
    // Nothing takes the place of unsaved work before the artist has said so.
    robot.interact(() -> studio.viewModel().opening().open(file));
    await(() -> robot.lookup("#unsaved-card").tryQuery().isPresent());
    click(robot, "#unsaved-cancel");
    assertThat(studio.viewModel().document().width()).isEqualTo(128);
    assertThat(studio.viewModel().projects().waitingProperty().get()).isNull();
    robot.interact(() -> studio.viewModel().opening().open(file));
    await(() -> robot.lookup("#unsaved-card").tryQuery().isPresent());
    click(robot, "#unsaved-leave");
    await(() -> studio.viewModel().document().layout().snapshot().equals(layout));
    await(() -> render().gallery().pictures().size() == 2);
    assertThat(studio.viewModel().document().mask().snapshot()).isEqualTo(mask);
    assertThat(settings().seedProperty().get()).isEqualTo(2);
    assertThat(shown().favouriteProperty().get()).isTrue();
    assertThat(studio.viewModel().canvas().pictureAt(20, 20)).isEqualTo(pixel);
    assertThat(studio.viewModel().projects().unsavedProperty().get()).isFalse();
    assertThat(studio.viewModel().preferences().recent()).contains(file.toAbsolutePath());
  }

  @Test
  void candidatesQueueUpAndTheLikeliestIsShown(FxRobot robot) throws Exception {
    robot.interact(() -> studio.viewModel().edits().resize(64, 48));
    robot.interact(
        () -> {
          settings().candidatesProperty().set(4);
          render().start();
        });
    assertThat(render().queue()).hasSize(3);
    var last = render().queue().getLast();
    robot.interact(() -> render().move(last, true));
    assertThat(render().queue().get(1)).isEqualTo(last);
    await(() -> render().gallery().pictures().size() == 1);
    robot.interact(
        () -> {
          // At the pace of the first one, as many tokens as wait.
          if (render().queue().size() > 1) {
            assertThat(render().secondsForAll()).isPositive();
          }
        });
    await(() -> render().gallery().pictures().size() == 4 && render().queue().isEmpty());
    WaitForAsyncUtils.waitForFxEvents();
    double best =
        render().gallery().pictures().stream()
            .mapToDouble(RenderedPicture::bits)
            .min()
            .orElseThrow();
    assertThat(shown().bits()).isEqualTo(best);
    assertThat(render().gallery().pictures())
        .extracting(p -> p.request().seed())
        .containsExactlyInAnyOrder(1L, 2L, 3L, 4L);

    robot.interact(
        () -> {
          render().start();
          render().cancelAll();
        });
    assertThat(render().queue()).isEmpty();
    await(() -> render().phaseProperty().get() == RenderPhase.IDLE);
  }

  @Test
  void aLayoutIsReadOffAPhotographAndTakenBack(FxRobot robot) throws Exception {
    var document = studio.viewModel().document();
    robot.interact(() -> studio.viewModel().edits().layoutFromPhotograph());
    assertThat(render().problemProperty().get()).contains("photograph");
    LabelMap before = document.layout().snapshot();
    byte[] rgb = new byte[document.width() * document.height() * 3];
    for (int i = 0; i < rgb.length / 3; i++) {
      boolean sky = i / document.width() < document.height() / 2;
      rgb[3 * i] = (byte) (sky ? 120 : 50);
      rgb[3 * i + 1] = (byte) (sky ? 160 : 90);
      rgb[3 * i + 2] = (byte) (sky ? 230 : 40);
    }
    RgbImage photograph = new RgbImage(document.width(), document.height(), rgb);
    robot.interact(() -> document.place("a field", photograph));
    robot.interact(() -> studio.view().actions().get("segment").perform());
    await(() -> !document.layout().snapshot().equals(before));
    await(() -> studio.viewModel().jobs().isEmpty());
    assertThat(document.photographProperty().get()).isEqualTo(photograph);
    robot.interact(() -> document.history().undo());
    assertThat(document.layout().snapshot()).isEqualTo(before);
  }

  @Test
  void liveModeRepaintsTheTouchedRegionAlone(FxRobot robot) throws Exception {
    robot.interact(() -> studio.viewModel().edits().resize(64, 48));
    robot.interact(() -> studio.viewModel().edits().clear());
    robot.interact(() -> render().start());
    await(() -> shown() != null && render().phaseProperty().get() == RenderPhase.IDLE);
    RenderedPicture first = shown();
    quietly(robot, () -> render().liveProperty().set(true));
    robot.interact(
        () -> {
          var canvas = studio.viewModel().canvas();
          canvas.labelProperty().set(10);
          canvas.brushSizeProperty().set(4);
          canvas.press(50, 40, 1, false, false);
          canvas.release();
        });
    await(() -> shown() != first && shown() != null);
    int[] before = first.state().tokens().tokens();
    int[] after = shown().state().tokens().tokens();
    int columns = first.state().tokens().columns();
    // The stroke lies in the rows from 19 on; what is above was not sampled again.
    for (int i = 0; i < 18 * columns; i++) {
      assertThat(after[i]).isEqualTo(before[i]);
    }
    assertThat(shown().state().cells().cardinality()).isBetween(1, 200);
    // A change of everything is left to the artist.
    robot.interact(
        () -> {
          var canvas = studio.viewModel().canvas();
          canvas.toolProperty().set(Tool.FILL);
          canvas.labelProperty().set(7);
          canvas.press(2, 2, 1, false, false);
        });
    await(() -> render().statusProperty().get().contains("large change"));
  }

  @Test
  void aLayoutCanBeLeftToTheModel(FxRobot robot) {
    robot.type(KeyCode.ESCAPE);
    robot.push(new KeyCodeCombination(KeyCode.K, KeyCombination.SHORTCUT_DOWN));
    robot.write("leave all");
    robot.type(KeyCode.ENTER);
    WaitForAsyncUtils.waitForFxEvents();
    assertThat(studio.viewModel().document().layout().snapshot().labels())
        .containsOnly((byte) LabelMap.UNLABELLED);
    robot.interact(() -> studio.viewModel().document().history().undo());
    assertThat(label(10, 10)).isNotEqualTo(LabelMap.UNLABELLED);
  }

  @Test
  void foreignLabelMapsAreMapped(FxRobot robot, @TempDir Path folder) throws Exception {
    LabelMap ade = LabelMap.filled(64, 48, 3);
    for (int i = 32 * 64; i < 48 * 64; i++) {
      ade.labels()[i] = 22; // water
    }
    ade.labels()[0] = (byte) 222;
    Path file =
        java.nio.file.Files.write(folder.resolve("ade.png"), io.tessera.api.image.PngBytes.of(ade));
    robot.interact(() -> studio.viewModel().opening().open(file));
    await(() -> robot.lookup("#mapping-card").tryQuery().isPresent());
    javafx.scene.control.ComboBox<String> source = robot.lookup("#mapping-source").queryComboBox();
    robot.interact(() -> source.setValue("ade20k"));
    WaitForAsyncUtils.waitForFxEvents();
    click(robot, "#mapping-open");
    WaitForAsyncUtils.waitForFxEvents();
    assertThat(studio.viewModel().document().width()).isEqualTo(64);
    assertThat(label(10, 10)).isZero();
    assertThat(label(10, 40)).isEqualTo(10);
    assertThat(label(0, 0)).isEqualTo(LabelMap.UNLABELLED);
    assertThat(robot.lookup("#mapping-card").tryQuery()).isEmpty();
  }

  @Test
  void tokensAreLookedAtAndExchanged(FxRobot robot) throws Exception {
    renderSmall(robot);
    RenderedPicture first = shown();
    robot.interact(() -> studio.view().canvas().requestFocus());
    robot.type(KeyCode.T);
    var tokens = studio.viewModel().tokens();
    await(
        () ->
            tokens.codebook().patchesProperty().get() != null
                && !tokens.codebook().entries().isEmpty());
    assertThat(robot.lookup("#tokens-panel").query().isVisible()).isTrue();
    assertThat(tokens.codebook().summaryProperty().get()).contains("entries");
    var cells = tokens.cellsProperty().get();
    assertThat(cells.argb()).hasSize(first.state().tokens().tokens().length);

    // A cell's entry lights up in all its places; what else it could be follows.
    int token = first.state().tokens().at(4, 6);
    robot.interact(() -> tokens.hover(4, 6));
    await(
        () ->
            tokens.hoverProperty().get() != null
                && tokens.hoverProperty().get().alternatives() != null);
    assertThat(tokens.hoverProperty().get().entry()).isEqualTo(token);
    robot.interact(() -> tokens.press(4, 6, false));
    assertThat(tokens.codebook().entryProperty().get()).isEqualTo(token);
    assertThat(tokens.markedProperty().get().cardinality())
        .isEqualTo((int) tokens.codebook().count(token));

    // Search: never used ones, and likes.
    robot.interact(() -> tokens.codebook().searchProperty().set("never"));
    assertThat(tokens.codebook().entries()).allMatch(e -> tokens.codebook().count(e) == 0);
    robot.interact(() -> tokens.codebook().searchProperty().set("like " + token));
    assertThat(tokens.codebook().entries().getFirst()).isEqualTo(token);
    robot.interact(() -> tokens.codebook().searchProperty().set(""));

    // The slider shows the first tokens only.
    int before = cells.argb()[cells.argb().length - 1];
    robot.interact(() -> tokens.positionProperty().set(5));
    assertThat(tokens.cellsProperty().get().argb()[cells.argb().length - 1]).isNotEqualTo(before);
    robot.interact(() -> tokens.positionProperty().set(cells.argb().length));

    // Another entry in two cells gives another picture; the old one stays.
    int other = (token + 1) % tokens.codebook().patchesProperty().get().tokens();
    robot.interact(
        () -> {
          tokens.press(4, 6, false);
          tokens.press(4, 7, true);
          tokens.replace(other);
        });
    await(() -> shown() != first);
    assertThat(shown().state().tokens().at(4, 6)).isEqualTo(other);
    assertThat(shown().state().tokens().at(4, 7)).isEqualTo(other);
    assertThat(shown().state().tokens().at(9, 9)).isEqualTo(first.state().tokens().at(9, 9));
    assertThat(render().gallery().pictures()).contains(first);

    // Drawn again: only the selected cells may differ.
    RenderedPicture second = shown();
    robot.interact(
        () -> {
          settings().seedProperty().set(5);
          tokens.press(10, 10, false);
          tokens.drag(10, 11);
          tokens.resample();
        });
    await(() -> shown() != second && render().phaseProperty().get() == RenderPhase.IDLE);
    int[] a = second.state().tokens().tokens();
    int[] b = shown().state().tokens().tokens();
    int columns = second.state().tokens().columns();
    for (int i = 0; i < a.length; i++) {
      if (i != 10 * columns + 10 && i != 10 * columns + 11) {
        assertThat(b[i]).isEqualTo(a[i]);
      }
    }
    robot.type(KeyCode.B);
    assertThat(tokens.activeProperty().get()).isFalse();
  }

  @Test
  void aMaskedHoleIsCompletedAndTheRestKeepsItsPixels(FxRobot robot) throws Exception {
    robot.interact(() -> studio.viewModel().masks().complete());
    assertThat(render().problemProperty().get()).contains("Nothing is masked");
    renderSmall(robot);
    var source = shown().image();
    robot.interact(
        () -> {
          var mask = studio.viewModel().document().mask();
          mask.begin("Mask");
          mask.fillOutline(
              io.tessera.app.document.Outlines.rectangle(20, 16, 44, 40),
              io.tessera.app.document.Document.MASKED);
          mask.commit();
          settings().seedProperty().set(8);
          studio.viewModel().masks().complete();
        });
    await(() -> shown() != null && !shown().image().equals(source));
    var done = shown().image();
    assertThat(done.crop(0, 0, 64, 16)).isEqualTo(source.crop(0, 0, 64, 16));
    assertThat(done.crop(0, 40, 64, 8)).isEqualTo(source.crop(0, 40, 64, 8));
    assertThat(done.crop(44, 0, 20, 48)).isEqualTo(source.crop(44, 0, 20, 48));
    assertThat(shown().mismatch()).isPositive();
    assertThat(studio.viewModel().canvas().maskState().visibleProperty().get()).isFalse();
  }

  @Test
  void whatIsPaintedWhileAProjectIsWrittenIsNotTakenForSaved(FxRobot robot, @TempDir Path folder)
      throws Exception {
    paint(robot, "#material-3");
    Path file = folder.resolve("a.tessera");
    boolean[] written = {false};
    robot.interact(
        () -> {
          studio.viewModel().projects().save(file, () -> written[0] = true);
          studio.viewModel().document().layout().begin("Brush");
          studio.viewModel().document().layout().paintSegment(9, 9, 20, 20, 5, 7);
          studio.viewModel().document().layout().commit();
        });
    await(() -> written[0]);
    assertThat(studio.viewModel().projects().unsavedProperty().get()).isTrue();
  }

  @Test
  void aPaletteOfOnesOwnIsOpenedAndUsed(FxRobot robot, @TempDir Path folder) throws Exception {
    Path file = folder.resolve("mine.json");
    robot.interact(() -> studio.viewModel().palettes().save(file));
    await(() -> file.toFile().length() > 0);
    robot.interact(() -> studio.viewModel().opening().open(file));
    await(() -> studio.viewModel().palette().idProperty().get().equals("mine"));
    javafx.scene.control.ComboBox<String> box = robot.lookup("#palette").queryComboBox();
    assertThat(box.getValue()).isEqualTo("mine");
    assertThat(box.getItems()).contains("mine", "landscape");
    // A model of other labels does not take it away.
    io.tessera.app.RandomModels.write(models());
    robot.interact(
        () ->
            render()
                .catalog()
                .refresh()
                .thenRun(() -> settings().modelProperty().set(io.tessera.app.RandomModels.ADE20K)));
    await(() -> render().catalog().inputProperty().get().choices() == 151);
    assertThat(studio.viewModel().palette().idProperty().get()).isEqualTo("mine");
  }
}
