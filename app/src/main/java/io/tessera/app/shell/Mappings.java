package io.tessera.app.shell;

import io.tessera.app.document.Document;
import io.tessera.app.palette.LabelImport;
import io.tessera.app.palette.LabelMapping;
import io.tessera.app.palette.PaletteViewModel;
import io.tessera.app.settings.Preferences;
import io.tessera.app.text.Texts;
import java.util.Map;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import org.jspecify.annotations.Nullable;

/** What the values of foreign label maps mean: asked once, remembered. Used on the FX thread. */
public final class Mappings {
  private static final String MAPPING = "mapping.";

  private final Document document;
  private final PaletteViewModel palette;
  private final Preferences preferences;
  private final Projects projects;
  private final Texts texts;

  Mappings(
      Document document,
      PaletteViewModel palette,
      Preferences preferences,
      Projects projects,
      Texts texts) {
    this.document = document;
    this.palette = palette;
    this.preferences = preferences;
    this.projects = projects;
    this.texts = texts;
  }

  private final ObjectProperty<@Nullable Mapping> mapping = new SimpleObjectProperty<>();

  /**
   * A label map whose values have to be given a meaning before it can be opened.
   *
   * @param from id of the palette that they are taken to belong to
   * @param givenUp takes back what has made the map foreign
   */
  public record Mapping(
      LabelImport file, String from, Map<Integer, Integer> suggestion, Runnable givenUp) {}

  /** Asks what the values of a label map mean, if the file belongs to another palette. */
  public void askAgain(LabelImport file, String from) {
    Mapping asked = mapping.get();
    ask(file, from, asked == null ? () -> {} : asked.givenUp());
  }

  void ask(LabelImport file, String from, Runnable givenUp) {
    mapping.set(
        new Mapping(
            file,
            from,
            LabelMapping.suggest(
                file,
                palette.palettes().get(from),
                palette.paletteProperty().get(),
                preferences.mapping(mappingKey(from))),
            givenUp));
  }

  /** The artist does not say what the values mean: everything stays as it was before. */
  public void giveUp(Mapping asked) {
    if (asked.equals(mapping.get())) {
      mapping.set(null);
      asked.givenUp().run();
    }
  }

  private String mappingKey(String from) {
    return MAPPING + from + "." + palette.idProperty().get();
  }

  /** Opens a label map by the artist's mapping, and remembers it. */
  public void apply(Map<Integer, Integer> chosen) {
    Mapping asked = mapping.get();
    mapping.set(null);
    if (asked != null) {
      document.replaceLayout(texts.get("step.open", asked.file().name()), asked.file().map(chosen));
      projects.name(asked.file().name());
      Map<Integer, Integer> all = preferences.mapping(mappingKey(asked.from()));
      all.putAll(chosen);
      preferences.put(mappingKey(asked.from()), all);
    }
  }

  /** What the artist is asked about a label map; null for nothing. */
  public ObjectProperty<@Nullable Mapping> askedProperty() {
    return mapping;
  }
}
