package io.tessera.app.canvas;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import javafx.animation.AnimationTimer;
import javafx.beans.binding.Bindings;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.value.ObservableValue;
import javafx.event.Event;
import javafx.geometry.Point2D;
import javafx.geometry.Rectangle2D;
import javafx.scene.AccessibleRole;
import javafx.scene.Cursor;
import javafx.scene.Group;
import javafx.scene.Node;
import javafx.scene.image.Image;
import javafx.scene.image.ImageView;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.ScrollEvent;
import javafx.scene.layout.Pane;
import javafx.scene.shape.Circle;
import javafx.scene.shape.Line;
import javafx.scene.shape.LineTo;
import javafx.scene.shape.MoveTo;
import javafx.scene.shape.Path;
import javafx.scene.shape.Polygon;
import javafx.scene.shape.Rectangle;
import javafx.scene.transform.Scale;
import javafx.scene.transform.Transform;
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

  /** Pixels of the screen from a joint's middle within which it can be taken. */
  private static final double REACH = 12;

  private final CanvasViewModel model;
  private final Translate offset = new Translate();
  private final Scale scale = new Scale();
  private final DoubleProperty zoom = new SimpleDoubleProperty(1);
  private final ObjectProperty<Rectangle2D> window = new SimpleObjectProperty<>(Rectangle2D.EMPTY);
  private final ObjectProperty<Rectangle2D> cell = new SimpleObjectProperty<>(Rectangle2D.EMPTY);
  private final ImageView layout = new ImageView();
  private final ImageView plane = new ImageView();
  private final ImageView picture = new ImageView();
  private final ImageView photograph = new ImageView();
  private final ImageView mask = new ImageView();
  private final ImageView other = new ImageView();
  private final ImageView painted = new ImageView();
  private final ImageView cells = new ImageView();
  private final Path marks = new Path();
  private final Rectangle page = new Rectangle();
  private final Skeletons skeletons;
  private final Boxes boxes;
  private final Map<Tool, ItemHandler> itemHandlers = new EnumMap<>(Tool.class);
  private CellHandler cellHandler = CellHandler.NONE;
  private final Rectangle otherClip = new Rectangle();
  private final Line divider = new Line();
  private final Circle grip = new Circle(7);
  private final Path grid = new Path();
  private final Polygon outline = new Polygon();
  private final Group content = new Group();
  private final DoubleProperty split = new SimpleDoubleProperty(0.5);
  private final ObjectProperty<@Nullable Image> compared = new SimpleObjectProperty<>();
  private final IntegerProperty cellSize = new SimpleIntegerProperty(16);
  private final Pen pen;
  private final Circle brush = new Circle();
  private final Rectangle windowFrame = new Rectangle();
  private final Rectangle cellFrame = new Rectangle();
  private @Nullable Point2D grabbed;
  private boolean spaceHeld;
  private boolean fitted = true;

  /**
   * @param pen tells the pressure of the pointing device
   * @param description what screen readers say of it
   */
  public CanvasView(CanvasViewModel model, Pen pen, String description) {
    this.model = model;
    this.pen = pen;
    getStyleClass().add("canvas-view");
    setId("canvas");
    setFocusTraversable(true);
    setAccessibleRole(AccessibleRole.IMAGE_VIEW);
    setAccessibleText(description);
    layer(photograph, model.photographImageProperty(), model.photographState());
    layer(layout, model.layoutImageProperty(), model.layoutState());
    layer(plane, model.planeImageProperty(), model.planeState());
    layer(picture, model.pictureImageProperty(), model.pictureState());
    var under = model.layoutOnTopProperty().not().and(model.besideProperty().not());
    picture.visibleProperty().unbind();
    picture.visibleProperty().bind(model.pictureState().visibleProperty().and(under));
    painted.setId("painted");
    painted.imageProperty().bind(model.paintedImageProperty());
    painted.visibleProperty().bind(model.paintShowsProperty().and(under));
    painted.opacityProperty().bind(model.pictureState().opacityProperty());
    other.visibleProperty().bind(under);
    layer(mask, model.maskImageProperty(), model.maskState());
    other.imageProperty().bind(compared);
    other.setClip(otherClip);
    cells.setSmooth(false);
    cells.setOpacity(0.6);
    marks.getStyleClass().add("cell-marks");
    marks.setMouseTransparent(true);
    marks.strokeWidthProperty().bind(Bindings.divide(1.6, zoom));
    page.getStyleClass().add("page");
    skeletons = new Skeletons(zoom);
    model.document().figures().itemsProperty().subscribe(skeletons::show);
    boxes = new Boxes(zoom);
    model.document().objects().itemsProperty().subscribe(boxes::show);
    content
        .getChildren()
        .addAll(
            page,
            photograph,
            layout,
            plane,
            picture,
            other,
            painted,
            mask,
            skeletons,
            boxes,
            cells,
            grid,
            marks);
    content.getTransforms().addAll(offset, scale);
    cells();
    outline();
    comparison();
    scale.xProperty().bind(zoom);
    scale.yProperty().bind(zoom);
    brush.getStyleClass().add("brush-cursor");
    windowFrame.getStyleClass().add("attention-window");
    cellFrame.getStyleClass().add("current-token");
    for (var shape : new javafx.scene.shape.Shape[] {brush, windowFrame, cellFrame, outline}) {
      shape.setMouseTransparent(true);
      shape.setManaged(false);
    }
    brush.setVisible(false);
    getChildren().addAll(content, windowFrame, cellFrame, outline, divider, grip, brush);
    clip();
    mouse();
    frames();
    zoom.subscribe(z -> smooth(z.doubleValue()));
    model
        .layoutImageProperty()
        .subscribe(
            image -> {
              page.setWidth(model.document().width());
              page.setHeight(model.document().height());
              fit();
            });
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

  private static void layer(
      ImageView view, ObservableValue<? extends @Nullable Image> image, LayerState state) {
    view.imageProperty().bind(image);
    view.opacityProperty().bind(state.opacityProperty());
    view.visibleProperty().bind(state.visibleProperty());
  }

  /** Pixels stay pixels when they are large. */
  private void smooth(double z) {
    for (ImageView view : List.of(layout, plane, picture, painted, other, mask, photograph)) {
      view.setSmooth(z < 2);
    }
  }

  /** The borders of the tokens' cells, hair lines at every zoom. */
  private void cells() {
    grid.getStyleClass().add("cell-grid");
    grid.setMouseTransparent(true);
    grid.visibleProperty().bind(model.gridProperty().and(zoom.greaterThan(0.3)));
    grid.strokeWidthProperty().bind(Bindings.divide(1, zoom));
    Runnable draw =
        () -> {
          grid.getElements().clear();
          if (!model.gridProperty().get()) {
            return;
          }
          int w = model.document().width();
          int h = model.document().height();
          for (int x = 0; x <= w; x += cellSize.get()) {
            grid.getElements().addAll(new MoveTo(x, 0), new LineTo(x, h));
          }
          for (int y = 0; y <= h; y += cellSize.get()) {
            grid.getElements().addAll(new MoveTo(0, y), new LineTo(w, y));
          }
        };
    model.gridProperty().subscribe(draw);
    model.layoutImageProperty().subscribe(draw);
    cellSize.subscribe(draw);
  }

  /** What a shape tool is about to fill, in the window's pixels. */
  private void outline() {
    outline.getStyleClass().add("tool-outline");
    Runnable draw =
        () -> {
          double[] corners = model.outlineProperty().get();
          Double[] points = new Double[corners.length];
          for (int i = 0; i < corners.length; i++) {
            points[i] =
                i % 2 == 0
                    ? offset.getX() + corners[i] * zoom.get()
                    : offset.getY() + corners[i] * zoom.get();
          }
          outline.getPoints().setAll(points);
        };
    model.outlineProperty().subscribe(draw);
    zoom.subscribe(draw);
    offset.xProperty().subscribe(draw);
    offset.yProperty().subscribe(draw);
  }

  /** A second picture right of a line that can be dragged. */
  private void comparison() {
    divider.getStyleClass().add("divider");
    grip.getStyleClass().add("divider-grip");
    grip.setId("divider");
    Runnable place =
        () -> {
          boolean shown = compared.get() != null;
          divider.setVisible(shown);
          grip.setVisible(shown);
          double w = model.document().width();
          double h = model.document().height();
          otherClip.setX(w * split.get());
          otherClip.setWidth(Math.max(0, w * (1 - split.get())));
          otherClip.setHeight(h);
          double x = offset.getX() + w * split.get() * zoom.get();
          divider.setStartX(x);
          divider.setEndX(x);
          divider.setStartY(offset.getY());
          divider.setEndY(offset.getY() + h * zoom.get());
          grip.setCenterX(x);
          grip.setCenterY(offset.getY() + h * zoom.get() / 2);
        };
    compared.subscribe(place);
    split.subscribe(place);
    zoom.subscribe(place);
    offset.xProperty().subscribe(place);
    offset.yProperty().subscribe(place);
    model.layoutImageProperty().subscribe(place);
    for (Node handle : List.of(divider, grip)) {
      handle.setManaged(false);
      handle.setCursor(Cursor.H_RESIZE);
      handle.setOnMousePressed(Event::consume);
      handle.setOnMouseReleased(Event::consume);
      handle.setOnMouseDragged(
          e -> {
            Point2D p = sceneToLocal(e.getSceneX(), e.getSceneY());
            split.set(Math.clamp(documentX(p.getX()) / model.document().width(), 0, 1));
            e.consume();
          });
    }
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
          if (model.toolProperty().get().movesItems()) {
            itemHandler().release();
          } else if (grabbed == null) {
            model.drag(documentX(e.getX()), documentY(e.getY()), pen.pressure(e), e.isShiftDown());
          }
          grabbed = null;
          model.release();
          cursor(e);
        });
    setOnMouseMoved(this::cursor);
    setOnMouseEntered(this::cursor);
    setOnMouseExited(
        e -> {
          brush.setVisible(false);
          cellHandler.leave();
        });
    setOnScroll(this::scrolled);
    model.toolProperty().subscribe(t -> setCursor(toolCursor()));
    model
        .brushSizeProperty()
        .subscribe(s -> brush.setRadius(Math.max(1.5, s.doubleValue() / 2 * zoom.get())));
  }

  /** Space, while held, turns every tool into the hand. */
  public void holdSpace(boolean held) {
    spaceHeld = held;
    setCursor(held ? Cursor.OPEN_HAND : toolCursor());
  }

  private Cursor toolCursor() {
    return model.toolProperty().get() == Tool.HAND ? Cursor.OPEN_HAND : Cursor.CROSSHAIR;
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
    } else if (model.toolProperty().get() == Tool.TOKENS) {
      cellHandler.press(documentX(e.getX()), documentY(e.getY()), e.isShiftDown());
    } else if (model.toolProperty().get().movesItems()) {
      itemHandler().press(documentX(e.getX()), documentY(e.getY()), reach(), e.isAltDown());
    } else if (model.toolProperty().get() == Tool.ZOOM) {
      boolean out = e.isAltDown() || e.getButton() == MouseButton.SECONDARY;
      zoomAt(e.getX(), e.getY(), out ? 0.5 : 2);
    } else if (e.getButton() == MouseButton.PRIMARY
        && e.getClickCount() == 2
        && model.hasPolygon()) {
      model.endPolygon(true);
    } else if (e.getButton() == MouseButton.PRIMARY) {
      model.press(
          documentX(e.getX()),
          documentY(e.getY()),
          pen.pressure(e),
          e.isShiftDown(),
          e.isAltDown());
    }
    cursor(e);
  }

  private void dragged(MouseEvent e) {
    if (grabbed != null) {
      fitted = false;
      offset.setX(e.getX() - grabbed.getX());
      offset.setY(e.getY() - grabbed.getY());
    } else if (model.toolProperty().get() == Tool.TOKENS) {
      cellHandler.drag(documentX(e.getX()), documentY(e.getY()));
    } else if (model.toolProperty().get().movesItems()) {
      itemHandler().drag(documentX(e.getX()), documentY(e.getY()));
    } else if (e.isPrimaryButtonDown()) {
      model.drag(documentX(e.getX()), documentY(e.getY()), pen.pressure(e), e.isShiftDown());
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
    if (model.toolProperty().get() == Tool.TOKENS) {
      cellHandler.hover(documentX(e.getX()), documentY(e.getY()), e.getX(), e.getY());
    }
    if (model.toolProperty().get().movesItems() && !e.isPrimaryButtonDown()) {
      itemHandler().hover(documentX(e.getX()), documentY(e.getY()), reach());
    }
    boolean paints = model.toolProperty().get().isBrush();
    brush.setVisible(paints && !spaceHeld && grabbed == null);
    brush.setCenterX(e.getX());
    brush.setCenterY(e.getY());
    brush.setRadius(Math.max(1.5, model.brushSizeProperty().get() / 2 * zoom.get()));
    if (grabbed == null && !spaceHeld) {
      setCursor(toolCursor());
    }
  }

  /** How far from a joint the mouse still means it, in document pixels. */
  private double reach() {
    return REACH / zoom.get();
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

  /** Who is told what the mouse does while tokens are looked at. */
  public void setCellHandler(CellHandler handler) {
    cellHandler = handler;
  }

  /** Who is told what the mouse does with a tool that works on things. */
  public void setItemHandler(Tool tool, ItemHandler handler) {
    itemHandlers.put(tool, handler);
  }

  private ItemHandler itemHandler() {
    return itemHandlers.getOrDefault(model.toolProperty().get(), ItemHandler.NONE);
  }

  /** The objects' boxes as they are drawn over the document. */
  public Boxes boxes() {
    return boxes;
  }

  /** The figures as they are drawn over the document. */
  public Skeletons skeletons() {
    return skeletons;
  }

  /** Lays a picture of one pixel a cell over the document; null for none. */
  public void showCells(@Nullable Image image) {
    cells.setImage(image);
    cells.setFitWidth(model.document().width());
    cells.setFitHeight(model.document().height());
  }

  /** Draws a frame around each of some places, in document pixels. */
  public void showMarks(List<Rectangle2D> places) {
    marks.getElements().clear();
    for (Rectangle2D r : places) {
      marks
          .getElements()
          .addAll(
              new MoveTo(r.getMinX(), r.getMinY()),
              new LineTo(r.getMaxX(), r.getMinY()),
              new LineTo(r.getMaxX(), r.getMaxY()),
              new LineTo(r.getMinX(), r.getMaxY()),
              new LineTo(r.getMinX(), r.getMinY()));
    }
  }

  /** A picture that is shown right of the divider; null for none. */
  public ObjectProperty<@Nullable Image> comparedProperty() {
    return compared;
  }

  /** Where the divider stands, 0 left to 1 right. */
  public DoubleProperty splitProperty() {
    return split;
  }

  /** Side of a token's cell in pixels. */
  public IntegerProperty cellSizeProperty() {
    return cellSize;
  }

  /** How the document lies in the view, for another view of the same part of it. */
  public List<Transform> transforms() {
    return List.of(offset, scale);
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
