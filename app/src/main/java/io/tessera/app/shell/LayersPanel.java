package io.tessera.app.shell;

import atlantafx.base.theme.Styles;
import io.tessera.api.ConditionKind;
import io.tessera.app.canvas.ActiveLayer;
import io.tessera.app.canvas.CanvasViewModel;
import io.tessera.app.canvas.LayerState;
import io.tessera.app.controls.Forms;
import io.tessera.app.text.Texts;
import javafx.beans.binding.Bindings;
import javafx.beans.value.ObservableBooleanValue;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.Slider;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

/** The layers from the uppermost down: seen or not, how much, locked; which one is painted on. */
final class LayersPanel extends VBox {
  private static final PseudoClass CHOSEN = PseudoClass.getPseudoClass("chosen");

  private final CanvasViewModel canvas;
  private final Texts texts;

  LayersPanel(CanvasViewModel canvas, Texts texts) {
    super(3);
    this.canvas = canvas;
    this.texts = texts;
    setId("layers");
    getChildren()
        .addAll(
            row("mask", canvas.maskState(), ActiveLayer.MASK, null),
            row("picture", canvas.pictureState(), null, canvas.hasPictureProperty()),
            row("figures", canvas.figuresState(), null, null),
            planes(canvas),
            row("layout", canvas.layoutState(), ActiveLayer.LAYOUT, null),
            row(
                "photograph",
                canvas.photographState(),
                null,
                Bindings.isNotNull(canvas.photographImageProperty())));
  }

  /** Depth or edges, by what the model takes. */
  private VBox planes(CanvasViewModel canvas) {
    VBox rows = new VBox();
    for (ConditionKind kind : ConditionKind.planes()) {
      HBox row = row(kind.id(), canvas.planeState(), ActiveLayer.PLANE, null);
      row.visibleProperty().bind(canvas.planeKindProperty().isEqualTo(kind));
      row.managedProperty().bind(row.visibleProperty());
      rows.getChildren().add(row);
    }
    return rows;
  }

  /**
   * @param active what painting on it is called, if it can be painted on
   * @param there whether the layer has anything; null for always
   */
  private HBox row(
      String id,
      LayerState state,
      @Nullable ActiveLayer active,
      @Nullable ObservableBooleanValue there) {
    String name = texts.get("layer." + id);
    ToggleButton eye =
        Forms.icon(
            new ToggleButton(), "layer-" + id + "-eye", "fth-eye", texts.get("layer.show", name));
    eye.selectedProperty().bindBidirectional(state.visibleProperty());
    FontIcon eyeIcon = (FontIcon) eye.getGraphic();
    state.visibleProperty().subscribe(v -> eyeIcon.setIconLiteral(v ? "fth-eye" : "fth-eye-off"));
    ToggleButton choose = new ToggleButton(name);
    choose.setId("layer-" + id);
    choose.getStyleClass().addAll(Styles.FLAT, Styles.SMALL, "layer-name");
    choose.setMaxWidth(Double.MAX_VALUE);
    choose.setAlignment(Pos.CENTER_LEFT);
    Slider opacity = new Slider(0, 1, 1);
    opacity.setId("layer-" + id + "-opacity");
    opacity.getStyleClass().add(Styles.SMALL);
    opacity.setPrefWidth(70);
    opacity.setMinWidth(70);
    opacity.setAccessibleText(texts.get("layer.opacity", name));
    opacity.setTooltip(new Tooltip(texts.get("layer.opacity", name)));
    opacity.valueProperty().bindBidirectional(state.opacityProperty());
    HBox row = new HBox(4, eye, choose, Forms.spacer(), opacity);
    row.getStyleClass().add("layer-row");
    row.setAlignment(Pos.CENTER_LEFT);
    if (active != null) {
      choose.setTooltip(new Tooltip(texts.get("layer.choose", name)));
      choose.setOnAction(e -> canvas.activeProperty().set(active));
      canvas
          .activeProperty()
          .subscribe(
              a -> {
                choose.setSelected(a == active);
                row.pseudoClassStateChanged(CHOSEN, a == active);
              });
      ToggleButton lock =
          Forms.icon(
              new ToggleButton(),
              "layer-" + id + "-lock",
              "fth-unlock",
              texts.get("layer.lock", name));
      FontIcon lockIcon = (FontIcon) lock.getGraphic();
      lock.selectedProperty().bindBidirectional(state.lockedProperty());
      state.lockedProperty().subscribe(l -> lockIcon.setIconLiteral(l ? "fth-lock" : "fth-unlock"));
      row.getChildren().add(lock);
    } else {
      choose.setMouseTransparent(true);
      choose.setFocusTraversable(false);
      Label space = new Label();
      space.setMinWidth(30);
      row.getChildren().add(space);
    }
    if (there != null) {
      row.disableProperty().bind(Bindings.not(there));
    }
    return row;
  }
}
