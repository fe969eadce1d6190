package io.tessera.app.palette;

import io.tessera.api.image.Palette;
import io.tessera.api.image.Palette.Material;
import io.tessera.app.text.Texts;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.collections.transformation.FilteredList;

/** The materials to choose from: a palette, narrowed by a search, favourites first. */
public final class PaletteViewModel {
  private static final int RECENT = 6;

  private final Palettes palettes;
  private final IntegerProperty label;
  private final StringProperty search = new SimpleStringProperty("");
  private final ReadOnlyStringWrapper id = new ReadOnlyStringWrapper();
  private final ReadOnlyObjectWrapper<Palette> palette = new ReadOnlyObjectWrapper<>();
  private final ObservableList<Material> ordered = FXCollections.observableArrayList();
  private final FilteredList<Material> shown = new FilteredList<>(ordered);
  private final Set<String> favourites = new LinkedHashSet<>();
  private final ObservableList<Material> recent = FXCollections.observableArrayList();
  private final Texts texts;

  /** The palette that was wanted last and is not known yet. */
  private String awaited = "";

  /**
   * @param palettes all there are
   * @param id of one of them
   * @param label the label that is painted with
   * @param texts materials' names in the window's language
   */
  public PaletteViewModel(Palettes palettes, String id, IntegerProperty label, Texts texts) {
    this.palettes = palettes;
    this.texts = texts;
    this.label = label;
    use(id);
    search.subscribe(
        text -> {
          String wanted = text.strip().toLowerCase(Locale.ROOT);
          shown.setPredicate(
              m ->
                  m.name().toLowerCase(Locale.ROOT).contains(wanted)
                      || name(m).toLowerCase(Locale.ROOT).contains(wanted));
        });
    label.subscribe(
        l ->
            palette
                .get()
                .of(l.intValue())
                .ifPresent(
                    m -> {
                      recent.remove(m);
                      recent.addFirst(m);
                      if (recent.size() > RECENT) {
                        recent.removeLast();
                      }
                    }));
  }

  /** A material's name in the window's language. */
  public String name(Material m) {
    return texts.getOr("material." + m.name(), m.name());
  }

  /** All palettes there are. */
  public Palettes palettes() {
    return palettes;
  }

  /** What a palette is called in the window's language. */
  public String nameOf(String wanted) {
    return texts.getOr("palette." + wanted, wanted);
  }

  /**
   * Whether this palette was wanted before anything was known of it, as a project wants that of its
   * model.
   */
  public boolean isAwaited(String wanted) {
    return wanted.equals(awaited);
  }

  /**
   * Takes a palette; one that is not known is left alone.
   *
   * @throws io.tessera.api.fault.InputException if its file cannot be read
   */
  public void use(String wanted) {
    awaited = palettes.has(wanted) ? "" : wanted;
    if (!palettes.has(wanted) || wanted.equals(id.get())) {
      return;
    }
    Palette next = palettes.get(wanted);
    id.set(wanted);
    recent.clear();
    order(next);
    palette.set(next);
    label.set(next.materials().getFirst().label());
  }

  private void order(Palette p) {
    ordered.setAll(
        p.materials().stream()
            .sorted((a, b) -> Boolean.compare(isFavourite(b), isFavourite(a)))
            .toList());
  }

  public boolean isFavourite(Material m) {
    return favourites.contains(id.get() + "/" + m.label());
  }

  /** Puts a material in front of the others, or back into its place. */
  public void favour(Material m, boolean favourite) {
    String key = id.get() + "/" + m.label();
    if (favourite ? favourites.add(key) : favourites.remove(key)) {
      order(palette.get());
    }
  }

  /** Favourites of all palettes, to be remembered: id and label of each. */
  public Set<String> favourites() {
    return Set.copyOf(favourites);
  }

  public void loadFavourites(Set<String> saved) {
    favourites.clear();
    favourites.addAll(saved);
    order(palette.get());
  }

  /** Materials that were chosen last, the newest first. */
  public ObservableList<Material> recent() {
    return recent;
  }

  public ReadOnlyObjectProperty<Palette> paletteProperty() {
    return palette.getReadOnlyProperty();
  }

  /** Id of the palette. */
  public ReadOnlyStringProperty idProperty() {
    return id.getReadOnlyProperty();
  }

  /** Materials whose names contain the search. */
  public ObservableList<Material> shown() {
    return shown;
  }

  public StringProperty searchProperty() {
    return search;
  }

  public IntegerProperty labelProperty() {
    return label;
  }

  /** The place of a material among those with keys, from 0; the keys follow what is shown first. */
  public int place(Material m) {
    return ordered.indexOf(m);
  }

  /**
   * Chooses the material at a place of the whole palette, as the keys 1 to 9 do; others are
   * ignored.
   */
  public void choose(int place) {
    if (place >= 0 && place < ordered.size()) {
      label.set(ordered.get(place).label());
    }
  }
}
