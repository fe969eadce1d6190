package io.tessera.app.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.tessera.api.Condition;
import io.tessera.api.ConditionKind;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.Npy;
import io.tessera.api.image.OpenPose;
import io.tessera.api.image.Palette;
import io.tessera.api.image.PngFile;
import io.tessera.api.image.Pose;
import io.tessera.api.image.RgbImage;
import io.tessera.app.RandomModels;
import io.tessera.app.canvas.ActiveLayer;
import io.tessera.app.canvas.Tool;
import io.tessera.app.document.PlacedObject;
import io.tessera.app.render.RenderPhase;
import java.nio.file.Path;
import java.util.List;
import javafx.geometry.Point2D;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.ListView;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

/** Models that are told depth, figures, a class or nothing, used with mouse and keyboard. */
class StudioInputsTest extends StudioCase {
  @TempDir private Path folder;

  @Start
  void start(Stage stage) {
    open(stage);
  }

  private void choose(FxRobot robot, String model, ConditionKind kind) throws Exception {
    RandomModels.write(models());
    robot.interact(
        () -> render().catalog().refresh().thenRun(() -> settings().modelProperty().set(model)));
    await(() -> render().catalog().inputProperty().get().kind() == kind);
  }

  private boolean isShown(String selector) {
    return WaitForAsyncUtils.waitForAsyncFx(
        5000,
        () ->
            studio.view().lookup(selector).getBoundsInParent().getWidth() > 0
                && isTreeVisible(studio.view().lookup(selector)));
  }

  private static boolean isTreeVisible(javafx.scene.Node node) {
    for (javafx.scene.Node n = node; n != null; n = n.getParent()) {
      if (!n.isVisible()) {
        return false;
      }
    }
    return true;
  }

  /** Where a pixel of the document is on the screen. */
  private Point2D at(double x, double y) {
    return WaitForAsyncUtils.waitForAsyncFx(
        5000, () -> studio.view().canvas().skeletons().getParent().localToScreen(x, y));
  }

  private void renderNow(FxRobot robot) throws Exception {
    robot.interact(() -> render().start());
    await(() -> shown() != null && render().phaseProperty().get() == RenderPhase.IDLE);
    assertThat(render().problemProperty().get()).isNull();
  }

  @Test
  void depthIsPaintedShadedInvertedAndRendered(FxRobot robot) throws Exception {
    choose(robot, RandomModels.DEPTH, ConditionKind.DEPTH);
    assertThat(isShown("#depth-panel")).isTrue();
    assertThat(isShown("#palette-search")).isFalse();
    assertThat(studio.viewModel().canvas().activeProperty().get()).isEqualTo(ActiveLayer.PLANE);
    var depth = studio.viewModel().document().plane(ConditionKind.DEPTH);
    robot.interact(() -> studio.viewModel().canvas().nearnessProperty().set(133));
    robot.drag(at(100, 40), MouseButton.PRIMARY).dropTo(at(200, 40));
    assertThat(depth.at(150, 40)).isEqualTo(133);
    assertThat(label(150, 40)).isZero();

    // A gradient from the lower border up leaves what lies above its end alone.
    int above = depth.at(20, 60);
    robot.interact(
        () -> {
          studio.viewModel().canvas().toolProperty().set(Tool.GRADIENT);
          studio.viewModel().canvas().nearnessProperty().set(250);
          studio.viewModel().canvas().gradientEndProperty().set(50);
        });
    robot
        .moveTo(at(160, 223))
        .press(MouseButton.PRIMARY)
        .moveTo(at(160, 123))
        .release(MouseButton.PRIMARY);
    assertThat(depth.at(20, 60)).isEqualTo(above);
    assertThat(depth.at(20, 220)).isBetween(240, 250);
    assertThat(depth.at(300, 173)).isBetween(140, 160);
    assertThat(depth.at(20, 126)).isBetween(50, 62);
    LabelMap painted = depth.snapshot();
    click(robot, "#invert-depth");
    assertThat(depth.at(150, 40)).isEqualTo(255 - 133);
    robot.interact(() -> studio.viewModel().document().history().undo());
    assertThat(depth.snapshot()).isEqualTo(painted);

    robot.interact(() -> studio.viewModel().edits().resize(64, 48));
    renderNow(robot);
    Condition.Plane given = (Condition.Plane) shown().request().condition();
    assertThat(given.map().width()).isEqualTo(64);
    assertThat(given.map().at(30, 8)).isEqualTo(depth.at(30, 8));
  }

  @Test
  void everyToolFindsRoomInASmallWindow(FxRobot robot) throws Exception {
    for (var model :
        java.util.Map.of(
                RandomModels.DEPTH, ConditionKind.DEPTH, RandomModels.POSE, ConditionKind.POSE)
            .entrySet()) {
      choose(robot, model.getKey(), model.getValue());
      WaitForAsyncUtils.waitForFxEvents();
      robot.interact(
          () -> {
            // The window itself stays as it is: other tests use it after this one.
            var root = studio.view();
            root.resize(1000, 700);
            root.layout(); // what is low now looks otherwise,
            root.applyCss();
            root.layout(); // and is laid out so
            assertThat(root.minHeight(1000)).isLessThanOrEqualTo(700);
            Parent rail = (Parent) root.lookup(".tool-rail");
            double below = 0;
            for (Node tool : rail.getChildrenUnmodifiable()) {
              if (tool.isManaged() && tool instanceof ButtonBase) {
                assertThat(tool.getBoundsInParent().getMinY()).isGreaterThanOrEqualTo(below);
                below = tool.getBoundsInParent().getMaxY();
              }
            }
            assertThat(below).isLessThanOrEqualTo(rail.getLayoutBounds().getHeight());
          });
    }
  }

  /** A network for which red is near. */
  private static Path redIsNear() throws Exception {
    return Path.of(
        java.util.Objects.requireNonNull(RandomModels.class.getResource("red-is-near.pt")).toURI());
  }

  @Test
  void aNetworkOfTheArtistsTellsTheDepthOfThePhotograph(FxRobot robot) throws Exception {
    choose(robot, RandomModels.DEPTH, ConditionKind.DEPTH);
    Path network = redIsNear();
    robot.interact(() -> studio.viewModel().estimates().estimateDepth(network));
    assertThat(render().problemProperty().get()).contains("photograph");
    var document = studio.viewModel().document();
    byte[] rgb = new byte[document.width() * document.height() * 3];
    for (int i = 0; i < rgb.length / 3; i++) {
      rgb[i * 3] = (byte) (255 * (i % document.width()) / (document.width() - 1));
    }
    robot.interact(
        () -> document.place("red", new RgbImage(document.width(), document.height(), rgb)));
    robot.interact(
        () -> {
          studio.viewModel().estimates().estimateDepth(network);
          assertThat(studio.viewModel().jobs())
              .extracting(BackgroundJob::name)
              .containsExactly("Telling the depth …");
        });
    await(() -> document.plane(ConditionKind.DEPTH).at(document.width() - 1, 9) > 250);
    assertThat(studio.viewModel().jobs()).isEmpty();
    assertThat(document.plane(ConditionKind.DEPTH).at(0, 9)).isLessThan(5);
    assertThat(document.plane(ConditionKind.DEPTH).at(document.width() / 2, 9)).isBetween(120, 136);
    assertThat(studio.viewModel().estimates().depthNetwork()).contains(network);
    // Now that the network is known, the button asks for nothing.
    robot.interact(() -> document.history().undo());
    assertThat(document.plane(ConditionKind.DEPTH).at(document.width() - 1, 9)).isLessThan(250);
    click(robot, "#estimate-depth");
    await(() -> document.plane(ConditionKind.DEPTH).at(document.width() - 1, 9) > 250);
  }

  @Test
  void aModelBringsItsOwnLabels(FxRobot robot) throws Exception {
    RandomModels.write(models());
    StringBuilder names = new StringBuilder("labels:\n");
    for (int k = 0; k < 151; k++) {
      names
          .append("  - {name: thing ")
          .append(k)
          .append(", color: '#")
          .append(String.format("%06x", k * 1000))
          .append("'}\n");
    }
    java.nio.file.Files.writeString(
        models().resolve(RandomModels.ADE20K).resolve("labels.yaml"), names.toString());
    choose(robot, RandomModels.ADE20K, ConditionKind.LAYOUT);
    var palette = studio.viewModel().palette();
    await(() -> palette.paletteProperty().get().materials().size() == 151);
    assertThat(palette.paletteProperty().get().of(7).orElseThrow().name()).isEqualTo("thing 7");
    assertThat(palette.paletteProperty().get().of(7).orElseThrow().rgb()).isEqualTo(7000);
    assertThat(palette.palettes().ids()).contains(palette.idProperty().get());
    robot.interact(() -> studio.viewModel().mappings().askedProperty().set(null));
    // A project wants the labels of a model that nothing is known of yet.
    robot.interact(
        () -> {
          palette.use("landscape");
          palette.use("elsewhere (3)");
        });
    assertThat(palette.idProperty().get()).isEqualTo("landscape");
    assertThat(palette.isAwaited("elsewhere (3)")).isTrue();
    // A list of labels is a palette for the artist, too.
    Path own = java.nio.file.Files.writeString(folder.resolve("own.yaml"), "- sky\n- road\n");
    robot.interact(() -> studio.viewModel().opening().open(own));
    await(() -> palette.idProperty().get().equals("own"));
    assertThat(palette.paletteProperty().get().of(1).orElseThrow().name()).isEqualTo("road");
  }

  @Test
  void picturesAreMadeElsewhereWithoutARestart(FxRobot robot) throws Exception {
    Path token = java.nio.file.Files.writeString(folder.resolve("token"), "secret");
    robot.interact(() -> studio.view().actions().get("engine").perform());
    await(() -> robot.lookup("#engine-there").tryQuery().isPresent());
    click(robot, "#engine-there");
    click(robot, "#engine-keep");
    assertThat(moves).isEmpty();
    assertThat(robot.lookup("#engine-said").queryLabeled().getText()).contains("token");
    robot.interact(
        () -> {
          robot.lookup("#engine-address").queryTextInputControl().setText("studio-pc:8765");
          robot.lookup("#engine-token").queryTextInputControl().setText(token.toString());
        });
    click(robot, "#engine-keep");
    var server =
        new io.tessera.app.settings.EnginePlace.Server(
            java.net.URI.create("http://studio-pc:8765"), token, java.util.Optional.empty());
    assertThat(moves).containsExactly(server);
    click(robot, "#engine-keep"); // with a new token, perhaps
    assertThat(moves).containsExactly(server, server);
    click(robot, "#engine-here");
    click(robot, "#engine-keep");
    assertThat(moves)
        .containsExactly(server, server, new io.tessera.app.settings.EnginePlace.Here());
  }

  @Test
  void linesAreOpenedPaintedFoundInAPhotographAndRendered(FxRobot robot) throws Exception {
    choose(robot, RandomModels.EDGES, ConditionKind.EDGES);
    assertThat(isShown("#edges-panel")).isTrue();
    assertThat(isShown("#depth-panel")).isFalse();
    assertThat(isShown("#layer-edges")).isTrue();
    assertThat(isShown("#layer-depth")).isFalse();
    var document = studio.viewModel().document();
    var lines = document.plane(ConditionKind.EDGES);
    LabelMap depth = document.plane(ConditionKind.DEPTH).snapshot();
    assertThat(lines.snapshot().labels()).containsOnly(0);

    byte[] rgb = new byte[320 * 224 * 3];
    java.util.Arrays.fill(rgb, (byte) 255);
    java.util.Arrays.fill(rgb, 100 * 320 * 3, 104 * 320 * 3, (byte) 0);
    Path drawing = folder.resolve("drawing.png");
    PngFile.write(new RgbImage(320, 224, rgb), drawing, java.util.Map.of());
    robot.interact(() -> studio.viewModel().opening().open(drawing));
    await(() -> lines.at(160, 102) == 255);
    assertThat(lines.at(160, 90)).isZero();
    robot.interact(() -> studio.viewModel().canvas().nearnessProperty().set(0));
    robot.drag(at(100, 40), MouseButton.PRIMARY).dropTo(at(200, 40));
    assertThat(lines.at(150, 40)).isEqualTo(255);
    assertThat(document.plane(ConditionKind.DEPTH).snapshot()).isEqualTo(depth);
    click(robot, "#invert-edges");
    assertThat(lines.at(150, 40)).isZero();

    byte[] halves = new byte[document.width() * document.height() * 3];
    java.util.Arrays.fill(halves, 0, halves.length / 2, (byte) 220);
    robot.interact(
        () -> document.place("halves", new RgbImage(document.width(), document.height(), halves)));
    click(robot, "#estimate-edges");
    int middle = document.height() / 2;
    await(
        () ->
            java.util.stream.IntStream.range(middle - 2, middle + 2)
                .anyMatch(y -> lines.at(160, y) == 255));
    assertThat(lines.at(160, 20)).isZero();

    robot.interact(() -> studio.viewModel().edits().resize(64, 48));
    renderNow(robot);
    Condition.Plane given = (Condition.Plane) shown().request().condition();
    assertThat(given.kind()).isEqualTo(ConditionKind.EDGES);
    assertThat(given.map().depth()).contains(1f, 0f);
    choose(robot, RandomModels.DEPTH, ConditionKind.DEPTH);
    assertThat(isShown("#depth-panel")).isTrue();
    assertThat(isShown("#edges-panel")).isFalse();
  }

  @Test
  void depthFromAFileIsAskedAboutFirst(FxRobot robot) throws Exception {
    choose(robot, RandomModels.DEPTH, ConditionKind.DEPTH);
    float[] metres = new float[32 * 24];
    for (int i = 0; i < metres.length; i++) {
      metres[i] = i < 32 * 12 ? 1000 : 10;
    }
    Path file = folder.resolve("metres.npy");
    Npy.of(metres, 24, 32).write(file);
    robot.interact(() -> studio.viewModel().opening().open(file));
    await(() -> robot.lookup("#depth-take").tryQuery().isPresent());
    click(robot, "#meaning-distance");
    click(robot, "#depth-take");
    var depth = studio.viewModel().document().plane(ConditionKind.DEPTH);
    assertThat(depth.width()).isEqualTo(320);
    assertThat(depth.at(100, 20)).isZero();
    assertThat(depth.at(100, 200)).isEqualTo(255);
    assertThat(studio.viewModel().inputs().planes().askedProperty().get()).isNull();
  }

  @Test
  void figuresAreAddedBentMovedHiddenRemovedAndRendered(FxRobot robot) throws Exception {
    choose(robot, RandomModels.POSE, ConditionKind.POSE);
    assertThat(isShown("#figures-panel")).isTrue();
    assertThat(studio.viewModel().canvas().toolProperty().get()).isEqualTo(Tool.POSE);
    var layer = studio.viewModel().document().figures();
    assertThat(layer.items()).hasSize(1);
    Pose before = layer.items().getFirst();
    Pose.Joint wrist = before.joints().get(4);
    Pose.Joint elbow = before.joints().get(3);
    double length = Math.hypot(wrist.x() - elbow.x(), wrist.y() - elbow.y());
    robot
        .moveTo(at(wrist.x(), wrist.y()))
        .press(MouseButton.PRIMARY)
        .moveTo(at(elbow.x() - 60, elbow.y() - 5))
        .release(MouseButton.PRIMARY);
    Pose.Joint bent = layer.items().getFirst().joints().get(4);
    assertThat(Math.hypot(bent.x() - elbow.x(), bent.y() - elbow.y()))
        .isCloseTo(length, org.assertj.core.data.Offset.offset(0.5));
    assertThat(bent.x()).isLessThan((float) (elbow.x() - 0.9 * length));
    assertThat(layer.items().getFirst().joints().get(3)).isEqualTo(elbow);

    // The neck takes all of it along.
    Pose.Joint neck = before.joints().get(1);
    robot
        .moveTo(at(neck.x(), neck.y()))
        .press(MouseButton.PRIMARY)
        .moveTo(at(neck.x() + 50, neck.y() + 10))
        .release(MouseButton.PRIMARY);
    assertThat(layer.items().getFirst().joints().get(13).x() - before.joints().get(13).x())
        .isBetween(46f, 54f);

    robot.moveTo(at(layer.items().getFirst().joints().get(4).x(), bent.y() + 10));
    robot.press(KeyCode.X).release(KeyCode.X);
    assertThat(layer.items().getFirst().joints().get(4).visible()).isFalse();
    // The button speaks of the joint that was pressed last, wherever the mouse is by then.
    Pose.Joint knee = layer.items().getFirst().joints().get(9);
    robot.moveTo(at(knee.x(), knee.y())).press(MouseButton.PRIMARY).release(MouseButton.PRIMARY);
    click(robot, "#hide-joint");
    assertThat(layer.items().getFirst().joints().get(9).visible()).isFalse();
    click(robot, "#pose-waving");
    assertThat(layer.items()).hasSize(2);
    assertThat(studio.viewModel().inputs().figures().selectedProperty().get()).isEqualTo(1);
    Pose waving = layer.items().get(1);
    click(robot, "#mirror-figure");
    click(robot, "#mirror-figure");
    for (int j = 0; j < Pose.JOINTS; j++) {
      assertThat(layer.items().get(1).joints().get(j).x())
          .isCloseTo(waving.joints().get(j).x(), org.assertj.core.data.Offset.offset(0.01f));
    }
    robot.press(KeyCode.DELETE).release(KeyCode.DELETE);
    assertThat(layer.items()).hasSize(1);
    robot.interact(() -> studio.viewModel().document().history().undo());
    assertThat(layer.items()).hasSize(2);

    robot.interact(() -> studio.viewModel().edits().resize(64, 48));
    renderNow(robot);
    Condition.Figures given = (Condition.Figures) shown().request().condition();
    assertThat(given.poses()).isEqualTo(layer.items());
    assertThat(given.width()).isEqualTo(64);
  }

  @Test
  void figuresGoToAFileAndComeBack(FxRobot robot) throws Exception {
    choose(robot, RandomModels.POSE, ConditionKind.POSE);
    var layer = studio.viewModel().document().figures();
    List<Pose> before = layer.items();
    Path file = folder.resolve("people.json");
    robot.interact(() -> studio.viewModel().exports().figures(file));
    await(() -> file.toFile().length() > 0);
    assertThat(OpenPose.read(file).width()).isEqualTo(320);
    click(robot, "#remove-figure");
    assertThat(layer.items()).isEmpty();
    robot.interact(() -> studio.viewModel().opening().open(file));
    await(() -> layer.items().equals(before));
  }

  @Test
  void aClassIsFoundAndChosen(FxRobot robot) throws Exception {
    choose(robot, RandomModels.CLASS, ConditionKind.CLASS);
    assertThat(isShown("#class-panel")).isTrue();
    ListView<?> list = (ListView<?>) studio.view().lookup("#classes");
    assertThat(list.getItems()).hasSize(20);
    robot.interact(() -> ((TextInputControl) studio.view().lookup("#class-search")).setText("17"));
    assertThat(list.getItems()).hasSize(1);
    robot.interact(() -> list.getSelectionModel().selectFirst());
    assertThat(settings().classLabelProperty().get()).isEqualTo(17);
    robot.interact(() -> studio.viewModel().edits().resize(32, 32));
    renderNow(robot);
    assertThat(shown().request().condition()).isEqualTo(new Condition.ClassLabel(17));
  }

  @Test
  void modelsThatTakeNothingSaySo(FxRobot robot) throws Exception {
    choose(robot, RandomModels.UNCONDITIONAL, ConditionKind.NONE);
    assertThat(isShown("#note-none")).isTrue();
    robot.interact(() -> studio.viewModel().edits().resize(32, 32));
    renderNow(robot);
  }

  @Test
  void aChangedFigureIsRepaintedAlone(FxRobot robot) throws Exception {
    choose(robot, RandomModels.POSE, ConditionKind.POSE);
    robot.interact(() -> studio.viewModel().edits().resize(96, 64));
    renderNow(robot);
    var first = shown();
    robot.interact(
        () ->
            studio
                .viewModel()
                .document()
                .figures()
                .replace(
                    "move",
                    studio.viewModel().document().figures().items().stream()
                        .map(p -> p.map(j -> j.at(j.x() + 6, j.y())))
                        .toList()));
    robot.interact(() -> render().repaint());
    await(() -> shown() != first && render().phaseProperty().get() == RenderPhase.IDLE);
    int[] a = java.util.Objects.requireNonNull(first.state()).tokens().tokens();
    int[] b = java.util.Objects.requireNonNull(shown().state()).tokens().tokens();
    assertThat(b[0]).isEqualTo(a[0]);
    assertThat(b).hasSameSizeAs(a);
    assertThat(shown().request().condition()).isNotEqualTo(first.request().condition());
  }

  @Test
  void aModelOfOtherLabelsBringsItsPaletteAndAsksAboutTheLayout(FxRobot robot) throws Exception {
    robot.interact(
        () -> {
          LabelMap map = LabelMap.filled(96, 64, 0);
          java.util.Arrays.fill(map.labels(), 96 * 40, 96 * 64, (byte) 10);
          java.util.Arrays.fill(map.labels(), 96 * 20, 96 * 40, (byte) 6);
          studio.viewModel().document().replaceLayout("a lake", map);
        });
    choose(robot, RandomModels.ADE20K, ConditionKind.LAYOUT);
    await(() -> studio.viewModel().palette().idProperty().get().equals("ade20k"));
    await(() -> robot.lookup("#mapping-open").tryQuery().isPresent());
    click(robot, "#mapping-open");
    Palette ade = studio.viewModel().palette().paletteProperty().get();
    assertThat(ade.of(label(10, 5)).orElseThrow().name()).isEqualTo("Sky");
    assertThat(ade.of(label(10, 30)).orElseThrow().name()).contains("Tree");
    assertThat(ade.of(label(10, 60)).orElseThrow().name()).contains("Water");
    renderNow(robot);
  }

  @Test
  void givingUpTheMappingGoesBackToTheModelBefore(FxRobot robot) throws Exception {
    String model = render().settings().model();
    String palette = studio.viewModel().palette().idProperty().get();
    LabelMap map = LabelMap.filled(96, 64, 0);
    java.util.Arrays.fill(map.labels(), 96 * 40, 96 * 64, (byte) 10);
    robot.interact(() -> studio.viewModel().document().replaceLayout("a lake", map));
    choose(robot, RandomModels.ADE20K, ConditionKind.LAYOUT);
    await(() -> robot.lookup("#mapping-open").tryQuery().isPresent());
    robot.type(KeyCode.ESCAPE);
    await(() -> render().settings().model().equals(model));
    await(() -> studio.viewModel().palette().idProperty().get().equals(palette));
    WaitForAsyncUtils.waitForFxEvents();
    assertThat(robot.lookup("#mapping-card").tryQuery()).isEmpty();
    assertThat(studio.viewModel().document().layout().snapshot()).isEqualTo(map);
  }

  @Test
  void boxesAreDrawnMovedResizedGivenAClassRemovedAndRendered(FxRobot robot) throws Exception {
    choose(robot, RandomModels.BOXES, ConditionKind.BOXES);
    assertThat(studio.viewModel().canvas().toolProperty().get()).isEqualTo(Tool.BOX);
    var layer = studio.viewModel().document().objects();
    robot.moveTo(at(200, 60)).press(MouseButton.PRIMARY).release(MouseButton.PRIMARY);
    assertThat(layer.items()).isEmpty();
    assertThat(studio.viewModel().document().history().names()).isEmpty();
    drag(robot, 40, 40, 140, 100);
    assertThat(layer.items()).hasSize(1);
    PlacedObject drawn = layer.items().getFirst();
    assertThat(drawn.width()).isBetween(96.0, 104.0);
    robot.interact(() -> studio.viewModel().inputs().objects().categoryProperty().set(7));
    assertThat(layer.items().getFirst().category()).isEqualTo(7);
    drag(robot, 90, 70, 120, 90);
    assertThat(layer.items().getFirst().x() - drawn.x()).isBetween(26.0, 34.0);
    assertThat(layer.items().getFirst().width()).isEqualTo(drawn.width());
    PlacedObject moved = layer.items().getFirst();
    drag(
        robot,
        moved.x() + moved.width(),
        moved.y() + moved.height(),
        moved.x() + moved.width() + 40,
        moved.y() + moved.height());
    assertThat(layer.items().getFirst().width() - moved.width()).isBetween(35.0, 45.0);
    drag(robot, 250, 150, 300, 200);
    assertThat(layer.items()).hasSize(2);
    assertThat(layer.items().get(1).category()).isEqualTo(7);
    robot.press(KeyCode.DELETE).release(KeyCode.DELETE);
    assertThat(layer.items()).hasSize(1);
    robot.interact(() -> studio.viewModel().document().history().undo());
    assertThat(layer.items()).hasSize(2);
    // 16 × 16 pixels: all that this model makes.
    robot.interact(() -> render().start());
    await(() -> render().problemProperty().get() != null);
    assertThat(render().problemProperty().get()).contains("16 × 16");
    robot.interact(() -> studio.viewModel().edits().resize(16, 16));
    renderNow(robot);
    Condition.Objects given = (Condition.Objects) shown().request().condition();
    assertThat(given.objects()).hasSize(2).allMatch(o -> o.category() == 7 && o.x() < 1);
  }

  private void drag(FxRobot robot, double x0, double y0, double x1, double y1) {
    robot
        .moveTo(at(x0, y0))
        .press(MouseButton.PRIMARY)
        .moveTo(at(x1, y1))
        .release(MouseButton.PRIMARY);
  }
}
