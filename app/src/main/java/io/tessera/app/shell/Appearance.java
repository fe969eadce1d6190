package io.tessera.app.shell;

import io.tessera.app.settings.Preferences;
import io.tessera.app.text.Texts;
import java.util.Locale;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;

/** Theme and language. Used on the FX thread. */
public final class Appearance {
  private final Preferences preferences;
  private final Texts texts;

  Appearance(Preferences preferences, Texts texts) {
    this.preferences = preferences;
    this.texts = texts;
  }

  private final BooleanProperty dark = new SimpleBooleanProperty(true);
  private final BooleanProperty followSystem = new SimpleBooleanProperty();

  /** Shows the window in another language. */
  public void speak(Locale language) {
    texts.languageProperty().set(language);
    preferences.put("language", language.getLanguage());
  }

  public BooleanProperty darkProperty() {
    return dark;
  }

  /** Whether the window is dark when the system is. */
  public BooleanProperty followSystemProperty() {
    return followSystem;
  }

  /** From dark to light or back, whatever the system is. */
  public void flipTheme() {
    followSystem.set(false);
    dark.set(!dark.get());
  }
}
