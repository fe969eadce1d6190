package io.tessera.app.shell;

import io.tessera.app.controls.Forms;
import io.tessera.app.text.Texts;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import javafx.collections.FXCollections;
import javafx.collections.transformation.FilteredList;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

/** Finds any action by a few letters of its name, and does it. */
final class CommandFinder {
  private final Overlay overlay;
  private final FilteredList<Action> found;
  private final ListView<Action> list;
  private final TextField search = new TextField();

  CommandFinder(Overlay overlay, List<Action> actions, Texts texts) {
    this.overlay = overlay;
    this.found = new FilteredList<>(FXCollections.observableArrayList(actions));
    this.list = new ListView<>(found);
    list.setId("found-actions");
    list.setFocusTraversable(false);
    list.setPrefSize(460, 330);
    list.setCellFactory(view -> cell());
    list.setPlaceholder(new Label(texts.get("finder.nothing")));
    list.setOnMouseClicked(e -> perform());
    search.setId("action-search");
    search.setPromptText(texts.get("finder.prompt"));
    search.setAccessibleText(texts.get("finder.prompt"));
    search.textProperty().subscribe(this::narrow);
    search.addEventFilter(KeyEvent.KEY_PRESSED, this::pressed);
  }

  void show() {
    search.clear();
    list.getSelectionModel().selectFirst();
    overlay.showBare("finder", new VBox(8, search, list), search, () -> {});
  }

  private void narrow(String text) {
    String[] words = text.strip().toLowerCase(Locale.ROOT).split("\\s+");
    found.setPredicate(
        a -> {
          String name = a.text().get().toLowerCase(Locale.ROOT) + " " + a.id();
          return Arrays.stream(words).allMatch(name::contains);
        });
    list.getSelectionModel().selectFirst();
  }

  private void pressed(KeyEvent e) {
    switch (e.getCode()) {
      case DOWN -> list.getSelectionModel().selectNext();
      case UP -> list.getSelectionModel().selectPrevious();
      case ENTER -> perform();
      default -> {
        return;
      }
    }
    list.scrollTo(Math.max(0, list.getSelectionModel().getSelectedIndex() - 4));
    if (e.getCode() != KeyCode.ENTER) {
      e.consume();
    }
  }

  private void perform() {
    Action chosen = list.getSelectionModel().getSelectedItem();
    if (chosen != null && chosen.enabled().get()) {
      overlay.close();
      chosen.perform();
    }
  }

  private static ListCell<Action> cell() {
    return new ListCell<>() {
      @Override
      protected void updateItem(@Nullable Action action, boolean empty) {
        super.updateItem(action, empty);
        if (action == null || empty) {
          setGraphic(null);
          setText(null);
          return;
        }
        Label key = new Label(action.key() == null ? "" : action.key().getDisplayText());
        key.getStyleClass().add("key");
        HBox row =
            new HBox(
                10,
                new FontIcon(action.icon()),
                new Label(action.text().get()),
                Forms.spacer(),
                key);
        row.setAlignment(Pos.CENTER_LEFT);
        row.setOpacity(action.enabled().get() ? 1 : 0.45);
        setGraphic(row);
      }
    };
  }
}
