package io.tessera.app.shell;

import atlantafx.base.theme.Styles;
import io.tessera.app.text.Texts;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

/** What becomes of work that no project file has, before something takes its place. */
final class UnsavedCard extends VBox {
  final Button save;

  UnsavedCard(Texts texts, Runnable keep, Runnable leave, Runnable cancel) {
    super(14);
    Label text = new Label(texts.get("unsaved.text"));
    text.setWrapText(true);
    text.setMaxWidth(380);
    save = button("unsaved-save", texts.get("unsaved.save"), keep);
    save.getStyleClass().add(Styles.ACCENT);
    HBox buttons =
        new HBox(
            8,
            button("unsaved-cancel", texts.get("overlay.cancel"), cancel),
            button("unsaved-leave", texts.get("unsaved.leave"), leave),
            save);
    buttons.setAlignment(Pos.CENTER_RIGHT);
    getChildren().addAll(text, buttons);
  }

  private static Button button(String id, String text, Runnable run) {
    Button b = new Button(text);
    b.setId(id);
    b.setOnAction(e -> run.run());
    return b;
  }
}
