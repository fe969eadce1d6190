package io.tessera.app.shell;

import io.tessera.app.text.Texts;
import javafx.event.EventHandler;
import javafx.scene.Cursor;
import javafx.scene.Node;
import javafx.scene.control.Control;
import javafx.scene.control.Label;
import javafx.scene.control.Labeled;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.VBox;
import org.controlsfx.control.PopOver;
import org.jspecify.annotations.Nullable;

/** Says what the next control is that is clicked on, instead of doing what it does. */
final class WhatsThis {
  private final Node root;
  private final Texts texts;

  WhatsThis(Node root, Texts texts) {
    this.root = root;
    this.texts = texts;
  }

  void ask() {
    root.setCursor(Cursor.HAND);
    root.addEventFilter(MouseEvent.ANY, new Once());
  }

  private final class Once implements EventHandler<MouseEvent> {
    @Override
    public void handle(MouseEvent e) {
      if (e.getEventType() == MouseEvent.MOUSE_PRESSED && e.getTarget() instanceof Node n) {
        tell(n);
      }
      if (e.getEventType() == MouseEvent.MOUSE_CLICKED) {
        root.removeEventFilter(MouseEvent.ANY, this);
        root.setCursor(null);
      }
      if (e.getEventType() != MouseEvent.MOUSE_MOVED) {
        e.consume();
      }
    }
  }

  private void tell(Node clicked) {
    for (Node n = clicked; n != null; n = n.getParent()) {
      String about = about(n);
      if (about != null) {
        Label text = new Label(about);
        text.setId("whats-this");
        text.setWrapText(true);
        text.setMaxWidth(300);
        VBox box = new VBox(text);
        box.getStyleClass().add("coach");
        PopOver bubble = new PopOver(box);
        bubble.setAnimated(false);
        bubble.setTitle(texts.get("action.whats-this"));
        bubble.show(n);
        return;
      }
    }
  }

  /** Name and explanation, as far as there are any. */
  private static @Nullable String about(Node n) {
    String tip = n instanceof Control c && c.getTooltip() != null ? c.getTooltip().getText() : null;
    String name =
        n instanceof Labeled l && l.getText() != null && !l.getText().isBlank()
            ? l.getText()
            : n.getAccessibleText();
    if (tip == null && n.getAccessibleText() == null) {
      return null; // a bare text or a pane: what lies around it knows more
    }
    return tip == null || tip.equals(name) ? name : name == null ? tip : name + "\n" + tip;
  }
}
