package io.tessera.app.canvas;

import javafx.beans.property.BooleanProperty;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleDoubleProperty;

/** How a layer is shown, and whether it may be painted on. */
public final class LayerState {
  private final BooleanProperty visible = new SimpleBooleanProperty(true);
  private final DoubleProperty opacity = new SimpleDoubleProperty(1);
  private final BooleanProperty locked = new SimpleBooleanProperty();

  public BooleanProperty visibleProperty() {
    return visible;
  }

  /** 0 to 1. */
  public DoubleProperty opacityProperty() {
    return opacity;
  }

  public BooleanProperty lockedProperty() {
    return locked;
  }
}
