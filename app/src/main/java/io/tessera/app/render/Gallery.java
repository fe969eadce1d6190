package io.tessera.app.render;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.collections.transformation.FilteredList;
import org.jspecify.annotations.Nullable;

/**
 * The document's pictures, the newest first. They are forgotten when they take too much memory, the
 * oldest first, favourites never.
 */
public final class Gallery {
  private final long budget;
  private final ObservableList<RenderedPicture> pictures = FXCollections.observableArrayList();
  // One for all: a view of a list is forgotten with its listeners when nobody holds it.
  private final ObservableList<RenderedPicture> readOnlyPictures =
      FXCollections.unmodifiableObservableList(pictures);
  private final FilteredList<RenderedPicture> found = new FilteredList<>(pictures);
  private final StringProperty search = new SimpleStringProperty("");
  private final BooleanProperty favouritesOnly = new SimpleBooleanProperty();
  private final ObjectProperty<@Nullable RenderedPicture> shown = new SimpleObjectProperty<>();
  private final ObjectProperty<@Nullable RenderedPicture> compared = new SimpleObjectProperty<>();
  private long last;

  /**
   * @param budget bytes that all pictures together may take
   */
  public Gallery(long budget) {
    this.budget = budget;
    search.subscribe(text -> filter());
    favouritesOnly.subscribe(only -> filter());
  }

  private void filter() {
    List<String> words = List.of(search.get().strip().toLowerCase(Locale.ROOT).split("\\s+"));
    boolean only = favouritesOnly.get();
    found.setPredicate(
        p ->
            (!only || p.favouriteProperty().get())
                && words.stream().allMatch(describe(p)::contains));
  }

  /** What a search looks through: number, seed, mood, model, size. */
  private static String describe(RenderedPicture p) {
    return String.format(
            Locale.ROOT,
            "#%d seed %d %s %s %dx%d",
            p.number(),
            p.request().seed(),
            p.mood(),
            p.request().model(),
            p.image().width(),
            p.image().height())
        .toLowerCase(Locale.ROOT);
  }

  /** The number of the next picture. */
  long nextNumber() {
    return last + 1;
  }

  public void add(RenderedPicture picture) {
    last = Math.max(last, picture.number());
    picture.favouriteProperty().subscribe(f -> filter());
    pictures.addFirst(picture);
    long bytes = pictures.stream().mapToLong(RenderedPicture::bytes).sum();
    for (int i = pictures.size() - 1; i > 0 && bytes > budget; i--) {
      RenderedPicture old = pictures.get(i);
      if (!old.favouriteProperty().get() && old != shown.get() && old != compared.get()) {
        bytes -= old.bytes();
        pictures.remove(i);
      }
    }
  }

  public void remove(RenderedPicture picture) {
    pictures.remove(picture);
    if (compared.get() == picture) {
      compared.set(null);
    }
  }

  public void clear() {
    compared.set(null);
    shown.set(null);
    pictures.clear();
    last = 0;
  }

  /** The likeliest of several; of completions, the one that joins best as well. */
  static Optional<RenderedPicture> best(List<RenderedPicture> candidates) {
    return candidates.stream().min(Comparator.comparingDouble(RenderedPicture::rank));
  }

  /** All pictures, the newest first. */
  public ObservableList<RenderedPicture> pictures() {
    return readOnlyPictures;
  }

  /** Those that the search finds. */
  public ObservableList<RenderedPicture> found() {
    return found;
  }

  /** Words that a picture's number, seed, mood, model or size should have. */
  public StringProperty searchProperty() {
    return search;
  }

  public BooleanProperty favouritesOnlyProperty() {
    return favouritesOnly;
  }

  /** The picture on the canvas; null for none. */
  public ObjectProperty<@Nullable RenderedPicture> shownProperty() {
    return shown;
  }

  /** The picture it is compared with; null for none. */
  public ObjectProperty<@Nullable RenderedPicture> comparedProperty() {
    return compared;
  }
}
