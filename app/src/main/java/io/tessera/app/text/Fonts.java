package io.tessera.app.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import javafx.scene.text.Font;

/** The bundled typeface, which has Hangul as well as Latin letters (NanumSquare, OFL 1.1). */
public final class Fonts {
  /** Its name in style sheets. */
  public static final String FAMILY = "NanumSquare";

  private Fonts() {}

  /** Makes the typeface known to JavaFX. */
  public static void load() {
    for (String file : new String[] {"NanumSquareR.ttf", "NanumSquareB.ttf"}) {
      try (InputStream in = Fonts.class.getResourceAsStream(file)) {
        Font.loadFont(java.util.Objects.requireNonNull(in, file), 13);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
