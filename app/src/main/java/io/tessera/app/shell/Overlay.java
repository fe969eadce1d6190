package io.tessera.app.shell;

import atlantafx.base.theme.Styles;
import io.tessera.app.text.Texts;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

/**
 * Cards over the window: one at a time, closed by Escape, by a click beside it or by its own
 * button. The keyboard goes back to where it was.
 */
final class Overlay extends StackPane {
  private final Texts texts;
  private @Nullable Node focusedBefore;
  private @Nullable Runnable onClose;

  Overlay(Texts texts) {
    this.texts = texts;
    setId("overlay");
    getStyleClass().add("overlay");
    setVisible(false);
    setOnMousePressed(
        e -> {
          if (e.getTarget() == this) {
            close();
          }
        });
    addEventFilter(
        KeyEvent.KEY_PRESSED,
        e -> {
          if (e.getCode() == KeyCode.ESCAPE && isVisible()) {
            close();
            e.consume();
          }
        });
  }

  /**
   * Shows a card with a title.
   *
   * @param first takes the keyboard
   * @param closed called however it is closed
   */
  void show(String id, String title, Region content, @Nullable Node first, Runnable closed) {
    Label name = new Label(title);
    name.getStyleClass().addAll(Styles.TITLE_4);
    Button x = new Button(null, new FontIcon("fth-x"));
    x.setId(id + "-close");
    x.getStyleClass().addAll(Styles.BUTTON_ICON, Styles.FLAT, Styles.SMALL);
    x.setAccessibleText(texts.get("overlay.close"));
    x.setOnAction(e -> close());
    Region spacer = new Region();
    HBox.setHgrow(spacer, javafx.scene.layout.Priority.ALWAYS);
    HBox head = new HBox(name, spacer, x);
    head.setAlignment(Pos.CENTER_LEFT);
    BorderPane card = new BorderPane(content);
    card.setTop(head);
    BorderPane.setMargin(head, new Insets(0, 0, 10, 0));
    showBare(id, card, first == null ? x : first, closed);
  }

  /** Shows a card as it is. */
  void showBare(String id, Region card, Node first, Runnable closed) {
    close();
    card.setId(id);
    card.getStyleClass().add("overlay-card");
    card.setMaxSize(USE_PREF_SIZE, USE_PREF_SIZE);
    focusedBefore = getScene() == null ? null : getScene().getFocusOwner();
    onClose = closed;
    getChildren().setAll(card);
    setVisible(true);
    first.requestFocus();
  }

  void close() {
    if (!isVisible()) {
      return;
    }
    setVisible(false);
    getChildren().clear();
    Runnable closed = onClose;
    onClose = null;
    if (focusedBefore != null) {
      focusedBefore.requestFocus();
    }
    if (closed != null) {
      closed.run();
    }
  }
}
