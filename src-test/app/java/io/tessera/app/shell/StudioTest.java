package io.tessera.app.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.tessera.app.TinyModels;
import io.tessera.app.canvas.Tool;
import io.tessera.app.export.ImageExport;
import io.tessera.app.render.Quality;
import io.tessera.app.render.RenderPhase;
import io.tessera.app.render.RenderSettings;
import io.tessera.app.render.RenderViewModel;
import io.tessera.app.render.RenderedPicture;
import io.tessera.app.settings.Preferences;
import io.tessera.engine.Engine;
import io.tessera.engine.image.LabelMap;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import javafx.application.Platform;
import javafx.geometry.Bounds;
import javafx.geometry.Point2D;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

/** The whole window with a tiny model, used as an artist would. */
@ExtendWith(ApplicationExtension.class)
class StudioTest {
  @TempDir private static Path home;

  private final Engine engine = TinyModels.engine();
  private final ExecutorService background = Executors.newVirtualThreadPerTaskExecutor();
  private Studio studio;

  @Start
  void show(Stage stage) {
    LabelMap layout = LabelMap.filled(320, 224, 0);
    studio =
        new Studio(
            engine,
            layout,
            new Studio.Home(
                new Preferences(home.resolve("studio.json")),
                home.resolve("models"),
                home.resolve("recovery"),
                background,
                Platform::runLater),
            RandomGenerator.of("L64X128MixRandom"));
    settings().modelProperty().set(TinyModels.LAYOUT);
    stage.setScene(new Scene(studio.view(), 1000, 700));
    stage.show();
  }

  @AfterEach
  void close(FxRobot robot) {
    robot.interact(() -> render().cancelAll());
    robot.interact(studio::end);
    engine.close();
    background.close();
  }

  private RenderViewModel render() {
    return studio.viewModel().render();
  }

  private RenderSettings settings() {
    return render().settings();
  }

  private RenderedPicture shown() {
    return render().gallery().shownProperty().get();
  }

  private int label(int x, int y) {
    return studio.viewModel().document().layout().at(x, y);
  }

  private static void await(java.util.concurrent.Callable<Boolean> condition) throws Exception {
    WaitForAsyncUtils.waitFor(60, TimeUnit.SECONDS, condition);
    WaitForAsyncUtils.waitForFxEvents();
  }

  /**
   * The middle of a control on the screen, found on the FX thread: the robot itself would measure
   * it on the test's, which breaks the bounds of a scene that changes meanwhile.
   */
  private Point2D middle(String selector) {
    return WaitForAsyncUtils.waitForAsyncFx(
        10_000,
        () -> {
          Node node = studio.view().lookup(selector);
          Bounds box = node.localToScreen(node.getBoundsInLocal());
          return new Point2D(box.getCenterX(), box.getCenterY());
        });
  }

  private void click(FxRobot robot, String selector) {
    robot.clickOn(middle(selector));
  }

  private void paint(FxRobot robot, String material) {
    click(robot, material);
    robot
        .moveTo(middle("#canvas"))
        .moveBy(-80, 0)
        .press(MouseButton.PRIMARY)
        .moveBy(160, 0)
        .release(MouseButton.PRIMARY);
  }

  @Test
  void paintRenderCancelRenderExportReopen(FxRobot robot, @TempDir Path folder) throws Exception {
    paint(robot, "#material-3");
    assertThat(label(160, 112)).isEqualTo(3);
    LabelMap painted = studio.viewModel().document().layout().snapshot();

    // Pixels arrive before the end, which in this size is some seconds away.
    robot.interact(() -> settings().qualityProperty().set(Quality.EXACT));
    click(robot, "#render");
    await(() -> studio.viewModel().canvas().hasPictureProperty().get());
    assertThat(render().phaseProperty().get()).isEqualTo(RenderPhase.SAMPLING);
    assertThat(shown()).isNull();
    assertThat(render().progressProperty().get()).isLessThan(1);
    assertThat(render().statusProperty().get()).contains("17,920 tokens");

    // Painting goes on meanwhile and changes the layout alone.
    paint(robot, "#material-10");
    assertThat(label(160, 112)).isEqualTo(10);
    assertThat(render().phaseProperty().get()).isEqualTo(RenderPhase.SAMPLING);

    click(robot, "#cancel");
    await(() -> render().phaseProperty().get() == RenderPhase.IDLE);
    assertThat(render().statusProperty().get()).isEqualTo("Cancelled");
    robot.press(KeyCode.CONTROL).type(KeyCode.Z).release(KeyCode.CONTROL);
    assertThat(studio.viewModel().document().layout().snapshot()).isEqualTo(painted);

    // A smaller picture, to its end.
    robot.interact(() -> studio.viewModel().resize(64, 48));
    click(robot, "#render");
    await(() -> shown() != null);
    int pixel = studio.viewModel().canvas().pictureAt(20, 20);
    assertThat(pixel).isNotZero();

    Path file = folder.resolve("picture.png");
    LabelMap rendered = studio.viewModel().document().layout().snapshot();
    robot.interact(() -> studio.viewModel().exportPicture(file, ImageExport.Options.DEFAULT));
    await(() -> java.nio.file.Files.exists(file));

    // Reopening restores layout, settings and picture.
    robot.interact(
        () -> {
          studio.viewModel().clear();
          studio.viewModel().resize(128, 96);
          settings().seedProperty().set(77);
          settings().temperatureProperty().set(0.5);
          settings().qualityProperty().set(Quality.DRAFT);
        });
    robot.interact(() -> studio.viewModel().open(file));
    await(() -> studio.viewModel().document().layout().snapshot().equals(rendered));
    assertThat(settings().seedProperty().get()).isEqualTo(1);
    assertThat(settings().temperatureProperty().get()).isEqualTo(1);
    assertThat(settings().qualityProperty().get()).isEqualTo(Quality.EXACT);
    assertThat(studio.viewModel().canvas().pictureAt(20, 20)).isEqualTo(pixel);
    assertThat(studio.viewModel().titleProperty().get()).isEqualTo("picture.png");
    assertThat(robot.lookup("#export").query().isDisabled()).isFalse();
  }

  @Test
  void pauseAndResume(FxRobot robot) throws Exception {
    click(robot, "#render");
    await(
        () ->
            render().phaseProperty().get() == RenderPhase.SAMPLING
                && render().progressProperty().get() > 0);
    click(robot, "#pause");
    await(() -> render().phaseProperty().get() == RenderPhase.PAUSED);
    double share = render().progressProperty().get();
    assertThat(share).isLessThan(1);
    assertThat(render().statusProperty().get()).contains("paused");
    click(robot, "#pause");
    await(() -> render().progressProperty().get() > share);
    robot.type(KeyCode.ESCAPE);
    await(() -> render().phaseProperty().get() == RenderPhase.IDLE);
  }

  @Test
  void keysChooseToolsMaterialsAndBrushSizes(FxRobot robot) {
    click(robot, "#canvas");
    robot.type(KeyCode.E);
    assertThat(studio.viewModel().canvas().toolProperty().get()).isEqualTo(Tool.ERASER);
    robot.type(KeyCode.G);
    assertThat(studio.viewModel().canvas().toolProperty().get()).isEqualTo(Tool.FILL);
    robot.type(KeyCode.DIGIT4);
    assertThat(studio.viewModel().canvas().labelProperty().get()).isEqualTo(3);
    double size = studio.viewModel().canvas().brushSizeProperty().get();
    robot.type(KeyCode.CLOSE_BRACKET);
    assertThat(studio.viewModel().canvas().brushSizeProperty().get()).isGreaterThan(size);
    // Letters typed into a field are letters.
    click(robot, "#palette-search");
    robot.write("b");
    assertThat(studio.viewModel().canvas().toolProperty().get()).isEqualTo(Tool.FILL);
  }

  @Test
  void helpListsEveryKey(FxRobot robot) throws Exception {
    click(robot, "#help");
    await(() -> robot.lookup("#shortcuts").tryQuery().isPresent());
    assertThat(robot.lookup("Render").queryAll()).isNotEmpty();
    assertThat(robot.lookup("Wheel").tryQuery()).isPresent();
    robot.type(KeyCode.ESCAPE);
  }

  @Test
  void layoutsAreSavedAndOpenedAndBadFilesAreTold(FxRobot robot, @TempDir Path folder)
      throws Exception {
    paint(robot, "#material-6");
    LabelMap painted = studio.viewModel().document().layout().snapshot();
    Path file = folder.resolve("layout.png");
    robot.interact(() -> studio.viewModel().saveLayout(file));
    await(() -> java.nio.file.Files.exists(file));
    robot.interact(() -> studio.viewModel().clear());
    robot.interact(() -> studio.viewModel().open(file));
    await(() -> studio.viewModel().document().layout().snapshot().equals(painted));

    Path bad = java.nio.file.Files.writeString(folder.resolve("bad.png"), "no picture");
    robot.interact(() -> studio.viewModel().open(bad));
    await(() -> render().problemProperty().get() != null);
    assertThat(render().problemProperty().get()).contains("bad.png");
    assertThat(robot.lookup("#problem-box").query().isVisible()).isTrue();
    assertThat(studio.viewModel().document().layout().snapshot()).isEqualTo(painted);
  }

  @Test
  void aModelThatDoesNotFitIsToldAndTheWindowLivesOn(FxRobot robot) throws Exception {
    robot.interact(() -> settings().modelProperty().set("vqgan_tiny"));
    click(robot, "#render");
    await(() -> render().problemProperty().get() != null);
    assertThat(render().problemProperty().get()).contains("first stage");
    assertThat(render().phaseProperty().get()).isEqualTo(RenderPhase.IDLE);
    robot.interact(() -> settings().modelProperty().set(TinyModels.LAYOUT));
    robot.interact(() -> studio.viewModel().resize(32, 32));
    click(robot, "#render");
    await(() -> shown() != null);
    assertThat(render().problemProperty().get()).isNull();
  }

  @Test
  void bothThemesAndASmallWindowHoldEverything(FxRobot robot) {
    click(robot, "#theme");
    assertThat(studio.viewModel().darkProperty().get()).isFalse();
    for (String id :
        new String[] {
          "#menu",
          "#undo",
          "#finder",
          "#export",
          "#render",
          "#status",
          "#gallery",
          "#model",
          "#seed"
        }) {
      Node node = robot.lookup(id).query();
      javafx.geometry.Bounds b = node.localToScene(node.getBoundsInLocal());
      assertThat(b.getMinX()).as(id).isGreaterThanOrEqualTo(0);
      assertThat(b.getMaxX()).as(id).isLessThanOrEqualTo(1000);
      assertThat(b.getMaxY()).as(id).isLessThanOrEqualTo(700);
    }
  }

  private void quietly(FxRobot robot, Runnable work) {
    robot.interact(work);
    WaitForAsyncUtils.waitForFxEvents();
  }

  private void renderSmall(FxRobot robot) throws Exception {
    robot.interact(() -> studio.viewModel().resize(64, 48));
    robot.interact(() -> render().start());
    await(() -> shown() != null && render().phaseProperty().get() == RenderPhase.IDLE);
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
    robot.interact(() -> studio.viewModel().saveProject(file));
    await(() -> !studio.viewModel().unsavedProperty().get());
    assertThat(studio.viewModel().titleProperty().get()).isEqualTo("lake.tessera");

    robot.interact(
        () -> {
          studio.viewModel().clear();
          studio.viewModel().resize(128, 96);
          render().gallery().clear();
          settings().seedProperty().set(77);
        });
    assertThat(studio.viewModel().unsavedProperty().get()).isTrue();
    robot.interact(() -> studio.viewModel().open(file));
    await(() -> studio.viewModel().document().layout().snapshot().equals(layout));
    await(() -> render().gallery().pictures().size() == 2);
    assertThat(studio.viewModel().document().mask().snapshot()).isEqualTo(mask);
    assertThat(settings().seedProperty().get()).isEqualTo(2);
    assertThat(shown().favouriteProperty().get()).isTrue();
    assertThat(studio.viewModel().canvas().pictureAt(20, 20)).isEqualTo(pixel);
    assertThat(studio.viewModel().unsavedProperty().get()).isFalse();
    assertThat(studio.viewModel().recent()).contains(file.toAbsolutePath());
  }

  @Test
  void candidatesQueueUpAndTheLikeliestIsShown(FxRobot robot) throws Exception {
    robot.interact(() -> studio.viewModel().resize(64, 48));
    robot.interact(
        () -> {
          settings().candidatesProperty().set(4);
          render().start();
        });
    assertThat(render().queue()).hasSize(3);
    var last = render().queue().getLast();
    robot.interact(() -> render().move(last, true));
    assertThat(render().queue().get(1)).isEqualTo(last);
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
  void liveModeRepaintsTheTouchedRegionAlone(FxRobot robot) throws Exception {
    robot.interact(() -> studio.viewModel().resize(64, 48));
    robot.interact(() -> studio.viewModel().clear());
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
  void theWindowSpeaksKorean(FxRobot robot) throws Exception {
    paint(robot, "#material-3");
    robot.interact(
        () -> {
          settings().seedProperty().set(4038);
          studio.viewModel().speak(java.util.Locale.KOREAN);
          studio.view().canvas();
        });
    robot.interact(
        () -> {
          Scene scene = robot.listWindows().getFirst().getScene();
          scene.setRoot(studio.view());
        });
    WaitForAsyncUtils.waitForFxEvents();
    assertThat(((javafx.scene.control.Button) studio.view().lookup("#render")).getText())
        .isEqualTo("렌더링");
    assertThat(((javafx.scene.control.TextField) studio.view().lookup("#seed")).getText())
        .isEqualTo("4038");
    assertThat(((javafx.scene.control.Label) studio.view().lookup("#title")).getText())
        .endsWith("•");
    assertThat(label(160, 112)).isEqualTo(3);
    robot.interact(() -> studio.viewModel().speak(java.util.Locale.ENGLISH));
  }

  @Test
  void everyActionIsFoundByItsName(FxRobot robot) throws Exception {
    robot.press(KeyCode.CONTROL).type(KeyCode.K).release(KeyCode.CONTROL);
    await(() -> robot.lookup("#action-search").tryQuery().isPresent());
    robot.write("cells");
    robot.type(KeyCode.ENTER);
    WaitForAsyncUtils.waitForFxEvents();
    assertThat(studio.viewModel().canvas().gridProperty().get()).isTrue();
    assertThat(robot.lookup("#action-search").tryQuery()).isEmpty();
  }

  /** Without the mouse: a tool, a material, the canvas's size, a render. */
  @Test
  void theKeyboardAloneMakesAPicture(FxRobot robot) throws Exception {
    robot.interact(() -> studio.view().canvas().requestFocus());
    robot.type(KeyCode.DIGIT7);
    assertThat(studio.viewModel().canvas().labelProperty().get()).isEqualTo(6);
    robot.press(KeyCode.CONTROL, KeyCode.SHIFT).type(KeyCode.R);
    robot.release(KeyCode.CONTROL, KeyCode.SHIFT);
    await(() -> robot.lookup("#new-width").tryQuery().isPresent());
    robot.interact(() -> robot.lookup("#new-width").query().requestFocus());
    robot.press(KeyCode.CONTROL).type(KeyCode.A).release(KeyCode.CONTROL);
    robot.write("64");
    robot.type(KeyCode.TAB);
    robot.press(KeyCode.CONTROL).type(KeyCode.A).release(KeyCode.CONTROL);
    robot.write("48");
    robot.type(KeyCode.ENTER, KeyCode.ENTER); // the number, the card
    await(() -> studio.viewModel().document().width() == 64);
    assertThat(studio.viewModel().document().height()).isEqualTo(48);
    robot.press(KeyCode.CONTROL).type(KeyCode.ENTER).release(KeyCode.CONTROL);
    await(() -> shown() != null);
  }

  @Test
  void foreignLabelMapsAreMapped(FxRobot robot, @TempDir Path folder) throws Exception {
    LabelMap ade = LabelMap.filled(64, 48, 3);
    for (int i = 32 * 64; i < 48 * 64; i++) {
      ade.labels()[i] = 22; // water
    }
    ade.labels()[0] = (byte) 222;
    Path file =
        java.nio.file.Files.write(
            folder.resolve("ade.png"), io.tessera.engine.image.PngBytes.of(ade));
    robot.interact(() -> studio.viewModel().open(file));
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
  void aPhotographIsPlacedUnderTheLayout(FxRobot robot, @TempDir Path folder) throws Exception {
    byte[] rgb = new byte[200 * 100 * 3];
    new java.util.Random(3).nextBytes(rgb);
    Path file = folder.resolve("photo.png");
    io.tessera.engine.image.PngFile.write(
        new io.tessera.engine.image.RgbImage(200, 100, rgb), file, java.util.Map.of());
    robot.interact(() -> studio.viewModel().open(file));
    await(() -> studio.viewModel().document().photographProperty().get() != null);
    assertThat(studio.viewModel().document().photographProperty().get().width()).isEqualTo(320);
    robot.interact(() -> studio.viewModel().document().history().undo());
    assertThat(studio.viewModel().document().photographProperty().get()).isNull();
  }

  @Test
  void tokensAreLookedAtAndExchanged(FxRobot robot) throws Exception {
    renderSmall(robot);
    RenderedPicture first = shown();
    robot.interact(() -> studio.view().canvas().requestFocus());
    robot.type(KeyCode.T);
    var tokens = studio.viewModel().tokens();
    await(() -> tokens.patchesProperty().get() != null && !tokens.entries().isEmpty());
    assertThat(robot.lookup("#tokens-panel").query().isVisible()).isTrue();
    assertThat(tokens.summaryProperty().get()).contains("entries");
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
    assertThat(tokens.entryProperty().get()).isEqualTo(token);
    assertThat(tokens.markedProperty().get().cardinality()).isEqualTo((int) tokens.count(token));

    // Search: never used ones, and likes.
    robot.interact(() -> tokens.searchProperty().set("never"));
    assertThat(tokens.entries()).allMatch(e -> tokens.count(e) == 0);
    robot.interact(() -> tokens.searchProperty().set("like " + token));
    assertThat(tokens.entries().getFirst()).isEqualTo(token);
    robot.interact(() -> tokens.searchProperty().set(""));

    // The slider shows the first tokens only.
    int before = cells.argb()[cells.argb().length - 1];
    robot.interact(() -> tokens.positionProperty().set(5));
    assertThat(tokens.cellsProperty().get().argb()[cells.argb().length - 1]).isNotEqualTo(before);
    robot.interact(() -> tokens.positionProperty().set(cells.argb().length));

    // Another entry in two cells gives another picture; the old one stays.
    int other = (token + 1) % tokens.patchesProperty().get().tokens();
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
    robot.interact(() -> studio.viewModel().complete());
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
          studio.viewModel().complete();
        });
    await(() -> shown() != null && !shown().image().equals(source));
    var done = shown().image();
    assertThat(done.crop(0, 0, 64, 16)).isEqualTo(source.crop(0, 0, 64, 16));
    assertThat(done.crop(0, 40, 64, 8)).isEqualTo(source.crop(0, 40, 64, 8));
    assertThat(done.crop(44, 0, 20, 48)).isEqualTo(source.crop(44, 0, 20, 48));
    assertThat(shown().mismatch()).isPositive();
    assertThat(studio.viewModel().canvas().maskState().visibleProperty().get()).isFalse();
  }
}
