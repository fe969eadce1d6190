package io.tessera.app.palette;

import io.tessera.engine.image.Palette;
import io.tessera.engine.image.Palette.Material;
import java.util.Locale;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.transformation.FilteredList;

/** The materials to choose from, narrowed by a search. */
public final class PaletteViewModel {
  private final Palette palette;
  private final IntegerProperty label;
  private final StringProperty search = new SimpleStringProperty("");
  private final FilteredList<Material> shown;

  /**
   * @param label the label that is painted with
   */
  public PaletteViewModel(Palette palette, IntegerProperty label) {
    this.palette = palette;
    this.label = label;
    this.shown = new FilteredList<>(FXCollections.observableArrayList(palette.materials()));
    search.subscribe(
        text -> {
          String wanted = text.strip().toLowerCase(Locale.ROOT);
          shown.setPredicate(m -> m.name().toLowerCase(Locale.ROOT).contains(wanted));
        });
  }

  public Palette palette() {
    return palette;
  }

  /** Materials whose names contain the search. */
  public FilteredList<Material> shown() {
    return shown;
  }

  public StringProperty searchProperty() {
    return search;
  }

  public IntegerProperty labelProperty() {
    return label;
  }

  /**
   * Chooses the material at a place of the whole palette, as the keys 1 to 9 do; others are
   * ignored.
   */
  public void choose(int place) {
    if (place >= 0 && place < palette.materials().size()) {
      label.set(palette.materials().get(place).label());
    }
  }
}
