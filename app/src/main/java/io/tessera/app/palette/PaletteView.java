package io.tessera.app.palette;

import atlantafx.base.controls.CustomTextField;
import io.tessera.engine.image.Palette.Material;
import javafx.beans.binding.Bindings;
import javafx.collections.ListChangeListener;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.scene.paint.Color;
import javafx.scene.shape.Rectangle;
import org.kordamp.ikonli.javafx.FontIcon;

/** Swatches with names, in two columns, and a search above them. */
public final class PaletteView extends VBox {
  private static final PseudoClass CHOSEN = PseudoClass.getPseudoClass("chosen");
  private static final int KEYS = 9;

  private final PaletteViewModel model;
  private final GridPane grid = new GridPane();

  public PaletteView(PaletteViewModel model) {
    this.model = model;
    getStyleClass().add("palette-view");
    CustomTextField search = new CustomTextField();
    search.setId("palette-search");
    search.setLeft(new FontIcon("fth-search"));
    search.setPromptText("Search " + model.palette().materials().size() + " materials");
    search.setAccessibleText("Search materials");
    search.textProperty().bindBidirectional(model.searchProperty());
    for (int i = 0; i < 2; i++) {
      ColumnConstraints half = new ColumnConstraints();
      half.setPercentWidth(50);
      grid.getColumnConstraints().add(half);
    }
    grid.getStyleClass().add("materials");
    Label none = new Label("No material has that name");
    none.getStyleClass().add("hint");
    none.visibleProperty().bind(Bindings.isEmpty(model.shown()));
    none.managedProperty().bind(none.visibleProperty());
    getChildren().addAll(search, grid, none);
    model.shown().addListener((ListChangeListener<Material>) c -> fill());
    model.labelProperty().subscribe(l -> mark());
    fill();
  }

  private void fill() {
    grid.getChildren().clear();
    int place = 0;
    for (Material m : model.shown()) {
      grid.add(swatch(m), place % 2, place / 2);
      place++;
    }
    mark();
  }

  private Node swatch(Material m) {
    Rectangle color =
        new Rectangle(18, 18, Color.rgb(m.rgb() >> 16 & 255, m.rgb() >> 8 & 255, m.rgb() & 255));
    color.setArcWidth(7);
    color.setArcHeight(7);
    color.getStyleClass().add("swatch");
    Label name = new Label(m.name());
    HBox row = new HBox(color, name, spacer());
    row.setAlignment(Pos.CENTER_LEFT);
    row.getStyleClass().add("material-row");
    int key = model.palette().materials().indexOf(m) + 1;
    if (key <= KEYS) {
      Label shortcut = new Label(Integer.toString(key));
      shortcut.getStyleClass().add("hint");
      row.getChildren().add(shortcut);
    }
    Button button = new Button();
    button.setGraphic(row);
    button.setContentDisplay(ContentDisplay.GRAPHIC_ONLY);
    button.getStyleClass().add("material");
    button.setMaxWidth(Double.MAX_VALUE);
    button.setId("material-" + m.label());
    button.setAccessibleText(m.name());
    button.setUserData(m);
    button.setOnAction(e -> model.labelProperty().set(m.label()));
    row.prefWidthProperty().bind(button.widthProperty().subtract(14));
    return button;
  }

  private static Region spacer() {
    Region spacer = new Region();
    HBox.setHgrow(spacer, Priority.ALWAYS);
    return spacer;
  }

  private void mark() {
    for (Node n : grid.getChildren()) {
      n.pseudoClassStateChanged(
          CHOSEN,
          n.getUserData() instanceof Material m && m.label() == model.labelProperty().get());
    }
  }
}
