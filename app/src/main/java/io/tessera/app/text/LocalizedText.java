package io.tessera.app.text;

import java.util.function.Supplier;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;

/** A line that is said anew when the language changes. */
public final class LocalizedText {
  private final ReadOnlyStringWrapper line = new ReadOnlyStringWrapper("");
  private Supplier<String> said = () -> "";

  public LocalizedText(Texts texts) {
    texts.languageProperty().subscribe(language -> line.set(said.get()));
  }

  /**
   * @param text in the language of the moment when it is asked for
   */
  public void say(Supplier<String> text) {
    said = text;
    line.set(text.get());
  }

  public ReadOnlyStringProperty lineProperty() {
    return line.getReadOnlyProperty();
  }
}
