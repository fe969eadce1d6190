package io.tessera.app.shell;

import atlantafx.base.theme.Styles;
import io.tessera.app.controls.Forms;
import io.tessera.app.text.Texts;
import java.util.ArrayList;
import java.util.List;
import javafx.geometry.HPos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

/**
 * Every action with its key, made from the list of actions, and what the mouse does. A click on a
 * key waits for another one.
 */
final class ShortcutsCard extends VBox {
  private static final List<String[]> MORE =
      List.of(
          new String[] {"help.brush", "[  ]"},
          new String[] {"help.material", "1 … 9"},
          new String[] {"help.line", "Shift"},
          new String[] {"help.everywhere", "Shift"},
          new String[] {"help.pick", "Alt"},
          new String[] {"help.polygon", "Enter"},
          new String[] {"help.flip", "F"},
          new String[] {"help.pan", "Space"},
          new String[] {"help.wheel", "Wheel"});

  private static final int COLUMNS = 2;

  private final Keys keys;
  private final Texts texts;

  ShortcutsCard(List<Action> actions, Keys keys, Texts texts) {
    super(10);
    this.keys = keys;
    this.texts = texts;
    List<Node[]> lines = new ArrayList<>();
    for (Action a : actions) {
      Label name = new Label();
      name.textProperty().bind(a.text());
      lines.add(new Node[] {name, key(a)});
    }
    for (String[] more : MORE) {
      Label key = new Label(more[1]);
      key.getStyleClass().add("key");
      lines.add(new Node[] {new Label(texts.get(more[0])), key});
    }
    GridPane table = new GridPane();
    table.setId("shortcuts");
    table.getStyleClass().add("shortcuts");
    int rows = (lines.size() + COLUMNS - 1) / COLUMNS;
    for (int i = 0; i < lines.size(); i++) {
      GridPane.setHalignment(lines.get(i)[1], HPos.RIGHT);
      table.add(lines.get(i)[0], i / rows * 2, i % rows);
      table.add(lines.get(i)[1], i / rows * 2 + 1, i % rows);
    }
    ScrollPane scroll = new ScrollPane(table);
    scroll.setFitToWidth(true);
    scroll.setPrefViewportHeight(460);
    Label hint = new Label(texts.get("keys.hint"));
    hint.getStyleClass().add("hint");
    Button reset = new Button(texts.get("keys.reset"));
    reset.setId("reset-keys");
    reset.getStyleClass().add(Styles.SMALL);
    reset.setOnAction(e -> keys.reset());
    getChildren().addAll(scroll, new HBox(8, hint, Forms.spacer(), reset));
  }

  private Button key(Action a) {
    Button button = new Button();
    button.setId("key-" + a.id());
    button.getStyleClass().addAll(Styles.SMALL, Styles.FLAT, "key");
    button.setMinWidth(USE_PREF_SIZE);
    button.setTooltip(new Tooltip(texts.get("keys.change", a.text().get())));
    button.setAccessibleText(texts.get("keys.change", a.text().get()));
    Runnable show =
        () -> {
          KeyCombination key = a.key();
          button.setText(key == null ? "–" : key.getDisplayText());
        };
    a.keyProperty().subscribe(show);
    show.run();
    button.setOnAction(e -> button.setText(texts.get("keys.press")));
    button.focusedProperty().subscribe((before, now) -> show.run());
    button.addEventFilter(
        KeyEvent.KEY_PRESSED,
        e -> {
          boolean waiting = button.getText().equals(texts.get("keys.press"));
          if (waiting && !e.getCode().isModifierKey()) {
            e.consume();
            take(a, e);
            show.run();
          }
        });
    return button;
  }

  private void take(Action a, KeyEvent e) {
    if (e.getCode() == KeyCode.BACK_SPACE || e.getCode() == KeyCode.DELETE) {
      keys.choose(a, null);
      return;
    }
    List<KeyCombination.Modifier> modifiers = new ArrayList<>();
    if (e.isShortcutDown()) {
      modifiers.add(KeyCombination.SHORTCUT_DOWN);
    }
    if (e.isShiftDown()) {
      modifiers.add(KeyCombination.SHIFT_DOWN);
    }
    if (e.isAltDown()) {
      modifiers.add(KeyCombination.ALT_DOWN);
    }
    keys.choose(
        a, new KeyCodeCombination(e.getCode(), modifiers.toArray(KeyCombination.Modifier[]::new)));
  }
}
