package io.tessera.app.canvas;

import javafx.animation.AnimationTimer;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.geometry.Point2D;
import javafx.geometry.Rectangle2D;
import javafx.scene.AccessibleRole;
import javafx.scene.Cursor;
import javafx.scene.Group;
import javafx.scene.image.ImageView;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.ScrollEvent;
import javafx.scene.layout.Pane;
import javafx.scene.shape.Circle;
import javafx.scene.shape.Rectangle;
import javafx.scene.transform.Scale;
import javafx.scene.transform.Translate;
import org.jspecify.annotations.Nullable;

/**
 * Layout and picture under zoom and pan. The wheel zooms to the cursor; the middle button, or any
 * with space held, pans.
 */
public final class CanvasView extends Pane {
  private static final double LEAST_ZOOM = 0.05;
  private static final double MOST_ZOOM = 16;
  private static final double AIR = 28;

  private final CanvasViewModel model;
  private final Translate offset = new Translate();
  private final Scale scale = new Scale();
  private final DoubleProperty zoom = new SimpleDoubleProperty(1);
  private final ObjectProperty<Rectangle2D> window = new SimpleObjectProperty<>(Rectangle2D.EMPTY);
  private final ObjectProperty<Rectangle2D> cell = new SimpleObjectProperty<>(Rectangle2D.EMPTY);
  private final ImageView layout = new ImageView();
  private final ImageView picture = new ImageView();
  private final Circle brush = new Circle();
  private final Rectangle windowFrame = new Rectangle();
  private final Rectangle cellFrame = new Rectangle();
  private @Nullable Point2D grabbed;
  private boolean spaceHeld;
  private boolean fitted = true;

  public CanvasView(CanvasViewModel model) {
    this.model = model;
    getStyleClass().add("canvas-view");
    setId("canvas");
    setFocusTraversable(true);
    setAccessibleRole(AccessibleRole.IMAGE_VIEW);
    setAccessibleText("Canvas: paint the layout with the mouse");
    layout.imageProperty().bind(model.layoutImageProperty());
    picture.imageProperty().bind(model.pictureImageProperty());
    picture.opacityProperty().bind(model.pictureOpacityProperty());
    Group content = new Group(layout, picture);
    content.getTransforms().addAll(offset, scale);
    scale.xProperty().bind(zoom);
    scale.yProperty().bind(zoom);
    brush.getStyleClass().add("brush-cursor");
    windowFrame.getStyleClass().add("attention-window");
    cellFrame.getStyleClass().add("current-token");
    for (var shape : new javafx.scene.shape.Shape[] {brush, windowFrame, cellFrame}) {
      shape.setMouseTransparent(true);
      shape.setManaged(false);
    }
    brush.setVisible(false);
    getChildren().addAll(content, windowFrame, cellFrame, brush);
    clip();
    mouse();
    frames();
    zoom.subscribe(z -> smooth(z.doubleValue()));
    model.layoutImageProperty().subscribe(image -> fit());
    widthProperty().subscribe(w -> refit());
    heightProperty().subscribe(h -> refit());
    pulses();
  }

  private void clip() {
    Rectangle clip = new Rectangle();
    clip.widthProperty().bind(widthProperty());
    clip.heightProperty().bind(heightProperty());
    setClip(clip);
  }

  /** Pixels stay pixels when they are large. */
  private void smooth(double z) {
    layout.setSmooth(z < 2);
    picture.setSmooth(z < 2);
  }

  /** Shows new pixels once per pulse, however many strokes and previews came since the last. */
  private void pulses() {
    AnimationTimer timer =
        new AnimationTimer() {
          @Override
          public void handle(long now) {
            model.flush();
          }
        };
    sceneProperty()
        .subscribe(
            scene -> {
              if (scene == null) {
                timer.stop();
              } else {
                timer.start();
              }
            });
  }

  private void frames() {
    Runnable place =
        () -> {
          place(windowFrame, window.get());
          place(cellFrame, cell.get());
        };
    window.subscribe(place);
    cell.subscribe(place);
    zoom.subscribe(place);
    offset.xProperty().subscribe(place);
    offset.yProperty().subscribe(place);
  }

  private void place(Rectangle frame, Rectangle2D r) {
    frame.setVisible(r.getWidth() > 0);
    frame.setX(Math.round(offset.getX() + r.getMinX() * zoom.get()));
    frame.setY(Math.round(offset.getY() + r.getMinY() * zoom.get()));
    frame.setWidth(Math.round(r.getWidth() * zoom.get()));
    frame.setHeight(Math.round(r.getHeight() * zoom.get()));
  }

  // Mouse
  // -----------------------------------------------------------------------------------------------------------

  private void mouse() {
    setOnMousePressed(this::pressed);
    setOnMouseDragged(this::dragged);
    setOnMouseReleased(
        e -> {
          // The last stretch of a quick stroke may come with no drag of its own.
          if (grabbed == null) {
            model.drag(documentX(e.getX()), documentY(e.getY()));
          }
          grabbed = null;
          model.release();
          cursor(e);
        });
    setOnMouseMoved(this::cursor);
    setOnMouseEntered(this::cursor);
    setOnMouseExited(e -> brush.setVisible(false));
    setOnScroll(this::scrolled);
    model
        .toolProperty()
        .subscribe(t -> setCursor(t == Tool.HAND ? Cursor.OPEN_HAND : Cursor.CROSSHAIR));
    model
        .brushSizeProperty()
        .subscribe(s -> brush.setRadius(Math.max(1.5, s.doubleValue() / 2 * zoom.get())));
  }

  /** Space, while held, turns every tool into the hand. */
  public void holdSpace(boolean held) {
    spaceHeld = held;
    setCursor(
        held || model.toolProperty().get() == Tool.HAND ? Cursor.OPEN_HAND : Cursor.CROSSHAIR);
  }

  private boolean pans(MouseEvent e) {
    return e.getButton() == MouseButton.MIDDLE
        || spaceHeld
        || model.toolProperty().get() == Tool.HAND;
  }

  private void pressed(MouseEvent e) {
    requestFocus();
    if (pans(e)) {
      grabbed = new Point2D(e.getX() - offset.getX(), e.getY() - offset.getY());
      setCursor(Cursor.CLOSED_HAND);
    } else if (e.getButton() == MouseButton.PRIMARY) {
      model.press(documentX(e.getX()), documentY(e.getY()), e.isShiftDown(), e.isAltDown());
    }
    cursor(e);
  }

  private void dragged(MouseEvent e) {
    if (grabbed != null) {
      fitted = false;
      offset.setX(e.getX() - grabbed.getX());
      offset.setY(e.getY() - grabbed.getY());
    } else if (e.isPrimaryButtonDown()) {
      model.drag(documentX(e.getX()), documentY(e.getY()));
    }
    cursor(e);
  }

  private void scrolled(ScrollEvent e) {
    if (e.getDeltaY() != 0) {
      zoomAt(e.getX(), e.getY(), Math.pow(1.0022, e.getDeltaY()));
    }
    e.consume();
  }

  private void cursor(MouseEvent e) {
    boolean paints =
        model.toolProperty().get() == Tool.BRUSH || model.toolProperty().get() == Tool.ERASER;
    brush.setVisible(paints && !spaceHeld && grabbed == null);
    brush.setCenterX(e.getX());
    brush.setCenterY(e.getY());
    brush.setRadius(Math.max(1.5, model.brushSizeProperty().get() / 2 * zoom.get()));
    if (grabbed == null && !spaceHeld) {
      setCursor(model.toolProperty().get() == Tool.HAND ? Cursor.OPEN_HAND : Cursor.CROSSHAIR);
    }
  }

  private double documentX(double x) {
    return (x - offset.getX()) / zoom.get();
  }

  private double documentY(double y) {
    return (y - offset.getY()) / zoom.get();
  }

  // Zoom
  // ------------------------------------------------------------------------------------------------------------

  private void zoomAt(double x, double y, double factor) {
    fitted = false;
    double next = Math.clamp(zoom.get() * factor, LEAST_ZOOM, MOST_ZOOM);
    double grown = next / zoom.get();
    offset.setX(x - (x - offset.getX()) * grown);
    offset.setY(y - (y - offset.getY()) * grown);
    zoom.set(next);
  }

  /** Zooms about the middle of the view. */
  public void zoomBy(double factor) {
    zoomAt(getWidth() / 2, getHeight() / 2, factor);
  }

  /** One pixel of the document to one of the screen. */
  public void actualSize() {
    zoomBy(1 / zoom.get());
  }

  /** The whole document in view, and kept so when the window changes, until the artist moves it. */
  public void fit() {
    fitted = true;
    refit();
  }

  private void refit() {
    if (!fitted || getWidth() <= 0 || getHeight() <= 0) {
      return;
    }
    double w = model.document().width();
    double h = model.document().height();
    double z = Math.min((getWidth() - 2 * AIR) / w, (getHeight() - 2 * AIR) / h);
    zoom.set(Math.clamp(z, LEAST_ZOOM, MOST_ZOOM));
    offset.setX(Math.round((getWidth() - w * zoom.get()) / 2));
    offset.setY(Math.round((getHeight() - h * zoom.get()) / 2));
  }

  public DoubleProperty zoomProperty() {
    return zoom;
  }

  /** The attention window in document pixels; empty for none. */
  public ObjectProperty<Rectangle2D> windowProperty() {
    return window;
  }

  /** The token being sampled, in document pixels; empty for none. */
  public ObjectProperty<Rectangle2D> cellProperty() {
    return cell;
  }
}
