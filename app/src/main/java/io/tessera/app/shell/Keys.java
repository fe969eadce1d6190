package io.tessera.app.shell;

import io.tessera.app.settings.Preferences;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javafx.scene.input.KeyCombination;
import org.jspecify.annotations.Nullable;

/** Shortcuts that the artist has chosen: kept by the actions' ids, an empty one for none. */
final class Keys {
  private static final String KEPT = "keys";

  private final Preferences preferences;
  private final List<Action> actions;

  /** Gives the actions the shortcuts that were chosen earlier. */
  Keys(Preferences preferences, List<Action> actions) {
    this.preferences = preferences;
    this.actions = List.copyOf(actions);
    Map<String, String> chosen = preferences.texts(KEPT);
    for (Action a : actions) {
      String text = chosen.get(a.id());
      if (text != null) {
        a.keyProperty().set(parse(text));
      }
    }
  }

  private static @Nullable KeyCombination parse(String text) {
    try {
      return text.isEmpty() ? null : KeyCombination.valueOf(text);
    } catch (IllegalArgumentException e) {
      return null; // edited by hand: no shortcut rather than no window
    }
  }

  /** Another shortcut for an action; the action that had it has none from now on. */
  void choose(Action action, @Nullable KeyCombination key) {
    for (Action other : actions) {
      if (key != null && key.equals(other.key()) && !other.id().equals(action.id())) {
        other.keyProperty().set(null);
      }
    }
    action.keyProperty().set(key);
    keep();
  }

  /** All shortcuts as they were at first. */
  void reset() {
    actions.forEach(a -> a.keyProperty().set(a.standardKey()));
    keep();
  }

  private void keep() {
    Map<String, String> chosen = new TreeMap<>();
    for (Action a : actions) {
      KeyCombination key = a.key();
      if (!java.util.Objects.equals(key, a.standardKey())) {
        chosen.put(a.id(), key == null ? "" : key.getName());
      }
    }
    preferences.putTexts(KEPT, chosen);
  }
}
