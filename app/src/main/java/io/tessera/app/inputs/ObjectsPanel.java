package io.tessera.app.inputs;

import io.tessera.app.controls.Forms;
import io.tessera.app.text.Texts;
import javafx.beans.binding.Bindings;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Spinner;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

/** The class of the box that is worked on. */
public final class ObjectsPanel extends VBox {
  private static final int MOST = 65_535;

  public ObjectsPanel(ObjectsViewModel model, Texts texts) {
    super(8);
    setId("objects-panel");
    Spinner<Integer> category = new Spinner<>(0, MOST, model.categoryProperty().get());
    category.setId("object-class");
    category.setEditable(true);
    category.setMaxWidth(Double.MAX_VALUE);
    category.setAccessibleText(texts.get("objects.class"));
    model.categoryProperty().subscribe(c -> category.getValueFactory().setValue(c.intValue()));
    category
        .valueProperty()
        .subscribe(
            c -> {
              if (c != null) {
                model.categoryProperty().set(c);
              }
            });
    Button remove =
        Forms.icon(new Button(), "remove-object", "fth-trash-2", texts.get("objects.remove"));
    remove.disableProperty().bind(Bindings.lessThan(model.selectedProperty(), 0));
    remove.setOnAction(e -> model.remove());
    Label hint = new Label(texts.get("objects.hint"));
    hint.getStyleClass().add("hint");
    hint.setWrapText(true);
    HBox row = new HBox(4, Forms.row(texts.get("objects.class"), category), remove);
    getChildren().addAll(row, hint);
  }
}
