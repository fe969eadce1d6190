package io.tessera.app.shell;

import java.util.List;
import java.util.Map;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;

/**
 * Whether a key that was pressed is the one that a list names: + and − and the digits stand on
 * several keys, and + on most keyboards above another sign.
 */
final class Chords {
  private static final Map<KeyCode, List<KeyCode>> OTHERS =
      Map.of(
          KeyCode.PLUS, List.of(KeyCode.EQUALS, KeyCode.ADD),
          KeyCode.MINUS, List.of(KeyCode.SUBTRACT),
          KeyCode.DIGIT0, List.of(KeyCode.NUMPAD0),
          KeyCode.DIGIT1, List.of(KeyCode.NUMPAD1));

  private Chords() {}

  static boolean match(KeyCombination key, KeyEvent event) {
    if (key.match(event)) {
      return true;
    }
    if (!(key instanceof KeyCodeCombination named)) {
      return false;
    }
    for (KeyCode other : OTHERS.getOrDefault(named.getCode(), List.of())) {
      // Shift may be what makes the sign.
      boolean shift = named.getCode() == KeyCode.PLUS;
      KeyCodeCombination same =
          new KeyCodeCombination(
              other,
              shift ? KeyCombination.ModifierValue.ANY : named.getShift(),
              named.getControl(),
              named.getAlt(),
              named.getMeta(),
              named.getShortcut());
      if (same.match(event)) {
        return true;
      }
    }
    return false;
  }
}
