package io.tessera.app.shell;

import io.tessera.app.text.Texts;
import java.util.ArrayList;
import java.util.List;
import javafx.geometry.HPos;
import javafx.scene.control.Label;
import javafx.scene.layout.GridPane;

/** Every key, made from the list of actions, and what the mouse does. */
final class ShortcutsHelp {
  private static final List<String[]> MORE =
      List.of(
          new String[] {"help.brush", "[  ]"},
          new String[] {"help.material", "1 … 9"},
          new String[] {"help.line", "Shift"},
          new String[] {"help.everywhere", "Shift"},
          new String[] {"help.pick", "Alt"},
          new String[] {"help.polygon", "Enter"},
          new String[] {"help.pan", "Space"},
          new String[] {"help.wheel", "Wheel"});

  private ShortcutsHelp() {}

  static GridPane table(List<Action> actions, Texts texts) {
    List<String[]> lines = new ArrayList<>();
    for (Action a : actions) {
      if (a.key() != null) {
        lines.add(new String[] {a.text().get(), a.key().getDisplayText()});
      }
    }
    MORE.forEach(m -> lines.add(new String[] {texts.get(m[0]), m[1]}));
    GridPane table = new GridPane();
    table.setId("shortcuts");
    table.getStyleClass().add("shortcuts");
    // Three columns of pairs keep the card low enough for a small window.
    int rows = (lines.size() + 2) / 3;
    for (int i = 0; i < lines.size(); i++) {
      Label key = new Label(lines.get(i)[1]);
      key.getStyleClass().add("key");
      GridPane.setHalignment(key, HPos.RIGHT);
      table.add(new Label(lines.get(i)[0]), i / rows * 2, i % rows);
      table.add(key, i / rows * 2 + 1, i % rows);
    }
    return table;
  }
}
