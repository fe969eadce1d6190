package io.tessera.app.render;

import atlantafx.base.controls.CustomTextField;
import atlantafx.base.theme.Styles;
import io.tessera.app.controls.Forms;
import io.tessera.app.text.Texts;
import java.util.Map;
import java.util.WeakHashMap;
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
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.image.Image;
import javafx.scene.image.ImageView;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.javafx.FontIcon;

/** The document's pictures side by side: shown, compared, marked and searched. */
public final class GalleryStrip extends HBox {
  private static final PseudoClass SHOWN = PseudoClass.getPseudoClass("shown");
  private static final PseudoClass COMPARED = PseudoClass.getPseudoClass("compared");
  private static final int HEIGHT = 66;

  private final RenderViewModel model;
  private final Gallery gallery;
  private final Texts texts;
  private final HBox cards = new HBox(8);
  private final Map<RenderedPicture, Image> thumbnails = new WeakHashMap<>();

  public GalleryStrip(RenderViewModel model, Texts texts) {
    super(10);
    this.model = model;
    this.gallery = model.gallery();
    this.texts = texts;
    setId("gallery");
    getStyleClass().add("gallery");
    setAlignment(Pos.CENTER_LEFT);
    ScrollPane scroll = new ScrollPane(cards);
    scroll.setFitToHeight(true);
    scroll.setVbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
    scroll.getStyleClass().add("gallery-scroll");
    scroll.setMinWidth(0);
    // The wheel moves the strip sideways.
    scroll.setOnScroll(
        e -> {
          double most = Math.max(1, cards.getWidth() - scroll.getWidth());
          scroll.setHvalue(scroll.getHvalue() - (e.getDeltaY() + e.getDeltaX()) / most);
          e.consume();
        });
    HBox.setHgrow(scroll, Priority.ALWAYS);
    Label empty = new Label(texts.get("gallery.empty"));
    empty.getStyleClass().add("hint");
    empty.visibleProperty().bind(Bindings.isEmpty(gallery.pictures()));
    empty.managedProperty().bind(empty.visibleProperty());
    scroll.managedProperty().bind(empty.visibleProperty().not());
    scroll.visibleProperty().bind(scroll.managedProperty());
    VBox tools = tools();
    tools.visibleProperty().bind(scroll.managedProperty());
    getChildren().addAll(empty, scroll, Forms.spacer(), tools);
    gallery.found().addListener((ListChangeListener<RenderedPicture>) c -> fill());
    gallery.shownProperty().subscribe(p -> mark());
    gallery.comparedProperty().subscribe(p -> mark());
    fill();
  }

  private VBox tools() {
    CustomTextField search = new CustomTextField();
    search.setId("gallery-search");
    search.setLeft(new FontIcon("fth-search"));
    search.setPromptText(texts.get("gallery.search"));
    search.setAccessibleText(texts.get("gallery.search"));
    search.getStyleClass().add(Styles.SMALL);
    search.setPrefColumnCount(8);
    search.textProperty().bindBidirectional(gallery.searchProperty());
    ToggleButton favourites =
        Forms.icon(
            new ToggleButton(), "favourites-only", "fth-star", texts.get("gallery.favourites"));
    favourites.selectedProperty().bindBidirectional(gallery.favouritesOnlyProperty());
    ToggleButton compare =
        new ToggleButton(texts.get("gallery.compare"), new FontIcon("fth-columns"));
    compare.setId("compare");
    compare.getStyleClass().add(Styles.SMALL);
    compare.setTooltip(new Tooltip(texts.get("gallery.compare.hint")));
    compare.disableProperty().bind(Bindings.size(gallery.pictures()).lessThan(2));
    gallery.comparedProperty().subscribe(p -> compare.setSelected(p != null));
    compare.setOnAction(
        e -> {
          if (gallery.comparedProperty().get() != null) {
            gallery.comparedProperty().set(null);
          } else {
            gallery.pictures().stream()
                .filter(p -> p != gallery.shownProperty().get())
                .findFirst()
                .ifPresent(gallery.comparedProperty()::set);
          }
          compare.setSelected(gallery.comparedProperty().get() != null);
        });
    HBox buttons = new HBox(4, favourites, compare);
    buttons.setAlignment(Pos.CENTER_RIGHT);
    VBox box = new VBox(6, search, buttons);
    box.setAlignment(Pos.CENTER_RIGHT);
    box.setMinWidth(USE_PREF_SIZE);
    return box;
  }

  private void fill() {
    cards.getChildren().clear();
    for (RenderedPicture p : gallery.found()) {
      cards.getChildren().add(card(p));
    }
    mark();
  }

  private Node card(RenderedPicture p) {
    ImageView view = new ImageView(thumbnails.computeIfAbsent(p, GalleryStrip::thumbnail));
    ToggleButton star =
        Forms.icon(
            new ToggleButton(), "star-" + p.number(), "fth-star", texts.get("gallery.favourite"));
    star.getStyleClass().add("star");
    star.selectedProperty().bindBidirectional(p.favouriteProperty());
    StackPane.setAlignment(star, Pos.TOP_RIGHT);
    Label number = new Label("#" + p.number());
    number.getStyleClass().add("card-number");
    StackPane.setAlignment(number, Pos.BOTTOM_LEFT);
    Button card = new Button();
    card.setGraphic(view);
    card.setContentDisplay(ContentDisplay.GRAPHIC_ONLY);
    card.setId("picture-" + p.number());
    card.getStyleClass().add("card");
    card.setUserData(p);
    card.setAccessibleText(describe(p));
    card.setTooltip(new Tooltip(describe(p)));
    card.setOnAction(e -> model.show(p));
    card.setOnMouseClicked(
        e -> {
          if (e.getClickCount() == 2) {
            model.restore(p.request());
          }
        });
    card.setContextMenu(menu(p));
    return new StackPane(card, number, star);
  }

  private ContextMenu menu(RenderedPicture p) {
    MenuItem show = item("gallery.show", () -> model.show(p));
    MenuItem compare = item("gallery.compare-with", () -> gallery.comparedProperty().set(p));
    MenuItem restore = item("gallery.restore", () -> model.restore(p.request()));
    MenuItem remove = item("gallery.remove", () -> gallery.remove(p));
    return new ContextMenu(show, compare, restore, remove);
  }

  private MenuItem item(String key, Runnable run) {
    MenuItem item = new MenuItem(texts.get(key));
    item.setOnAction(e -> run.run());
    return item;
  }

  private String describe(RenderedPicture p) {
    String mood = p.mood().isEmpty() ? "" : " · " + texts.getOr("mood." + p.mood(), p.mood());
    String likely = Double.isNaN(p.bits()) ? "" : " · " + texts.get("gallery.bits", p.bits());
    return texts.get(
            "gallery.picture", Long.toString(p.number()), Long.toString(p.request().seed()))
        + mood
        + likely;
  }

  private static Image thumbnail(RenderedPicture p) {
    int height = HEIGHT * 2; // for dense screens
    int width = Math.max(1, p.image().width() * height / p.image().height());
    return Forms.image(p.image().resized(width, height));
  }

  private void mark() {
    for (Node pane : cards.getChildren()) {
      Button card = (Button) ((StackPane) pane).getChildren().getFirst();
      ImageView view = (ImageView) card.getGraphic();
      view.setPreserveRatio(true);
      view.setFitHeight(HEIGHT);
      card.pseudoClassStateChanged(SHOWN, card.getUserData() == gallery.shownProperty().get());
      card.pseudoClassStateChanged(
          COMPARED, card.getUserData() == gallery.comparedProperty().get());
    }
  }
}
