package io.tessera.app.document;

import java.util.ArrayList;
import java.util.List;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;

/**
 * Things on the document, such as items, in its pixels. Every change can be taken back through the
 * document's history; while one is dragged, all of it is one step.
 *
 * @param <T> an immutable thing
 */
public final class ItemLayer<T> {
  private static final long BYTES_PER_ITEM = 1024;

  private final History history;
  private final ReadOnlyObjectWrapper<List<T>> items;
  private @Nullable List<T> before;
  private String stepName = "";

  ItemLayer(List<T> items, History history) {
    this.items = new ReadOnlyObjectWrapper<>(List.copyOf(items));
    this.history = history;
    history.onSettle(this::commit);
  }

  /** All of them, the later ones in front. */
  public ReadOnlyObjectProperty<List<T>> itemsProperty() {
    return items.getReadOnlyProperty();
  }

  public List<T> items() {
    return items.get();
  }

  /** Begins a step that {@link #commit} ends. */
  public void begin(String name) {
    commit();
    before = items.get();
    stepName = name;
  }

  /** Other ones, as part of the step that is open. */
  public void set(List<T> now) {
    items.set(List.copyOf(now));
  }

  /** Another one in place of one. */
  public void set(int index, T item) {
    List<T> all = new ArrayList<>(items.get());
    all.set(index, item);
    set(all);
  }

  /** Ends the step; one that changed nothing leaves no trace. */
  public void commit() {
    List<T> old = before;
    before = null;
    if (old != null && !old.equals(items.get())) {
      history.push(new Change<>(stepName, this, old, items.get()));
    }
  }

  /** Whether a step is open. */
  public boolean isBeingChanged() {
    return before != null;
  }

  /** Puts others in place of these, as one step. */
  public void replace(String name, List<T> now) {
    begin(name);
    set(now);
    commit();
  }

  private record Change<T>(String name, ItemLayer<T> layer, List<T> before, List<T> after)
      implements History.Step {
    @Override
    public long bytes() {
      return BYTES_PER_ITEM * (before.size() + after.size());
    }

    @Override
    public void undo() {
      layer.set(before);
    }

    @Override
    public void redo() {
      layer.set(after);
    }
  }
}
