package io.tessera.app.text;

import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;

/**
 * Every text of the window, by key, in the chosen language. Views are made anew when the language
 * changes; what is asked for after that is in the new one.
 */
public final class Texts {
  /** Languages that the window speaks. */
  public static final List<Locale> LANGUAGES = List.of(Locale.ENGLISH, Locale.KOREAN);

  private static final String BUNDLE = "io.tessera.app.text.messages";

  private final ObjectProperty<Locale> language = new SimpleObjectProperty<>();
  private ResourceBundle bundle;

  public Texts(Locale language) {
    this.bundle = bundle(language);
    this.language.set(supported(language));
    this.language.subscribe(l -> bundle = bundle(l));
  }

  /** The language of that locale, or English. */
  public static Locale supported(Locale wanted) {
    return LANGUAGES.stream()
        .filter(l -> l.getLanguage().equals(wanted.getLanguage()))
        .findFirst()
        .orElse(Locale.ENGLISH);
  }

  private static ResourceBundle bundle(Locale locale) {
    return ResourceBundle.getBundle(
        BUNDLE,
        supported(locale),
        ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
  }

  /**
   * The text of a key.
   *
   * @param arguments for the places {@code {0}}, {@code {1}} in it; numbers are grouped as the
   *     language does
   * @throws MissingResourceException if there is no such key
   */
  public String get(String key, Object... arguments) {
    String text = bundle.getString(key);
    return arguments.length == 0 ? text : new MessageFormat(text, language.get()).format(arguments);
  }

  /** The text of a key, or the fallback where there is none. */
  public String getOr(String key, String fallback) {
    return bundle.containsKey(key) ? bundle.getString(key) : fallback;
  }

  public ObjectProperty<Locale> languageProperty() {
    return language;
  }
}
