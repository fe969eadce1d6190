package io.tessera.app.tokens;

import io.tessera.api.CodebookPatches;
import io.tessera.api.CodebookUse;
import io.tessera.api.Engine;
import io.tessera.api.RenderState;
import io.tessera.app.render.Gallery;
import io.tessera.app.render.RenderedPicture;
import io.tessera.app.text.Texts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;

/**
 * The codebook that the shown picture's tokens come from: what its entries look like, how they lie,
 * how often each is used, and which of them the browser lists. FX thread alone.
 */
public final class CodebookViewModel {
  private final Engine engine;
  private final Executor fx;
  private final Gallery gallery;
  private final Texts texts;
  private final ReadOnlyObjectWrapper<@Nullable CodebookPatches> patches =
      new ReadOnlyObjectWrapper<>();
  private final ReadOnlyObjectWrapper<float @Nullable []> plane = new ReadOnlyObjectWrapper<>();
  private final ReadOnlyStringWrapper summary = new ReadOnlyStringWrapper("");
  private final IntegerProperty entry = new SimpleIntegerProperty(-1);
  private final StringProperty search = new SimpleStringProperty("");
  private final BooleanProperty byUse = new SimpleBooleanProperty(true);
  private final BooleanProperty mapped = new SimpleBooleanProperty();
  private final ObservableList<Integer> entries = FXCollections.observableArrayList();
  private String patchesOf = "";
  private @Nullable RenderState state;
  private @Nullable CodebookUse use;
  private @Nullable CodebookUse session;
  private @Nullable CodebookUse learned;

  /** Why it is not known how often entries were learned from; empty where nothing is wrong. */
  private String problem = "";

  CodebookViewModel(Engine engine, Executor fx, Gallery gallery, Texts texts) {
    this.engine = engine;
    this.fx = fx;
    this.gallery = gallery;
    this.texts = texts;
    search.subscribe(t -> list());
    byUse.subscribe(b -> list());
  }

  /** Turns to another picture's tokens, all of which are known; null for none. */
  void show(@Nullable RenderState shown) {
    state = shown;
    if (shown == null) {
      use = null;
      summary.set(texts.get("tokens.none"));
      return;
    }
    load(shown.request().model());
    CodebookPatches book = patches.get();
    if (book != null) {
      count(shown, book);
      list();
    }
  }

  /** What was asked of a model may be otherwise now. */
  void forget() {
    patchesOf = "";
  }

  private void load(String model) {
    if (patchesOf.equals(model)) {
      return;
    }
    patchesOf = model;
    patches.set(null);
    plane.set(null);
    learned = null;
    problem = "";
    engine
        .patches(model)
        .whenCompleteAsync(
            (found, error) -> {
              if (error == null && patchesOf.equals(model)) {
                RenderState s = state;
                if (s != null) {
                  count(s, found);
                }
                patches.set(found);
                list();
                layOut(found);
                askWhatWasLearned(model);
              }
            },
            fx);
  }

  /** Finds out how often the entries occur in what the model has learned from. */
  private void askWhatWasLearned(String model) {
    engine
        .learnedUse(model)
        .whenCompleteAsync(
            (found, error) -> {
              if (patchesOf.equals(model)) {
                learned = error == null ? found.orElse(null) : null;
                problem = error == null ? "" : fault(error);
                summarize();
                list();
              }
            },
            fx);
  }

  /** Finds out where the entries lie, off the FX thread. */
  private void layOut(CodebookPatches book) {
    CompletableFuture.supplyAsync(book::plane)
        .thenAcceptAsync(
            xy -> {
              if (book.equals(patches.get())) {
                plane.set(xy);
              }
            },
            fx);
  }

  private static String fault(Throwable error) {
    Throwable cause = error.getCause() == null ? error : error.getCause();
    return String.valueOf(cause.getMessage());
  }

  private void count(RenderState s, CodebookPatches book) {
    CodebookUse fresh = new CodebookUse(book.tokens());
    fresh.count(s.tokens());
    use = fresh;
    CodebookUse all = new CodebookUse(book.tokens());
    for (RenderedPicture p : gallery.pictures()) {
      RenderState other = p.state();
      if (other != null
          && other.remaining() == 0
          && other.request().model().equals(s.request().model())) {
        all.count(other.tokens());
      }
    }
    session = all;
    summarize();
  }

  private void summarize() {
    CodebookUse here = use;
    if (here == null) {
      return;
    }
    String text =
        texts.get("tokens.summary", here.entries(), here.byFrequency().size(), here.perplexity());
    CodebookUse before = learned;
    String more =
        before == null
            ? problem
            : texts.get("tokens.summary.learned", before.byFrequency().size(), before.perplexity());
    summary.set(more.isEmpty() ? text : text + "\n" + more);
  }

  /** Which entries the browser shows, in which order. */
  private void list() {
    CodebookPatches book = patches.get();
    CodebookUse counts = use;
    if (book == null || counts == null) {
      entries.clear();
      return;
    }
    String wanted = search.get().strip().toLowerCase(Locale.ROOT);
    List<Integer> all = new ArrayList<>();
    if (wanted.startsWith(texts.get("tokens.like")) && number(wanted) >= 0) {
      all.addAll(book.nearest(Math.min(number(wanted), book.tokens() - 1)));
    } else if (byUse.get()) {
      all.addAll(counts.byFrequency());
      IntStream.range(0, book.tokens())
          .boxed()
          .filter(e -> counts.count(e) == 0)
          .sorted(Comparator.comparingLong(e -> -countLearned(e).orElse(0)))
          .forEach(all::add);
    } else {
      for (int e = 0; e < book.tokens(); e++) {
        all.add(e);
      }
    }
    if (wanted.equals(texts.get("tokens.never"))) {
      all.removeIf(e -> counts.count(e) > 0);
    } else if (wanted.equals(texts.get("tokens.dead"))) {
      all.removeIf(e -> !isDead(e));
    } else if (wanted.matches("\\d+")) {
      all.removeIf(e -> !Integer.toString(e).startsWith(wanted));
    }
    entries.setAll(all);
  }

  private static int number(String text) {
    String digits = text.replaceAll("\\D", "");
    return digits.isEmpty() || digits.length() > 6 ? -1 : Integer.parseInt(digits);
  }

  /** How often the shown picture's entries occur in it; null until the codebook is known. */
  @Nullable CodebookUse use() {
    return use;
  }

  /** What every entry looks like; null until the engine has told. */
  public ReadOnlyObjectProperty<@Nullable CodebookPatches> patchesProperty() {
    return patches.getReadOnlyProperty();
  }

  /** Where the entries lie on a plane, x and y by turns, 0..1; null until it is known. */
  public ReadOnlyObjectProperty<float @Nullable []> planeProperty() {
    return plane.getReadOnlyProperty();
  }

  /** How many entries there are and how many the picture uses, in words. */
  public ReadOnlyStringProperty summaryProperty() {
    return summary.getReadOnlyProperty();
  }

  /** The chosen entry; -1 for none. */
  public IntegerProperty entryProperty() {
    return entry;
  }

  /** What the browser is filtered by: a number, "never", "dead", or "like" and a number. */
  public StringProperty searchProperty() {
    return search;
  }

  /** Whether the most frequent entries come first. */
  public BooleanProperty byUseProperty() {
    return byUse;
  }

  /** Whether the browser is a map instead of a list. */
  public BooleanProperty mappedProperty() {
    return mapped;
  }

  /** The entries that the browser shows, in its order. */
  public ObservableList<Integer> entries() {
    return entries;
  }

  /** How often an entry is in the shown picture. */
  public long count(int e) {
    return use == null ? 0 : use.count(e);
  }

  /**
   * How often an entry occurs in what the model has learned from; empty where nothing beside its
   * weights tells.
   */
  public OptionalLong countLearned(int e) {
    CodebookUse before = learned;
    return before == null ? OptionalLong.empty() : OptionalLong.of(before.count(e));
  }

  /** Whether an entry is known not to occur in what the model has learned from. */
  public boolean isDead(int e) {
    return countLearned(e).orElse(1) == 0;
  }

  /** What an entry's use is, in words. */
  public String describe(int e) {
    String text = texts.get("tokens.entry", Integer.toString(e), count(e), countInAll(e));
    OptionalLong before = countLearned(e);
    return before.isEmpty()
        ? text
        : text + "\n" + texts.get("tokens.entry.learned", before.getAsLong());
  }

  /** How often an entry is in all pictures of the document that the same model made. */
  public long countInAll(int e) {
    return session == null ? 0 : session.count(e);
  }
}
