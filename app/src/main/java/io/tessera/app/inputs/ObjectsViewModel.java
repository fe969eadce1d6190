package io.tessera.app.inputs;

import io.tessera.app.canvas.ItemHandler;
import io.tessera.app.document.Document;
import io.tessera.app.document.ItemLayer;
import io.tessera.app.document.PlacedObject;
import io.tessera.app.text.Texts;
import java.util.ArrayList;
import java.util.List;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.SimpleIntegerProperty;

/**
 * Boxes of objects: drawn on empty ground, moved by their middle, resized by their lower right
 * corner. Every change is a step of the document's history.
 */
public final class ObjectsViewModel implements ItemHandler {
  /** Pixels; what is smaller was not meant. */
  private static final double SMALLEST = 3;

  private final ItemLayer<PlacedObject> layer;
  private final Texts texts;
  private final IntegerProperty selected = new SimpleIntegerProperty(-1);
  private final IntegerProperty category = new SimpleIntegerProperty();
  private boolean resizing;
  private double lastX;
  private double lastY;

  public ObjectsViewModel(Document document, Texts texts) {
    this.layer = document.objects();
    this.texts = texts;
    layer
        .itemsProperty()
        .subscribe(
            all -> {
              if (selected.get() >= all.size()) {
                selected.set(all.size() - 1);
              }
            });
    selected.subscribe(
        n -> {
          if (n.intValue() >= 0) {
            category.set(layer.items().get(n.intValue()).category());
          }
        });
    category.subscribe(c -> changeClass(c.intValue()));
  }

  /** Another class for the box that is worked on, and for those to come. */
  private void changeClass(int now) {
    int n = selected.get();
    if (n >= 0 && layer.items().get(n).category() != now) {
      PlacedObject o = layer.items().get(n);
      List<PlacedObject> all = new ArrayList<>(layer.items());
      all.set(n, new PlacedObject(now, o.x(), o.y(), o.width(), o.height()));
      layer.replace(texts.get("step.object-class"), all);
    }
  }

  @Override
  public void press(double x, double y, double reach, boolean free) {
    lastX = x;
    lastY = y;
    List<PlacedObject> all = layer.items();
    for (int n = all.size() - 1; n >= 0; n--) {
      PlacedObject o = all.get(n);
      boolean corner = Math.hypot(o.x() + o.width() - x, o.y() + o.height() - y) <= reach;
      if (corner || o.contains(x, y)) {
        selected.set(n);
        resizing = corner;
        layer.begin(texts.get("step.object"));
        return;
      }
    }
    layer.begin(texts.get("step.object"));
    List<PlacedObject> more = new ArrayList<>(all);
    more.add(new PlacedObject(category.get(), x, y, 1, 1));
    layer.set(more);
    selected.set(more.size() - 1);
    resizing = true;
  }

  @Override
  public void drag(double x, double y) {
    int n = selected.get();
    if (n < 0 || !layer.isBeingChanged()) {
      return;
    }
    PlacedObject o = layer.items().get(n);
    layer.set(
        n,
        resizing
            ? new PlacedObject(
                o.category(), o.x(), o.y(), Math.max(1, x - o.x()), Math.max(1, y - o.y()))
            : o.moved(x - lastX, y - lastY));
    lastX = x;
    lastY = y;
  }

  @Override
  public void release() {
    int n = selected.get();
    // A mere click on empty ground has drawn nothing.
    if (n >= 0 && layer.isBeingChanged() && isTiny(layer.items().get(n))) {
      List<PlacedObject> all = new ArrayList<>(layer.items());
      all.remove(n);
      selected.set(-1);
      layer.set(all);
    }
    layer.commit();
  }

  private static boolean isTiny(PlacedObject o) {
    return o.width() < SMALLEST || o.height() < SMALLEST;
  }

  @Override
  public void hover(double x, double y, double reach) {}

  /** Takes the box away that is worked on. */
  public void remove() {
    if (selected.get() >= 0) {
      List<PlacedObject> all = new ArrayList<>(layer.items());
      all.remove(selected.get());
      selected.set(-1);
      layer.replace(texts.get("step.remove-object"), all);
    }
  }

  /** The box that is worked on; -1 for none. */
  public IntegerProperty selectedProperty() {
    return selected;
  }

  /** Class of the box that is worked on, and of the next one. */
  public IntegerProperty categoryProperty() {
    return category;
  }
}
