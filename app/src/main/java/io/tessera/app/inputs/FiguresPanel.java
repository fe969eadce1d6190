package io.tessera.app.inputs;

import atlantafx.base.theme.Styles;
import io.tessera.app.controls.Forms;
import io.tessera.app.text.Texts;
import javafx.beans.binding.Bindings;
import javafx.beans.value.ObservableBooleanValue;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.image.ImageView;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.javafx.FontIcon;

/** Poses to begin with, and what can be done with the figure that is worked on. */
public final class FiguresPanel extends VBox {
  private final FiguresViewModel model;
  private final Texts texts;

  /**
   * @param open asks for a file of figures and opens it
   * @param save asks for a file and writes the figures to it
   */
  public FiguresPanel(FiguresViewModel model, Texts texts, Runnable open, Runnable save) {
    super(8);
    this.model = model;
    this.texts = texts;
    setId("figures-panel");
    Label hint = new Label(texts.get("figures.hint"));
    hint.getStyleClass().add("hint");
    hint.setWrapText(true);
    getChildren().addAll(library(), buttons(open, save), hint);
  }

  private Node library() {
    FlowPane poses = new FlowPane(6, 6);
    poses.setId("pose-library");
    for (PoseLibrary pose : PoseLibrary.values()) {
      String name = texts.get("pose." + pose.id());
      Button button = new Button();
      button.setId("pose-" + pose.id());
      button.setGraphic(new ImageView(Forms.image(PoseThumbnail.of(pose))));
      button.setContentDisplay(ContentDisplay.GRAPHIC_ONLY);
      button.getStyleClass().addAll(Styles.FLAT, "pose-thumbnail");
      button.setAccessibleText(texts.get("figures.add", name));
      button.setTooltip(new Tooltip(texts.get("figures.add", name)));
      button.setOnAction(e -> model.add(pose));
      poses.getChildren().add(button);
    }
    return poses;
  }

  private Node buttons(Runnable open, Runnable save) {
    ObservableBooleanValue none = Bindings.lessThan(model.selectedProperty(), 0);
    FlowPane row = new FlowPane(2, 2);
    row.getChildren()
        .addAll(
            button("mirror-figure", "fth-repeat", none, model::mirror),
            button("larger-figure", "fth-zoom-in", none, () -> model.resize(true)),
            button("smaller-figure", "fth-zoom-out", none, () -> model.resize(false)),
            button(
                "hide-joint",
                "fth-eye-off",
                Bindings.lessThan(model.touchedProperty(), 0),
                model::toggleJoint),
            button("remove-figure", "fth-trash-2", none, model::remove),
            button("open-figures", "fth-folder", null, open),
            button("save-figures", "fth-save", null, save));
    return row;
  }

  private Button button(
      String id,
      String icon,
      @org.jspecify.annotations.Nullable ObservableBooleanValue off,
      Runnable run) {
    Button button = Forms.icon(new Button(), id, icon, texts.get("figures." + id));
    ((FontIcon) button.getGraphic()).setIconSize(16);
    button.setOnAction(e -> run.run());
    if (off != null) {
      button.disableProperty().bind(off);
    }
    return button;
  }
}
