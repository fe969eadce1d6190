package io.tessera.app.shell;

import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.value.ObservableBooleanValue;
import javafx.beans.value.ObservableStringValue;
import javafx.scene.input.KeyCombination;
import org.jspecify.annotations.Nullable;

/**
 * Something the artist can do, declared once for menus, buttons, shortcuts and help.
 *
 * @param text what it is called now
 * @param icon Ikonli code, such as {@code fth-save}
 * @param standardKey shortcut where the artist has chosen no other, if any
 * @param keyProperty shortcut now; null for none
 * @param enabled whether it can be done now
 */
record Action(
    String id,
    ObservableStringValue text,
    String icon,
    @Nullable KeyCombination standardKey,
    ObjectProperty<@Nullable KeyCombination> keyProperty,
    ObservableBooleanValue enabled,
    Runnable run) {

  Action(
      String id,
      ObservableStringValue text,
      String icon,
      @Nullable KeyCombination key,
      ObservableBooleanValue enabled,
      Runnable run) {
    this(id, text, icon, key, new SimpleObjectProperty<>(key), enabled, run);
  }

  /** The shortcut now, if any. */
  @Nullable KeyCombination key() {
    return keyProperty.get();
  }

  /** Does it, if it can be done now. */
  void perform() {
    if (enabled.get()) {
      run.run();
    }
  }

  /** Text and shortcut, for a tooltip. */
  String hint() {
    KeyCombination key = key();
    return key == null ? text.get() : text.get() + "  " + key.getDisplayText();
  }
}
