package io.tessera.app.canvas;

import io.tessera.api.image.Pose;
import io.tessera.api.image.PoseRaster;
import java.util.List;
import javafx.beans.binding.Bindings;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.css.PseudoClass;
import javafx.scene.Group;
import javafx.scene.paint.Color;
import javafx.scene.shape.Circle;
import javafx.scene.shape.Line;
import javafx.scene.shape.StrokeLineCap;

/** Figures over the document: limbs in the colours that pose editors use, joints as handles. */
public final class Skeletons extends Group {
  private static final PseudoClass CHOSEN = PseudoClass.getPseudoClass("chosen");
  private static final double HANDLE = 4.5;

  private final DoubleProperty zoom;
  private final IntegerProperty selected = new SimpleIntegerProperty(-1);
  private final IntegerProperty joint = new SimpleIntegerProperty(-1);
  private List<Pose> figures = List.of();

  /**
   * @param zoom of the view, so that lines and handles keep their size
   */
  Skeletons(DoubleProperty zoom) {
    this.zoom = zoom;
    setMouseTransparent(true);
    setId("skeletons");
    selected.subscribe(s -> show(figures));
    joint.subscribe(j -> show(figures));
  }

  /** Draws these figures. */
  void show(List<Pose> now) {
    figures = now;
    getChildren().clear();
    for (int n = 0; n < now.size(); n++) {
      draw(now.get(n), n == selected.get());
    }
  }

  private void draw(Pose pose, boolean chosen) {
    List<int[]> limbs = PoseRaster.limbs();
    for (int limb = 0; limb < limbs.size(); limb++) {
      Pose.Joint a = pose.joints().get(limbs.get(limb)[0]);
      Pose.Joint b = pose.joints().get(limbs.get(limb)[1]);
      Line line = new Line(a.x(), a.y(), b.x(), b.y());
      line.setStroke(Color.hsb(360.0 * limb / limbs.size(), 0.75, 1));
      line.setStrokeLineCap(StrokeLineCap.ROUND);
      line.setOpacity(a.visible() && b.visible() ? chosen ? 1 : 0.75 : 0.2);
      line.strokeWidthProperty().bind(Bindings.divide(chosen ? 5 : 3.5, zoom));
      getChildren().add(line);
    }
    for (int j = 0; j < Pose.JOINTS; j++) {
      Pose.Joint at = pose.joints().get(j);
      Circle handle = new Circle(at.x(), at.y(), HANDLE);
      handle.getStyleClass().add("joint");
      handle.pseudoClassStateChanged(CHOSEN, chosen && j == joint.get());
      handle.setOpacity(at.visible() ? 1 : 0.35);
      handle.radiusProperty().bind(Bindings.divide(chosen ? HANDLE : HANDLE - 1, zoom));
      handle.strokeWidthProperty().bind(Bindings.divide(1.5, zoom));
      getChildren().add(handle);
    }
  }

  /** The figure that is worked on; -1 for none. */
  public IntegerProperty selectedProperty() {
    return selected;
  }

  /** Its joint under the mouse; -1 for none. */
  public IntegerProperty jointProperty() {
    return joint;
  }
}
