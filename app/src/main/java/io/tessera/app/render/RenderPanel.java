package io.tessera.app.render;

import atlantafx.base.theme.Styles;
import java.util.Locale;
import javafx.beans.binding.Bindings;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.Slider;
import javafx.scene.control.TextField;
import javafx.scene.control.TextFormatter;
import javafx.scene.control.TitledPane;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.util.converter.LongStringConverter;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

/** Model, seed and variety; the field's own terms one click below. */
public final class RenderPanel extends VBox {
  private final RenderViewModel model;

  public RenderPanel(RenderViewModel model) {
    this.model = model;
    getStyleClass().add("render-panel");
    getChildren()
        .addAll(
            row("Model", models()),
            mood(),
            row("Seed", seed()),
            row("Variety", variety()),
            row("Quality", quality()),
            more());
    model
        .phaseProperty()
        .subscribe(p -> setDisable(p == RenderPhase.STARTING || p == RenderPhase.SAMPLING));
  }

  private Node models() {
    ComboBox<String> box = new ComboBox<>(model.models());
    box.setId("model");
    box.setMaxWidth(Double.MAX_VALUE);
    box.valueProperty().bindBidirectional(model.modelProperty());
    box.setAccessibleText("Model");
    box.setPlaceholder(new Label("No models found"));
    return box;
  }

  /** Shown for models that know moods. */
  private Node mood() {
    ComboBox<String> box = new ComboBox<>(model.moods());
    box.setId("mood");
    box.setMaxWidth(Double.MAX_VALUE);
    box.setAccessibleText("Mood");
    box.setTooltip(new Tooltip("The light of the picture; any lets the seed choose"));
    box.valueProperty().bindBidirectional(model.moodProperty());
    box.setCellFactory(list -> moodCell());
    box.setButtonCell(moodCell());
    Node row = row("Mood", box);
    row.visibleProperty().bind(Bindings.isNotEmpty(model.moods()));
    row.managedProperty().bind(row.visibleProperty());
    return row;
  }

  private static ListCell<String> moodCell() {
    return new ListCell<>() {
      @Override
      protected void updateItem(@Nullable String mood, boolean empty) {
        super.updateItem(mood, empty);
        setText(mood == null || empty ? null : name(mood));
      }
    };
  }

  private static String name(String mood) {
    return RenderViewModel.ANY.equals(mood)
        ? "Any (the seed chooses)"
        : Character.toUpperCase(mood.charAt(0)) + mood.substring(1);
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
    field.setAccessibleText("Seed");
    field.setTooltip(new Tooltip("The same seed and settings give the same picture"));
    formatter.valueProperty().subscribe(v -> model.seedProperty().set(v == null ? 0 : v));
    model.seedProperty().subscribe(v -> formatter.setValue(v.longValue()));
    Button dice = new Button(null, new FontIcon("fth-shuffle"));
    dice.setId("dice");
    dice.getStyleClass().add(Styles.BUTTON_ICON);
    dice.setTooltip(new Tooltip("Another seed"));
    dice.setAccessibleText("Another seed");
    dice.setOnAction(e -> model.rollSeed());
    HBox.setHgrow(field, Priority.ALWAYS);
    HBox box = new HBox(6, field, dice);
    box.setAlignment(Pos.CENTER_LEFT);
    return box;
  }

  private Node variety() {
    Node slider = slider("temperature", model.temperatureProperty(), 0.2, 1.6, "%.2f");
    Tooltip.install(
        slider, new Tooltip("Temperature: low is tame and even, high is rich and risky"));
    return slider;
  }

  private Node quality() {
    ToggleGroup group = new ToggleGroup();
    HBox box = new HBox();
    Quality[] all = Quality.values();
    for (Quality q : all) {
      ToggleButton button = new ToggleButton(q.title());
      button.setId("quality-" + q.name().toLowerCase(Locale.ROOT));
      button.setToggleGroup(group);
      button.setUserData(q);
      button.setMaxWidth(Double.MAX_VALUE);
      button.setTooltip(new Tooltip(q.hint()));
      button
          .getStyleClass()
          .addAll(
              Styles.SMALL,
              q == all[0]
                  ? Styles.LEFT_PILL
                  : q == all[all.length - 1] ? Styles.RIGHT_PILL : Styles.CENTER_PILL);
      HBox.setHgrow(button, Priority.ALWAYS);
      box.getChildren().add(button);
    }
    model
        .qualityProperty()
        .subscribe(
            q ->
                group.getToggles().stream()
                    .filter(t -> t.getUserData() == q)
                    .forEach(group::selectToggle));
    group
        .selectedToggleProperty()
        .subscribe(
            (before, now) -> {
              if (now == null) {
                group.selectToggle(before); // one is always chosen
              } else {
                model.qualityProperty().set((Quality) now.getUserData());
              }
            });
    return box;
  }

  private Node more() {
    CheckBox previews = new CheckBox("Show the picture while it grows");
    previews.selectedProperty().bindBidirectional(model.previewsProperty());
    Label hint =
        new Label(
            "Guidance above 1 follows layout and mood more closely, at half the speed. Top-k and top-p leave unlikely tokens out of the draw. Without the growing picture, renders are a little faster.");
    hint.setWrapText(true);
    hint.getStyleClass().add("hint");
    VBox content =
        new VBox(
            8,
            row("Guidance", slider("guidance", model.guidanceProperty(), 1, 4, "%.1f")),
            row("Top-k", slider("top-k", model.topKProperty(), 1, 1024, "%.0f")),
            row("Top-p", slider("top-p", model.topPProperty(), 0.05, 1, "%.2f")),
            previews,
            hint);
    TitledPane pane = new TitledPane("Guidance, top-k, nucleus, preview", content);
    pane.setId("more");
    pane.setExpanded(false);
    pane.setAnimated(false);
    pane.getStyleClass().add(Styles.DENSE);
    return pane;
  }

  private static Node slider(
      String id,
      javafx.beans.property.Property<Number> value,
      double min,
      double max,
      String format) {
    Slider slider = new Slider(min, max, value.getValue().doubleValue());
    slider.setId(id);
    slider.getStyleClass().add(Styles.SMALL);
    slider.setAccessibleText(id);
    slider.valueProperty().bindBidirectional(value);
    Label number = new Label();
    number.getStyleClass().add("number");
    number
        .textProperty()
        .bind(
            Bindings.createStringBinding(
                () -> format.formatted(value.getValue().doubleValue()), value));
    HBox.setHgrow(slider, Priority.ALWAYS);
    HBox box = new HBox(8, slider, number);
    box.setAlignment(Pos.CENTER_LEFT);
    return box;
  }

  private static HBox row(String title, Node control) {
    Label label = new Label(title);
    label.getStyleClass().add("row-title");
    HBox.setHgrow(control, Priority.ALWAYS);
    HBox row = new HBox(8, label, control);
    row.setAlignment(Pos.CENTER_LEFT);
    return row;
  }
}
