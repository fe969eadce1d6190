package io.tessera.app.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.tessera.api.CodebookUse;
import io.tessera.app.TinyModels;
import io.tessera.app.render.RenderPhase;
import io.tessera.app.render.RenderedPicture;
import io.tessera.app.tokens.Coloring;
import io.tessera.app.tokens.TokensViewModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.scene.layout.HBox;
import javafx.stage.Stage;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.Start;

/** The token viewer's colours, map, steps, and moving tokens about. */
class StudioTokensTest extends StudioCase {
  @Start
  void start(Stage stage) {
    open(stage);
  }

  private TokensViewModel look(FxRobot robot) throws Exception {
    renderSmall(robot);
    robot.interact(() -> studio.view().canvas().requestFocus());
    robot.type(KeyCode.T);
    TokensViewModel tokens = studio.viewModel().tokens();
    await(
        () ->
            tokens.codebook().patchesProperty().get() != null
                && !tokens.codebook().entries().isEmpty());
    return tokens;
  }

  /** The same with a model that has a table of what it has learned from. */
  private TokensViewModel lookBesideATable(FxRobot robot, String table) throws Exception {
    Path folder = models().resolve("counted");
    engine.convert(TinyModels.LAYOUT, folder, false, false);
    Files.writeString(folder.resolve(CodebookUse.FILE), table);
    robot.interact(() -> settings().modelProperty().set("counted"));
    return look(robot);
  }

  private static int[] tokens(RenderedPicture p) {
    return Objects.requireNonNull(p.state()).tokens().tokens();
  }

  @Test
  void doubtAndDistanceColourTheCells(FxRobot robot) throws Exception {
    TokensViewModel tokens = look(robot);
    int[] surprise = tokens.cellsProperty().get().argb();
    for (Coloring coloring : new Coloring[] {Coloring.ENTROPY, Coloring.DISTANCE}) {
      robot.interact(() -> tokens.coloringProperty().set(coloring));
      await(() -> Arrays.stream(tokens.cellsProperty().get().argb()).distinct().count() > 3);
      assertThat(tokens.cellsProperty().get().argb()).isNotEqualTo(surprise);
    }
    // Equal entries lie equally far from their neighbours.
    int[] ids = tokens(shown());
    int[] argb = tokens.cellsProperty().get().argb();
    for (int i = 0; i < ids.length; i++) {
      for (int j = i + 1; j < ids.length; j++) {
        if (ids[i] == ids[j]) {
          assertThat(argb[i]).isEqualTo(argb[j]);
        }
      }
    }
  }

  @Test
  void tokensAreCopiedPastedAndLocked(FxRobot robot) throws Exception {
    TokensViewModel tokens = look(robot);
    RenderedPicture first = shown();
    int columns = first.state().tokens().columns();
    int[] before = tokens(first);
    robot.interact(
        () -> {
          tokens.press(3, 4, false);
          tokens.press(3, 5, true);
          tokens.press(4, 5, true);
        });
    click(robot, "#copy-tokens");
    robot.interact(
        () -> {
          tokens.press(10, 21, false);
        });
    click(robot, "#lock-tokens");
    robot.interact(() -> tokens.press(9, 20, false));
    click(robot, "#paste-tokens");
    await(() -> shown() != first);
    int[] after = tokens(shown());
    int[] expected = before.clone();
    expected[9 * columns + 20] = before[3 * columns + 4];
    expected[9 * columns + 21] = before[3 * columns + 5];
    // (10, 21) would have been next, but it is locked; (10, 20) was not among what was copied.
    assertThat(after).isEqualTo(expected);

    RenderedPicture second = shown();
    robot.interact(
        () -> {
          tokens.press(10, 21, false);
          tokens.press(11, 21, true);
          tokens.replace(1);
        });
    await(() -> shown() != second);
    assertThat(tokens(shown())[10 * columns + 21]).isEqualTo(before[10 * columns + 21]);
    assertThat(tokens(shown())[11 * columns + 21]).isEqualTo(1);
    // Unlocked again, it can be drawn anew.
    robot.interact(
        () -> {
          tokens.press(10, 21, false);
          tokens.lock();
          tokens.replace(2);
        });
    await(() -> tokens(shown())[10 * columns + 21] == 2);
  }

  @Test
  void theSamplingIsExportedStepByStep(FxRobot robot) throws Exception {
    look(robot);
    Path file = models().resolveSibling("sampling.gif");
    robot.interact(() -> studio.viewModel().exports().sampling(file));
    await(() -> Files.exists(file));
    try (var in = ImageIO.createImageInputStream(file.toFile())) {
      var reader = ImageIO.getImageReadersByFormatName("gif").next();
      reader.setInput(in);
      assertThat(reader.getNumImages(true)).isEqualTo(81);
    }
  }

  @Test
  void aStepShowsItsWindowAndWhatWasExpected(FxRobot robot) throws Exception {
    TokensViewModel tokens = look(robot);
    int columns = shown().state().tokens().columns();
    robot.interact(() -> tokens.positionProperty().set(12 * columns + 15));
    await(() -> tokens.stepProperty().get() != null && tokens.stepProperty().get().row() == 12);
    assertThat(tokens.stepProperty().get().entry()).isEqualTo(shown().state().tokens().at(12, 15));
    assertThat(((HBox) studio.view().lookup("#step-bars")).getChildren()).hasSize(5);
    // A window of 8 cells of 2 pixels around it.
    var window = studio.view().canvas().windowProperty().get();
    assertThat(window.getWidth()).isEqualTo(16);
    assertThat(window.getMinX()).isEqualTo((15 - 4) * 2);
    assertThat(studio.view().canvas().cellProperty().get().getMinY()).isEqualTo(24);
    robot.interact(() -> tokens.activeProperty().set(false));
    assertThat(studio.view().canvas().windowProperty().get().getWidth()).isZero();
    robot.interact(() -> tokens.activeProperty().set(true));
    robot.interact(() -> tokens.positionProperty().set(5));
    await(() -> tokens.stepProperty().get() != null);
    robot.interact(() -> tokens.positionProperty().set(tokens.cellsProperty().get().argb().length));
    assertThat(tokens.stepProperty().get()).isNull();
    assertThat(studio.view().canvas().windowProperty().get().getWidth()).isZero();
  }

  @Test
  void theMapChoosesEntries(FxRobot robot) throws Exception {
    TokensViewModel tokens = look(robot);
    await(() -> tokens.codebook().planeProperty().get() != null);
    click(robot, "#codebook-as-map");
    float[] xy = Objects.requireNonNull(tokens.codebook().planeProperty().get());
    assertThat(xy).hasSize(2 * tokens.codebook().patchesProperty().get().tokens());
    robot.moveTo(middle("#codebook-map")).press(MouseButton.PRIMARY).release(MouseButton.PRIMARY);
    int chosen = tokens.codebook().entryProperty().get();
    double least = Double.MAX_VALUE;
    int nearest = -1;
    for (int e = 0; e < xy.length / 2; e++) {
      double d = Math.hypot(xy[2 * e] - 0.5, xy[2 * e + 1] - 0.5);
      if (d < least) {
        least = d;
        nearest = e;
      }
    }
    assertThat(Math.hypot(xy[2 * chosen] - 0.5, xy[2 * chosen + 1] - 0.5)).isLessThan(least + 0.1);
    assertThat(nearest).isNotNegative();
    assertThat(tokens.codebook().countInAll(chosen))
        .isGreaterThanOrEqualTo(tokens.codebook().count(chosen));
  }

  @Test
  void entriesThatTheModelNeverLearnedAreTold(FxRobot robot) throws Exception {
    TokensViewModel tokens = lookBesideATable(robot, "entry,count\n2,40\n5,8\n");
    await(() -> tokens.codebook().countLearned(2).isPresent());
    assertThat(tokens.codebook().countLearned(2)).hasValue(40);
    assertThat(tokens.codebook().isDead(2)).isFalse();
    assertThat(tokens.codebook().isDead(3)).isTrue();
    assertThat(tokens.codebook().describe(5)).contains("8 times in the training data");
    assertThat(tokens.codebook().summaryProperty().get()).contains("\n2 in the training data");
    robot.interact(() -> tokens.codebook().searchProperty().set("dead"));
    assertThat(tokens.codebook().entries()).contains(3).doesNotContain(2, 5);
    int listed = tokens.codebook().entries().size();
    assertThat(listed).isEqualTo(tokens.codebook().patchesProperty().get().tokens() - 2);
    await(() -> !studio.view().lookupAll(".dead-patch").isEmpty());
  }

  @Test
  void aTableOfUseThatIsNoneIsTold(FxRobot robot) throws Exception {
    TokensViewModel tokens = lookBesideATable(robot, "nonsense");
    await(() -> tokens.codebook().summaryProperty().get().contains("entry,count"));
    assertThat(tokens.codebook().isDead(3)).isFalse();
    assertThat(tokens.codebook().entries()).isNotEmpty();
  }

  @Test
  void anotherRenderIsCountedInAllPictures(FxRobot robot) throws Exception {
    TokensViewModel tokens = look(robot);
    RenderedPicture first = shown();
    robot.interact(
        () -> {
          settings().seedProperty().set(9);
          render().start();
        });
    await(
        () ->
            shown() != first
                && shown() != null
                && render().phaseProperty().get() == RenderPhase.IDLE);
    int token = tokens(shown())[7];
    long here = Arrays.stream(tokens(shown())).filter(t -> t == token).count();
    long there = Arrays.stream(tokens(first)).filter(t -> t == token).count();
    await(() -> tokens.codebook().count(token) == here);
    assertThat(tokens.codebook().countInAll(token)).isEqualTo(here + there);
  }
}
