package io.tessera.app.shell;

import java.util.List;
import javafx.geometry.HPos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.GridPane;
import org.controlsfx.control.PopOver;

/** Every key, made from the list of actions, in a bubble beside the button that asked for it. */
final class ShortcutsHelp {
  private static final List<String[]> MORE =
      List.of(
          new String[] {"Smaller or larger brush", "[  ]"},
          new String[] {"Material", "1 … 9"},
          new String[] {"Straight line from the last point", "Shift + click"},
          new String[] {"Pick the material there", "Alt + click"},
          new String[] {"Pan", "Space + drag, middle button"},
          new String[] {"Zoom to the cursor", "Wheel"});

  private final Actions actions;

  ShortcutsHelp(Actions actions) {
    this.actions = actions;
  }

  void show(Node beside) {
    PopOver bubble = new PopOver(table());
    bubble.setArrowLocation(PopOver.ArrowLocation.LEFT_BOTTOM);
    bubble.setAnimated(false);
    bubble.show(beside);
  }

  private GridPane table() {
    GridPane table = new GridPane();
    table.setId("shortcuts");
    table.getStyleClass().add("shortcuts");
    int row = 0;
    for (Action a : actions.all()) {
      if (a.key() != null) {
        add(table, row++, a.text().get(), a.key().getDisplayText());
      }
    }
    for (String[] line : MORE) {
      add(table, row++, line[0], line[1]);
    }
    return table;
  }

  private static void add(GridPane table, int row, String text, String keys) {
    Label key = new Label(keys);
    key.getStyleClass().add("key");
    GridPane.setHalignment(key, HPos.RIGHT);
    // Two columns of pairs keep the bubble low enough for a small window.
    int half = 14;
    table.add(new Label(text), row < half ? 0 : 2, row % half);
    table.add(key, row < half ? 1 : 3, row % half);
  }
}
