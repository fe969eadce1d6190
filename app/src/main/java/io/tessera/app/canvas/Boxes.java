package io.tessera.app.canvas;

import io.tessera.app.document.PlacedObject;
import java.util.List;
import javafx.beans.binding.Bindings;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.css.PseudoClass;
import javafx.scene.Group;
import javafx.scene.shape.Rectangle;
import javafx.scene.text.Text;
import javafx.scene.transform.Scale;

/** Boxes of objects over the document, each with the number of its class. */
public final class Boxes extends Group {
  private static final PseudoClass CHOSEN = PseudoClass.getPseudoClass("chosen");

  private final DoubleProperty zoom;
  private final IntegerProperty selected = new SimpleIntegerProperty(-1);
  private List<PlacedObject> objects = List.of();

  /**
   * @param zoom of the view, so that lines and numbers keep their size
   */
  Boxes(DoubleProperty zoom) {
    this.zoom = zoom;
    setMouseTransparent(true);
    setId("boxes");
    selected.subscribe(s -> show(objects));
  }

  /** Draws these objects. */
  void show(List<PlacedObject> now) {
    objects = now;
    getChildren().clear();
    for (int n = 0; n < now.size(); n++) {
      PlacedObject o = now.get(n);
      Rectangle box = new Rectangle(o.x(), o.y(), o.width(), o.height());
      box.getStyleClass().add("object-box");
      box.pseudoClassStateChanged(CHOSEN, n == selected.get());
      box.strokeWidthProperty().bind(Bindings.divide(2, zoom));
      Text number = new Text(Integer.toString(o.category()));
      number.getStyleClass().add("object-class");
      Scale size = new Scale();
      size.xProperty().bind(Bindings.divide(1, zoom));
      size.yProperty().bind(Bindings.divide(1, zoom));
      number.getTransforms().add(size);
      number.setTranslateX(o.x());
      number.setTranslateY(o.y());
      number.setX(6);
      number.setY(18);
      getChildren().addAll(box, number);
    }
  }

  /** The object that is worked on; -1 for none. */
  public IntegerProperty selectedProperty() {
    return selected;
  }
}
