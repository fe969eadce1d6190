package io.tessera.app.inputs;

import io.tessera.api.image.OpenPose;
import io.tessera.api.image.Pose;
import io.tessera.app.canvas.ItemHandler;
import io.tessera.app.document.Beginnings;
import io.tessera.app.document.Document;
import io.tessera.app.document.ItemLayer;
import io.tessera.app.text.Texts;
import java.util.ArrayList;
import java.util.List;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.SimpleIntegerProperty;

/**
 * Figures as they are posed: which is worked on, what the mouse drags. Every change is a step of
 * the document's history.
 */
public final class FiguresViewModel implements ItemHandler {
  private static final double LARGER = 1.12;

  private final Document document;
  private final ItemLayer<Pose> layer;
  private final Texts texts;
  private final Runnable changed;
  private final IntegerProperty selected = new SimpleIntegerProperty(-1);
  private final IntegerProperty joint = new SimpleIntegerProperty(-1);
  private final IntegerProperty touched = new SimpleIntegerProperty(-1);
  private int dragged = -1;
  private boolean free;
  private double lastX;
  private double lastY;

  /**
   * @param changed run after every change that is done, so that live rendering can follow
   */
  public FiguresViewModel(Document document, Texts texts, Runnable changed) {
    this.document = document;
    this.layer = document.figures();
    this.texts = texts;
    this.changed = changed;
    layer
        .itemsProperty()
        .subscribe(
            all -> {
              if (selected.get() >= all.size()) {
                selected.set(all.size() - 1);
              } else if (selected.get() < 0 && !all.isEmpty()) {
                selected.set(0);
              }
            });
  }

  @Override
  public void press(double x, double y, double reach, boolean freely) {
    free = freely;
    lastX = x;
    lastY = y;
    select(x, y, reach);
    dragged = joint.get();
    touched.set(dragged);
    if (isOnFigure(x, y, reach)) {
      layer.begin(texts.get("step.pose"));
    }
  }

  private boolean isOnFigure(double x, double y, double reach) {
    return dragged >= 0 || selected.get() >= 0 && Skeleton.isOn(figure(), x, y, reach);
  }

  /** The figure in front that has a joint, or else a limb, there. */
  private void select(double x, double y, double reach) {
    List<Pose> all = layer.items();
    List<Integer> order = new ArrayList<>();
    if (selected.get() >= 0) {
      order.add(selected.get()); // the one that is worked on comes first
    }
    for (int n = all.size() - 1; n >= 0; n--) {
      order.add(n);
    }
    for (int n : order) {
      int j = Skeleton.nearest(all.get(n), x, y, reach);
      if (j >= 0) {
        selected.set(n);
        joint.set(j);
        return;
      }
    }
    joint.set(-1);
    for (int n : order) {
      if (Skeleton.isOn(all.get(n), x, y, reach)) {
        selected.set(n);
        return;
      }
    }
  }

  @Override
  public void drag(double x, double y) {
    if (!layer.isBeingChanged()) {
      return;
    }
    Pose now =
        dragged < 0
            ? Skeleton.moved(figure(), x - lastX, y - lastY)
            : free
                ? Skeleton.stretch(figure(), dragged, x, y)
                : Skeleton.bend(figure(), dragged, x, y);
    lastX = x;
    lastY = y;
    layer.set(selected.get(), now);
  }

  @Override
  public void release() {
    if (layer.isBeingChanged()) {
      layer.commit();
      changed.run();
    }
    dragged = -1;
  }

  @Override
  public void hover(double x, double y, double reach) {
    joint.set(selected.get() < 0 ? -1 : Skeleton.nearest(figure(), x, y, reach));
  }

  private Pose figure() {
    return layer.items().get(selected.get());
  }

  /** Another figure, in front of the others. */
  void add(PoseLibrary pose) {
    float w = document.width();
    float h = document.height();
    int n = layer.items().size();
    touched.set(-1);
    List<Pose> all = new ArrayList<>(layer.items());
    all.add(pose.at(w * (0.25f + 0.17f * (n % 4)), h * 0.86f, h * Beginnings.TALL));
    replace("step.add-figure", all);
    selected.set(all.size() - 1);
  }

  /** Takes the figure away that is worked on. */
  public void remove() {
    if (selected.get() >= 0) {
      touched.set(-1);
      List<Pose> all = new ArrayList<>(layer.items());
      all.remove(selected.get());
      replace("step.remove-figure", all);
    }
  }

  void mirror() {
    change("step.mirror-figure", Skeleton.mirrored(figure()));
  }

  void resize(boolean larger) {
    change("step.resize-figure", Skeleton.scaled(figure(), larger ? LARGER : 1 / LARGER));
  }

  /** Hides the joint under the mouse, or the last one that was touched; or shows it again. */
  public void toggleJoint() {
    int which = joint.get() >= 0 ? joint.get() : touched.get();
    if (selected.get() >= 0 && which >= 0) {
      change("step.hide-joint", Skeleton.toggled(figure(), which));
    }
  }

  private void change(String step, Pose pose) {
    List<Pose> all = new ArrayList<>(layer.items());
    all.set(selected.get(), pose);
    replace(step, all);
  }

  private void replace(String step, List<Pose> all) {
    layer.replace(texts.get(step), all);
    changed.run();
  }

  /**
   * Takes figures from a file; those of a picture of another size are stretched to the document.
   */
  public void take(OpenPose read, String name) {
    OpenPose file = read.on(document.width(), document.height());
    float byX = file.width() > 0 ? (float) document.width() / file.width() : 1;
    float byY = file.height() > 0 ? (float) document.height() / file.height() : 1;
    layer.replace(
        texts.get("step.open", name), file.poses().stream().map(p -> p.scaled(byX, byY)).toList());
    changed.run();
  }

  /** The figure that is worked on; -1 for none. */
  public IntegerProperty selectedProperty() {
    return selected;
  }

  /** Its joint under the mouse; -1 for none. */
  public IntegerProperty jointProperty() {
    return joint;
  }

  /** The joint that was pressed last; -1 for none. */
  IntegerProperty touchedProperty() {
    return touched;
  }
}
