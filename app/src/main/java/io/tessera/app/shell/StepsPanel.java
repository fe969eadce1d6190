package io.tessera.app.shell;

import io.tessera.app.document.History;
import io.tessera.app.text.Texts;
import javafx.collections.ListChangeListener;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** Every step of the document's history; a click goes back or forward to it. */
final class StepsPanel extends VBox {
  private final History history;

  StepsPanel(History history, Texts texts) {
    this.history = history;
    ListView<String> list = new ListView<>(history.names());
    list.setId("steps");
    list.setPrefHeight(120);
    list.setAccessibleText(texts.get("panel.steps"));
    list.setPlaceholder(new Label(texts.get("steps.none")));
    list.setCellFactory(view -> cell());
    list.getSelectionModel()
        .selectedIndexProperty()
        .addListener(
            (o, before, now) -> {
              // Only what the artist chose: the list itself follows the history.
              if (list.isFocused() && now.intValue() >= 0) {
                history.goTo(now.intValue() + 1);
              }
            });
    Runnable follow =
        () -> {
          int at = history.positionProperty().get() - 1;
          if (at < 0) {
            list.getSelectionModel().clearSelection();
          } else {
            list.getSelectionModel().select(at);
            list.scrollTo(Math.max(0, at - 2));
          }
          list.refresh();
        };
    history.names().addListener((ListChangeListener<String>) c -> follow.run());
    history.positionProperty().subscribe(follow);
    follow.run();
    getChildren().add(list);
  }

  private ListCell<String> cell() {
    return new ListCell<>() {
      @Override
      protected void updateItem(@Nullable String name, boolean empty) {
        super.updateItem(name, empty);
        setText(empty ? null : name);
        setOpacity(getIndex() < history.positionProperty().get() ? 1 : 0.5);
      }
    };
  }
}
