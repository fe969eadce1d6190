package io.tessera.app.tokens;

import io.tessera.api.Alternatives;
import io.tessera.api.CodebookPatches;
import io.tessera.app.text.Texts;
import java.util.Locale;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.image.ImageView;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.scene.shape.Rectangle;

/** What is under the mouse: the entry, how sure the model was, what else it thought of. */
public final class HoverBubble extends VBox {
  private static final double BAR = 42;

  public HoverBubble(TokensViewModel model, Texts texts) {
    super(5);
    setId("token-hover");
    getStyleClass().addAll("floating", "token-hover");
    setMouseTransparent(true);
    setManaged(false);
    setVisible(false);
    Label title = new Label();
    title.getStyleClass().add("card-title");
    Label facts = new Label();
    HBox choices = new HBox(6);
    choices.setAlignment(Pos.BOTTOM_LEFT);
    getChildren().addAll(title, facts, choices);
    model
        .hoverProperty()
        .subscribe(
            h -> {
              setVisible(h != null);
              choices.getChildren().clear();
              if (h == null) {
                return;
              }
              title.setText(
                  texts.get(
                      "tokens.cell", h.row() + 1, h.column() + 1, Integer.toString(h.entry())));
              Alternatives a = h.alternatives();
              facts.setText(
                  a == null
                      ? texts.get("tokens.bits", h.bits(), h.uses())
                      : texts.get("tokens.facts", a.probability(), h.bits(), a.entropyBits()));
              if (a != null) {
                CodebookPatches book = model.codebook().patchesProperty().get();
                a.choices().forEach(c -> choices.getChildren().add(choice(c, book)));
              }
              applyCss();
              autosize();
            });
  }

  /** A bar as high as a choice is likely, its patch and its number. */
  static VBox choice(
      Alternatives.Choice c, @org.jspecify.annotations.Nullable CodebookPatches book) {
    Rectangle bar = new Rectangle(24, Math.max(1, BAR * c.probability()));
    bar.getStyleClass().add("probability");
    Label name = new Label(String.format(Locale.ROOT, "%d", c.token()));
    name.getStyleClass().add("hint");
    VBox box = new VBox(2, bar);
    box.setAlignment(Pos.BOTTOM_CENTER);
    if (book != null) {
      ImageView patch = new ImageView(io.tessera.app.controls.Forms.image(book.patch(c.token())));
      patch.setFitWidth(24);
      patch.setFitHeight(24);
      box.getChildren().add(patch);
    }
    box.getChildren().add(name);
    box.setMinHeight(Region.USE_PREF_SIZE);
    return box;
  }

  /** Puts it beside a point, inside an area of that size. */
  public void moveTo(double x, double y, double width, double height) {
    relocate(
        Math.max(4, Math.min(x + 18, width - getWidth() - 8)),
        Math.max(4, Math.min(y + 18, height - getHeight() - 8)));
  }
}
