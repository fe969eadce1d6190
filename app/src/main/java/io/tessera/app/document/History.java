package io.tessera.app.document;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;

/**
 * Undo and redo of everything that changes a document, in one line of named steps under a budget of
 * bytes: the oldest steps are forgotten first, the newest never.
 */
public final class History {
  /** Something that was done and can be taken back. */
  public interface Step {
    String name();

    /** Bytes that it keeps in memory. */
    long bytes();

    void undo();

    void redo();
  }

  /** Several steps that are taken back as one. */
  private record Group(String name, List<Step> parts) implements Step {
    @Override
    public long bytes() {
      return parts.stream().mapToLong(Step::bytes).sum();
    }

    @Override
    public void undo() {
      parts.reversed().forEach(Step::undo);
    }

    @Override
    public void redo() {
      parts.forEach(Step::redo);
    }
  }

  private final long budget;
  private final ReadOnlyBooleanWrapper canUndo = new ReadOnlyBooleanWrapper();
  private final ReadOnlyBooleanWrapper canRedo = new ReadOnlyBooleanWrapper();
  private final ReadOnlyStringWrapper undoName = new ReadOnlyStringWrapper("");
  private final ReadOnlyStringWrapper redoName = new ReadOnlyStringWrapper("");
  private final ReadOnlyIntegerWrapper position = new ReadOnlyIntegerWrapper();
  private final ObservableList<String> names = FXCollections.observableArrayList();
  // One for all: a view of a list is forgotten with its listeners when nobody holds it.
  private final ObservableList<String> readOnlyNames =
      FXCollections.unmodifiableObservableList(names);
  private final List<Runnable> settlers = new ArrayList<>();
  private final Deque<Step> undo = new ArrayDeque<>();
  private final Deque<Step> redo = new ArrayDeque<>();
  private @Nullable List<Step> group;
  private long changes;

  /**
   * @param budget bytes that all steps together may keep
   */
  public History(long budget) {
    this.budget = budget;
  }

  /** Before anything is undone, work that is still open is ended by this. */
  void onSettle(Runnable settle) {
    settlers.add(settle);
  }

  /** Notes a step that has just been done. */
  void push(Step step) {
    if (group != null) {
      group.add(step);
      return;
    }
    undo.push(step);
    redo.clear();
    long bytes = undo.stream().mapToLong(Step::bytes).sum();
    while (bytes > budget && undo.size() > 1) {
      bytes -= undo.removeLast().bytes();
    }
    update();
  }

  /** Makes one step of all that {@code work} does; within another group it is part of that. */
  public void group(String name, Runnable work) {
    settle();
    if (group != null) {
      work.run();
      settle();
      return;
    }
    List<Step> parts = new ArrayList<>();
    group = parts;
    try {
      work.run();
      settle();
    } finally {
      group = null;
    }
    if (!parts.isEmpty()) {
      push(new Group(name, List.copyOf(parts)));
    }
  }

  private void settle() {
    settlers.forEach(Runnable::run);
  }

  public void undo() {
    settle();
    if (!undo.isEmpty()) {
      Step step = undo.pop();
      step.undo();
      redo.push(step);
      update();
    }
  }

  public void redo() {
    settle();
    if (!redo.isEmpty()) {
      Step step = redo.pop();
      step.redo();
      undo.push(step);
      update();
    }
  }

  /**
   * Goes to the state after so many of the {@link #names}.
   *
   * @param steps 0 to the number of names
   */
  public void goTo(int steps) {
    settle();
    while (undo.size() > steps) {
      undo();
    }
    while (undo.size() < steps && !redo.isEmpty()) {
      redo();
    }
  }

  /** Forgets all steps: another document begins. */
  public void clear() {
    settle();
    undo.clear();
    redo.clear();
    update();
  }

  private void update() {
    changes++;
    canUndo.set(!undo.isEmpty());
    canRedo.set(!redo.isEmpty());
    undoName.set(undo.isEmpty() ? "" : undo.peek().name());
    redoName.set(redo.isEmpty() ? "" : redo.peek().name());
    List<String> all = new ArrayList<>();
    undo.descendingIterator().forEachRemaining(s -> all.add(s.name()));
    redo.forEach(s -> all.add(s.name()));
    names.setAll(all);
    position.set(undo.size());
  }

  /** Grows with every step done, undone or forgotten: tells whether something changed. */
  public long changes() {
    return changes;
  }

  /** Names of the steps, the oldest first, those that were taken back last. */
  public ObservableList<String> names() {
    return readOnlyNames;
  }

  /** How many of the steps are done. */
  public ReadOnlyIntegerProperty positionProperty() {
    return position.getReadOnlyProperty();
  }

  public ReadOnlyBooleanProperty canUndoProperty() {
    return canUndo.getReadOnlyProperty();
  }

  public ReadOnlyBooleanProperty canRedoProperty() {
    return canRedo.getReadOnlyProperty();
  }

  /** Name of the step that undo takes back; empty if there is none. */
  public ReadOnlyStringProperty undoNameProperty() {
    return undoName.getReadOnlyProperty();
  }

  public ReadOnlyStringProperty redoNameProperty() {
    return redoName.getReadOnlyProperty();
  }
}
