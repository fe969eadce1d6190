package io.tessera.app.palette;

import atlantafx.base.controls.CustomTextField;
import io.tessera.api.image.Palette.Material;
import io.tessera.app.controls.Forms;
import io.tessera.app.text.Texts;
import javafx.beans.binding.Bindings;
import javafx.collections.ListChangeListener;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.Label;
import javafx.scene.control.MenuItem;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import javafx.scene.paint.Color;
import javafx.scene.shape.Rectangle;
import org.kordamp.ikonli.javafx.FontIcon;

/** Swatches with names, in two columns, and a search above them. */
public final class PaletteView extends VBox {
  private static final PseudoClass CHOSEN = PseudoClass.getPseudoClass("chosen");
  private static final int KEYS = 9;
  private static final double MOST_HEIGHT = 250;
  private static final int LONG_PALETTE = 24;

  private final PaletteViewModel model;
  private final Texts texts;
  private final GridPane grid = new GridPane();

  public PaletteView(PaletteViewModel model, Texts texts) {
    this.model = model;
    this.texts = texts;
    getStyleClass().add("palette-view");
    CustomTextField search = new CustomTextField();
    search.setId("palette-search");
    search.setLeft(new FontIcon("fth-search"));
    search.setAccessibleText(texts.get("palette.search"));
    search.textProperty().bindBidirectional(model.searchProperty());
    for (int i = 0; i < 2; i++) {
      ColumnConstraints half = new ColumnConstraints();
      half.setPercentWidth(50);
      grid.getColumnConstraints().add(half);
    }
    grid.getStyleClass().add("materials");
    Label none = new Label(texts.get("palette.none"));
    none.getStyleClass().add("hint");
    none.visibleProperty().bind(Bindings.isEmpty(model.shown()));
    none.managedProperty().bind(none.visibleProperty());
    // A long list scrolls by itself, so that the panels below stay near.
    ScrollPane scroll = new ScrollPane(grid);
    scroll.setFitToWidth(true);
    scroll.getStyleClass().add("materials-scroll");
    scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
    scroll.setMaxHeight(MOST_HEIGHT);
    scroll.prefHeightProperty().bind(Bindings.min(MOST_HEIGHT, grid.heightProperty().add(2)));
    getChildren().addAll(search, recent(), scroll, none);
    model.shown().addListener((ListChangeListener<Material>) c -> fill());
    model
        .paletteProperty()
        .subscribe(
            p -> {
              search.setPromptText(texts.get("palette.search.prompt", p.materials().size()));
              fill();
            });
    model.labelProperty().subscribe(l -> mark());
  }

  /** What was painted with last, where a palette is too long to see at once. */
  private HBox recent() {
    HBox row = new HBox(5);
    row.setId("recent-materials");
    Runnable show =
        () -> {
          row.getChildren().clear();
          model.recent().forEach(m -> row.getChildren().add(small(m)));
          boolean worth = model.paletteProperty().get().materials().size() > LONG_PALETTE;
          row.setVisible(worth);
          row.setManaged(worth);
        };
    model.recent().addListener((ListChangeListener<Material>) c -> show.run());
    model.paletteProperty().subscribe(p -> show.run());
    return row;
  }

  private Button small(Material m) {
    Button button = new Button();
    button.setGraphic(color(m));
    button.setContentDisplay(ContentDisplay.GRAPHIC_ONLY);
    button.getStyleClass().add("material");
    button.setId("recent-" + m.label());
    button.setAccessibleText(model.name(m));
    button.setTooltip(new Tooltip(model.name(m)));
    button.setOnAction(e -> model.labelProperty().set(m.label()));
    return button;
  }

  private static Rectangle color(Material m) {
    Rectangle color =
        new Rectangle(18, 18, Color.rgb(m.rgb() >> 16 & 255, m.rgb() >> 8 & 255, m.rgb() & 255));
    color.setArcWidth(7);
    color.setArcHeight(7);
    color.getStyleClass().add("swatch");
    return color;
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
    String text = model.name(m);
    Label name = new Label(text);
    HBox row = new HBox(color(m), name, Forms.spacer());
    row.setAlignment(Pos.CENTER_LEFT);
    row.getStyleClass().add("material-row");
    int key = model.place(m) + 1;
    if (model.isFavourite(m)) {
      FontIcon star = new FontIcon("fth-star");
      star.getStyleClass().add("favourite");
      row.getChildren().add(star);
    } else if (key <= KEYS) {
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
    button.setAccessibleText(text);
    button.setTooltip(new Tooltip(texts.get("palette.material.hint", text, m.label())));
    button.setUserData(m);
    button.setOnAction(e -> model.labelProperty().set(m.label()));
    MenuItem favour =
        new MenuItem(texts.get(model.isFavourite(m) ? "palette.unfavour" : "palette.favour"));
    favour.setOnAction(e -> model.favour(m, !model.isFavourite(m)));
    button.setContextMenu(new ContextMenu(favour));
    row.prefWidthProperty().bind(button.widthProperty().subtract(14));
    return button;
  }

  private void mark() {
    for (Node n : grid.getChildren()) {
      n.pseudoClassStateChanged(
          CHOSEN,
          n.getUserData() instanceof Material m && m.label() == model.labelProperty().get());
    }
  }
}
