package io.tessera.app.document;

import io.tessera.engine.image.Pose;
import java.util.ArrayList;
import java.util.List;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;

/**
 * Figures on the document, in its pixels. Every change can be taken back through the document's
 * history; while a joint is dragged, all of it is one step.
 */
public final class FigureLayer {
  private static final long BYTES_PER_FIGURE = 1024;

  private final History history;
  private final ReadOnlyObjectWrapper<List<Pose>> figures;
  private @Nullable List<Pose> before;
  private String stepName = "";

  FigureLayer(List<Pose> figures, History history) {
    this.figures = new ReadOnlyObjectWrapper<>(List.copyOf(figures));
    this.history = history;
    history.onSettle(this::commit);
  }

  /** The figures, the later ones in front. */
  public ReadOnlyObjectProperty<List<Pose>> figuresProperty() {
    return figures.getReadOnlyProperty();
  }

  public List<Pose> figures() {
    return figures.get();
  }

  /** Begins a step that {@link #commit} ends. */
  public void begin(String name) {
    commit();
    before = figures.get();
    stepName = name;
  }

  /** Other figures, as part of the step that is open. */
  public void set(List<Pose> now) {
    figures.set(List.copyOf(now));
  }

  /** Another figure in place of one. */
  public void set(int index, Pose pose) {
    List<Pose> all = new ArrayList<>(figures.get());
    all.set(index, pose);
    set(all);
  }

  /** Ends the step; one that changed nothing leaves no trace. */
  public void commit() {
    List<Pose> old = before;
    before = null;
    if (old != null && !old.equals(figures.get())) {
      history.push(new Change(stepName, this, old, figures.get()));
    }
  }

  /** Whether a step is open. */
  public boolean isBeingChanged() {
    return before != null;
  }

  /** Puts other figures in place of these, as one step. */
  public void replace(String name, List<Pose> now) {
    begin(name);
    set(now);
    commit();
  }

  private record Change(String name, FigureLayer layer, List<Pose> before, List<Pose> after)
      implements History.Step {
    @Override
    public long bytes() {
      return BYTES_PER_FIGURE * (before.size() + after.size());
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
