package io.tessera.app.render;

import atlantafx.base.theme.Styles;
import io.tessera.api.RenderRequest;
import io.tessera.app.controls.Forms;
import io.tessera.app.text.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.collections.ListChangeListener;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.TextField;
import javafx.scene.control.TextFormatter;
import javafx.scene.control.TitledPane;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.util.converter.LongStringConverter;

/** Model, seed and variety; the field's own terms one click below. */
public final class RenderPanel extends VBox {
  private final RenderViewModel model;
  private final RenderSettings settings;
  private final Presets presets;
  private final Texts texts;

  public RenderPanel(RenderViewModel model, Presets presets, Texts texts) {
    this.model = model;
    this.settings = model.settings();
    this.presets = presets;
    this.texts = texts;
    getStyleClass().add("render-panel");
    getChildren()
        .addAll(
            Forms.row(texts.get("render.model"), models()),
            mood(),
            Forms.row(texts.get("render.seed"), seed()),
            Forms.row(
                texts.get("render.variety"),
                Forms.slider(
                    "temperature",
                    texts.get("render.variety.hint"),
                    settings.temperatureProperty(),
                    0.2,
                    1.6,
                    "%.2f")),
            Forms.row(texts.get("render.quality"), quality()),
            restoredSchedule(),
            Forms.row(texts.get("render.candidates"), candidates()),
            live(),
            more());
  }

  private Node models() {
    ComboBox<String> box = new ComboBox<>(model.catalog().models());
    box.setId("model");
    box.setMaxWidth(Double.MAX_VALUE);
    box.valueProperty().bindBidirectional(settings.modelProperty());
    box.setAccessibleText(texts.get("render.model"));
    box.setPlaceholder(new Label(texts.get("render.no-models")));
    HBox.setHgrow(box, Priority.ALWAYS);
    HBox row = new HBox(6, box, presetMenu());
    row.setAlignment(Pos.CENTER_LEFT);
    return row;
  }

  private MenuButton presetMenu() {
    MenuButton menu =
        Forms.icon(new MenuButton(), "presets", "fth-sliders", texts.get("preset.title"));
    menu.getStyleClass().add(atlantafx.base.theme.Tweaks.NO_ARROW);
    Runnable fill =
        () -> {
          List<MenuItem> items = new ArrayList<>();
          for (Preset p : presets.all()) {
            MenuItem item = new MenuItem(texts.getOr(p.id(), p.id()));
            item.setOnAction(e -> settings.use(p));
            items.add(item);
          }
          items.add(new SeparatorMenuItem());
          MenuItem save = new MenuItem(texts.get("preset.save"));
          save.setOnAction(e -> presets.keep(settings));
          MenuItem reset = new MenuItem(texts.get("preset.reset"));
          reset.setOnAction(e -> settings.use(Preset.STANDARD));
          items.add(save);
          items.add(reset);
          menu.getItems().setAll(items);
        };
    presets.all().addListener((ListChangeListener<Preset>) c -> fill.run());
    fill.run();
    return menu;
  }

  /** Chips, for models that know moods. */
  private Node mood() {
    FlowPane chips = new FlowPane(5, 5);
    chips.setId("moods");
    ToggleGroup group = new ToggleGroup();
    Runnable fill =
        () -> {
          group.getToggles().clear();
          chips.getChildren().clear();
          for (String mood : model.catalog().moods()) {
            ToggleButton chip = new ToggleButton(texts.getOr("mood." + mood, mood));
            chip.setId("mood-" + mood);
            chip.getStyleClass().addAll(Styles.SMALL, "chip");
            chip.setToggleGroup(group);
            chip.setUserData(mood);
            chip.setTooltip(new Tooltip(texts.get("render.mood.hint")));
            chip.setOnAction(
                e -> {
                  chip.setSelected(true);
                  settings.moodProperty().set(mood);
                });
            chip.setSelected(mood.equals(settings.moodProperty().get()));
            chips.getChildren().add(chip);
          }
        };
    model.catalog().moods().addListener((ListChangeListener<String>) c -> fill.run());
    settings
        .moodProperty()
        .addListener(
            (o, before, now) ->
                group.getToggles().forEach(t -> t.setSelected(t.getUserData().equals(now))));
    fill.run();
    chips.visibleProperty().bind(Bindings.isNotEmpty(model.catalog().moods()));
    chips.managedProperty().bind(chips.visibleProperty());
    return chips;
  }

  private Node seed() {
    TextFormatter<Long> formatter =
        new TextFormatter<>(
            new LongStringConverter(),
            1L,
            c -> c.getControlNewText().matches("\\d{0,18}") ? c : null);
    TextField field = new TextField();
    field.setId("seed");
    field.setTextFormatter(formatter);
    field.setAccessibleText(texts.get("render.seed"));
    field.setTooltip(new Tooltip(texts.get("render.seed.hint")));
    field.setPrefColumnCount(6);
    settings.seedProperty().subscribe(v -> formatter.setValue(v.longValue()));
    formatter.valueProperty().subscribe(v -> settings.seedProperty().set(v == null ? 0 : v));
    Button next = Forms.icon(new Button(), "next-seed", "fth-plus", texts.get("render.seed.next"));
    next.setOnAction(e -> settings.seedProperty().set(settings.seedProperty().get() + 1));
    Button dice = Forms.icon(new Button(), "dice", "fth-shuffle", texts.get("render.seed.dice"));
    dice.setOnAction(e -> settings.rollSeed());
    ToggleButton lock =
        Forms.icon(new ToggleButton(), "seed-lock", "fth-lock", texts.get("render.seed.lock"));
    lock.selectedProperty().bindBidirectional(settings.seedLockedProperty());
    HBox.setHgrow(field, Priority.ALWAYS);
    HBox box = new HBox(2, field, next, dice, lock);
    box.setAlignment(Pos.CENTER_LEFT);
    return box;
  }

  private Node quality() {
    return Forms.segments(
        "quality",
        Quality.values(),
        settings.qualityProperty(),
        q -> texts.get("quality." + key(q)),
        q -> texts.get("quality." + key(q) + ".hint"),
        RenderPanel::key);
  }

  /** Says so where a restored picture was sampled in another way than the qualities offer. */
  private Node restoredSchedule() {
    Label name = new Label();
    name.setId("restored-schedule");
    name.setWrapText(true);
    name.getStyleClass().add(Styles.TEXT_MUTED);
    name.textProperty()
        .bind(settings.scheduleProperty().map(s -> texts.get("render.quality.restored", s.id())));
    HBox.setHgrow(name, Priority.ALWAYS);
    Button drop =
        Forms.icon(
            new Button(), "drop-schedule", "fth-x", texts.get("render.quality.restored.drop"));
    drop.setOnAction(e -> settings.choose(settings.qualityProperty().get()));
    HBox row = new HBox(6, name, drop);
    row.setAlignment(Pos.CENTER_LEFT);
    row.visibleProperty()
        .bind(
            Bindings.createBooleanBinding(
                () ->
                    !settings
                        .scheduleProperty()
                        .get()
                        .equals(settings.qualityProperty().get().schedule()),
                settings.scheduleProperty(),
                settings.qualityProperty()));
    row.managedProperty().bind(row.visibleProperty());
    return row;
  }

  private static String key(Quality q) {
    return q.name().toLowerCase(Locale.ROOT);
  }

  private Node candidates() {
    return Forms.segments(
        "candidates",
        new Integer[] {1, 2, 4},
        settings.candidatesProperty().asObject(),
        String::valueOf,
        n -> texts.get("render.candidates.hint"),
        String::valueOf);
  }

  private Node live() {
    CheckBox box = new CheckBox(texts.get("render.live"));
    box.setId("live");
    box.setTooltip(new Tooltip(texts.get("render.live.hint")));
    box.selectedProperty().bindBidirectional(model.liveProperty());
    return box;
  }

  /** For models that have learned how much. */
  private Node texture() {
    Node row =
        Forms.row(
            texts.get("render.texture"),
            Forms.slider(
                "texture",
                texts.get("render.texture.hint"),
                settings.textureProperty(),
                0,
                RenderRequest.MOST_TEXTURE,
                "%.1f"));
    row.visibleProperty().bind(textured());
    row.managedProperty().bind(row.visibleProperty());
    return row;
  }

  /** Whether the chosen model has learned texture. */
  private BooleanBinding textured() {
    return Bindings.createBooleanBinding(
        () -> model.catalog().inputProperty().get().texture(), model.catalog().inputProperty());
  }

  private Node more() {
    CheckBox previews = new CheckBox(texts.get("render.previews"));
    previews.setTooltip(new Tooltip(texts.get("render.previews.hint")));
    previews.selectedProperty().bindBidirectional(settings.previewsProperty());
    VBox content =
        new VBox(
            8,
            Forms.row(
                texts.get("render.guidance"),
                Forms.slider(
                    "guidance",
                    texts.get("render.guidance.hint"),
                    settings.guidanceProperty(),
                    1,
                    4,
                    "%.1f")),
            Forms.row(
                texts.get("render.top-k"),
                Forms.slider(
                    "top-k",
                    texts.get("render.top-k.hint"),
                    settings.topKProperty(),
                    1,
                    1024,
                    "%.0f")),
            Forms.row(
                texts.get("render.top-p"),
                Forms.slider(
                    "top-p",
                    texts.get("render.top-p.hint"),
                    settings.topPProperty(),
                    0.05,
                    1,
                    "%.2f")),
            texture(),
            Forms.row(
                texts.get("render.sweeps"),
                Forms.slider(
                    "sweeps",
                    texts.get("render.sweeps.hint"),
                    settings.sweepsProperty(),
                    0,
                    4,
                    "%.0f")),
            previews);
    TitledPane pane = new TitledPane();
    pane.setContent(content);
    pane.textProperty()
        .bind(
            Bindings.when(textured())
                .then(texts.get("render.more"))
                .otherwise(texts.get("render.more.plain")));
    pane.setId("more");
    pane.setExpanded(false);
    pane.setAnimated(false);
    pane.getStyleClass().add(Styles.DENSE);
    return pane;
  }
}
