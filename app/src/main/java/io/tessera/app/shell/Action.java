package io.tessera.app.shell;

import javafx.beans.value.ObservableBooleanValue;
import javafx.beans.value.ObservableStringValue;
import javafx.scene.input.KeyCombination;
import org.jspecify.annotations.Nullable;

/**
 * Something the artist can do, declared once for menus, buttons, shortcuts and help.
 *
 * @param text what it is called now
 * @param icon Ikonli code, such as {@code fth-save}
 * @param key shortcut, if any
 * @param enabled whether it can be done now
 */
record Action(
    String id,
    ObservableStringValue text,
    String icon,
    @Nullable KeyCombination key,
    ObservableBooleanValue enabled,
    Runnable run) {

  /** Does it, if it can be done now. */
  void perform() {
    if (enabled.get()) {
      run.run();
    }
  }

  /** Text and shortcut, for a tooltip. */
  String hint() {
    return key == null ? text.get() : text.get() + "  " + key.getDisplayText();
  }
}
