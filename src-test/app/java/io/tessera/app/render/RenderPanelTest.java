package io.tessera.app.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.tessera.api.Condition;
import io.tessera.api.ConditionKind;
import io.tessera.api.Engine;
import io.tessera.api.RenderRequest;
import io.tessera.api.SamplingConfig;
import io.tessera.api.Schedule;
import io.tessera.api.TagConfig;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.RgbImage;
import io.tessera.api.json.RequestJson;
import io.tessera.app.TinyModels;
import io.tessera.app.text.Texts;
import io.tessera.assets.Assets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import javafx.application.Platform;
import javafx.geometry.Rectangle2D;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.Slider;
import javafx.scene.control.TitledPane;
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
  private RenderSettings settings;
  private Presets presets;

  private static final class NoCanvas implements Canvas {
    @Override
    public int width() {
      return 32;
    }

    @Override
    public int height() {
      return 32;
    }

    @Override
    public Condition condition(ConditionKind kind) {
      return new Condition.Layout(LabelMap.filled(32, 32, 0));
    }

    @Override
    public void clear() {}

    @Override
    public void pixels(int x, int y, RgbImage pixels) {}

    @Override
    public void madeFrom(Condition condition) {}

    @Override
    public void attention(Rectangle2D window, Rectangle2D cell) {}
  }

  @Start
  void show(Stage stage) {
    Texts texts = new Texts(Locale.ENGLISH);
    settings = new RenderSettings(RandomGenerator.getDefault());
    model =
        new RenderViewModel(
            engine,
            Platform::runLater,
            (delay, work) -> Platform.runLater(work),
            new NoCanvas(),
            settings,
            texts);
    model.catalog().refresh();
    presets = new Presets(() -> "My preset");
    stage.setScene(new Scene(new RenderPanel(model, presets, texts), 320, 420));
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
    assertThat(settings.seedProperty().get()).isEqualTo(4038);
    robot.clickOn("#dice");
    assertThat(settings.seedProperty().get()).isNotEqualTo(4038).isBetween(1L, 1_000_000L);
  }

  @Test
  void theModelsOfTheLibraryAreOffered(FxRobot robot) {
    ComboBox<String> box = robot.lookup("#model").queryComboBox();
    assertThat(box.getItems()).contains("seg2img", "vqgan_tiny");
    assertThat(settings.modelProperty().get()).isNotNull();
  }

  @Test
  void textureIsOfferedWhereTheModelHasLearnedIt(FxRobot robot) throws Exception {
    robot.interact(() -> robot.lookup("#more").queryAs(TitledPane.class).setExpanded(true));
    robot.interact(() -> settings.modelProperty().set(TinyModels.LAYOUT));
    WaitForAsyncUtils.waitFor(
        10, TimeUnit.SECONDS, () -> model.catalog().inputProperty().get().cell() == 2);
    Slider slider = robot.lookup("#texture").queryAs(Slider.class);
    TitledPane more = robot.lookup("#more").queryAs(TitledPane.class);
    assertThat(slider.getParent().getParent().isVisible()).isFalse();
    assertThat(more.getText()).isEqualTo("Guidance, top-k, preview");
    robot.interact(() -> settings.modelProperty().set(Assets.DEMO));
    WaitForAsyncUtils.waitFor(
        10, TimeUnit.SECONDS, () -> slider.getParent().getParent().isVisible());
    assertThat(more.getText()).isEqualTo("Guidance, top-k, texture, preview");
    robot.interact(() -> slider.setValue(0.5));
    Condition none = new Condition.None();
    assertThat(settings.request(none, 32, 32, 1, true).texture()).isEqualTo(0.5);
    // It is kept, and comes back with an earlier picture.
    RenderSettings again = new RenderSettings(RandomGenerator.getDefault());
    again.load(settings.save());
    assertThat(again.textureProperty().get()).isEqualTo(0.5);
    robot.interact(() -> slider.setValue(2));
    robot.interact(() -> settings.restore(again.request(none, 32, 32, 1, true)));
    assertThat(settings.textureProperty().get()).isEqualTo(0.5);
  }

  @Test
  void moodsAreOfferedWhereTheModelKnowsThem(FxRobot robot) throws Exception {
    robot.interact(() -> settings.modelProperty().set(Assets.DEMO));
    WaitForAsyncUtils.waitFor(10, TimeUnit.SECONDS, () -> model.catalog().moods().contains("dusk"));
    WaitForAsyncUtils.waitForFxEvents();
    assertThat(model.catalog().moods())
        .containsExactly("any", "day", "golden", "sunset", "dusk", "night", "fog");
    assertThat(settings.guidanceProperty().get()).isEqualTo(2.0);
    assertThat(robot.lookup("#mood-day").queryAs(ToggleButton.class).isSelected()).isTrue();
    robot.clickOn("#mood-dusk");
    assertThat(settings.moodProperty().get()).isEqualTo("dusk");
    robot.interact(() -> settings.modelProperty().set(TinyModels.LAYOUT));
    WaitForAsyncUtils.waitFor(10, TimeUnit.SECONDS, () -> model.catalog().moods().isEmpty());
    WaitForAsyncUtils.waitForFxEvents();
    assertThat(robot.lookup("#moods").query().isVisible()).isFalse();
    assertThat(settings.moodProperty().get()).isEqualTo("any");
    assertThat(settings.guidanceProperty().get()).isEqualTo(1);
  }

  @Test
  void presetsAreUsedAndKept(FxRobot robot) {
    robot.interact(
        () -> {
          settings.use(Preset.BUILT_IN.get(3));
          settings.topKProperty().set(55);
          presets.keep(settings);
          settings.use(Preset.STANDARD);
        });
    assertThat(settings.topKProperty().get()).isEqualTo(100);
    Presets again = new Presets(() -> "My preset");
    again.load(presets.save());
    assertThat(again.all()).last().isEqualTo(presets.all().getLast());
    robot.interact(() -> settings.use(again.all().getLast()));
    assertThat(settings.topKProperty().get()).isEqualTo(55);
    again.load(java.util.Map.of("bad", "1 2"));
    assertThat(again.all()).hasSize(Preset.BUILT_IN.size());
  }

  @Test
  void guidanceFollowsTheMoodUntilItIsTheArtistsOwn() {
    RenderSettings s = new RenderSettings(RandomGenerator.getDefault());
    SamplingConfig foggy = new SamplingConfig(100, 0.92, 2, java.util.Map.of("fog", 1.0));
    TagConfig mood = new TagConfig("mood", 9, List.of("day", "fog"), true, "day");
    s.suggest(
        (tags, seed) ->
            foggy.told(List.of(mood.choice(Optional.ofNullable(tags.get("mood")), seed))));
    s.modelProperty().set("any");
    long day = seedOf("day", mood);
    long fog = seedOf("fog", mood);
    assertThat(s.guidanceProperty().get()).isEqualTo(2);
    s.moodProperty().set("fog");
    assertThat(s.guidanceProperty().get()).isEqualTo(1);
    assertThat(s.topPProperty().get()).isEqualTo(0.92);
    s.moodProperty().set("day");
    assertThat(s.guidanceProperty().get()).isEqualTo(2);
    // Where the artist chooses none, the seed does; candidates have seeds of their own.
    s.moodProperty().set(RenderSettings.ANY);
    s.seedProperty().set(day);
    assertThat(s.guidanceProperty().get()).isEqualTo(2);
    assertThat(guidance(s, day)).isEqualTo(2);
    assertThat(guidance(s, fog)).isEqualTo(1);
    s.seedProperty().set(fog);
    assertThat(s.guidanceProperty().get()).isEqualTo(1);
    // An earlier picture comes back as it was, though now another guidance is suggested for it.
    s.guidanceProperty().set(2);
    RenderRequest earlier = s.request(new Condition.None(), 256, 256, fog, true);
    s.seedProperty().set(day);
    s.restore(earlier);
    assertThat(s.guidanceProperty().get()).isEqualTo(2);
    assertThat(guidance(s, fog)).isEqualTo(2);
    s.guidanceProperty().set(3);
    s.moodProperty().set("fog");
    assertThat(s.guidanceProperty().get()).isEqualTo(3);
    assertThat(guidance(s, day)).isEqualTo(3);
  }

  @Test
  void aRestoredPictureKeepsItsScheduleUntilAnotherQualityIsWanted(FxRobot robot) {
    Node row = robot.lookup("#restored-schedule").query().getParent();
    assertThat(row.isVisible()).isFalse();
    RenderRequest now = settings.request(new Condition.None(), 32, 32, 1, true);
    assertThat(now.schedule()).isEqualTo(Quality.BALANCED.schedule());
    RenderRequest earlier = RequestJson.read(RequestJson.write(now).replace("8x4", "8"));
    robot.interact(() -> settings.restore(earlier));
    assertThat(row.isVisible()).isTrue();
    assertThat(robot.lookup("#restored-schedule").queryAs(Label.class).getText())
        .endsWith("strided:8");
    assertThat(settings.request(new Condition.None(), 32, 32, 1, true).schedule())
        .isEqualTo(new Schedule.Strided(8, 1));
    robot.interact(() -> robot.lookup("#drop-schedule").queryAs(Button.class).fire());
    assertThat(row.isVisible()).isFalse();
    assertThat(settings.request(new Condition.None(), 32, 32, 1, true)).isEqualTo(now);
    robot.interact(() -> settings.restore(earlier));
    robot.interact(() -> settings.qualityProperty().set(Quality.EXACT));
    assertThat(settings.request(new Condition.None(), 32, 32, 1, true).schedule())
        .isEqualTo(Schedule.EXACT);
  }

  private static long seedOf(String value, TagConfig mood) {
    return LongStream.range(1, 100)
        .filter(seed -> mood.choice(Optional.empty(), seed).equals(value))
        .findFirst()
        .orElseThrow();
  }

  private static double guidance(RenderSettings s, long seed) {
    return s.request(new Condition.None(), 256, 256, seed, true).guidance();
  }

  @Test
  void settingsFollowWhatTheModelSuggestsUntilTheyAreTheArtistsOwn() {
    RenderSettings s = new RenderSettings(RandomGenerator.getDefault());
    s.suggest((tags, seed) -> new SamplingConfig(100, 1, 2));
    assertThat(s.guidanceProperty().get()).isEqualTo(2);
    s.use(Preset.BUILT_IN.get(1));
    assertThat(s.guidanceProperty().get()).isEqualTo(3.2);
    s.suggest((tags, seed) -> SamplingConfig.PLAIN);
    assertThat(s.guidanceProperty().get()).isEqualTo(3.2);
    s.use(Preset.STANDARD);
    assertThat(s.guidanceProperty().get()).isEqualTo(1);
    s.suggest((tags, seed) -> new SamplingConfig(600, 0.92, 1));
    assertThat(s.topKProperty().get()).isEqualTo(600);
    s.use(Preset.BUILT_IN.get(2));
    assertThat(s.topKProperty().get()).isEqualTo(300);
    // One that was kept as the artist's own stays, though the model suggests another.
    RenderSettings own = new RenderSettings(RandomGenerator.getDefault());
    own.suggest((tags, seed) -> new SamplingConfig(100, 1, 2));
    own.guidanceProperty().set(1);
    RenderSettings again = new RenderSettings(RandomGenerator.getDefault());
    again.load(own.save());
    again.suggest((tags, seed) -> new SamplingConfig(100, 1, 2));
    assertThat(again.guidanceProperty().get()).isEqualTo(1);
  }

  @Test
  void oneQualityIsAlwaysChosen(FxRobot robot) {
    assertThat(settings.qualityProperty().get()).isEqualTo(Quality.BALANCED);
    robot.clickOn("#quality-exact");
    assertThat(settings.qualityProperty().get()).isEqualTo(Quality.EXACT);
    robot.clickOn("#quality-exact");
    assertThat(settings.qualityProperty().get()).isEqualTo(Quality.EXACT);
    assertThat(robot.lookup("#quality-exact").queryAs(ToggleButton.class).isSelected()).isTrue();
    robot.interact(() -> settings.qualityProperty().set(Quality.DRAFT));
    assertThat(robot.lookup("#quality-draft").queryAs(ToggleButton.class).isSelected()).isTrue();
  }

  @Test
  void theFieldsTermsAreOneClickBelow(FxRobot robot) {
    robot.clickOn("#more");
    robot.interact(() -> settings.topKProperty().set(7));
    assertThat(robot.lookup("#top-k").queryAs(javafx.scene.control.Slider.class).getValue())
        .isEqualTo(7);
  }
}
