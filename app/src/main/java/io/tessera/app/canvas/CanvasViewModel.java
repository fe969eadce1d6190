package io.tessera.app.canvas;

import io.tessera.api.ConditionKind;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.Palette;
import io.tessera.api.image.RgbImage;
import io.tessera.app.document.Document;
import io.tessera.app.document.LabelLayer;
import io.tessera.app.document.Region;
import io.tessera.app.text.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.scene.image.Image;
import org.jspecify.annotations.Nullable;

/**
 * State of the canvas: the layers in colours, the picture over them, and what the tools do.
 * Coordinates are the document's pixels.
 */
public final class CanvasViewModel {
  public static final double SMALLEST_BRUSH = 1;
  public static final double LARGEST_BRUSH = 512;

  /** What a brush leaves on a line drawing. */
  private static final int INK = 255;

  /** Translucent red where the mask is; premultiplied. */
  private static final int MASK_COLOR = 0x8c8c1c24;

  private final Document document;
  private final Texts texts;
  private int[] colors;
  private final ObjectProperty<Tool> tool = new SimpleObjectProperty<>(Tool.BRUSH);
  private final ObjectProperty<ActiveLayer> active = new SimpleObjectProperty<>(ActiveLayer.LAYOUT);
  private final DoubleProperty brushSize = new SimpleDoubleProperty(64);
  private final DoubleProperty smoothing = new SimpleDoubleProperty(0.3);
  private final BooleanProperty fillEverywhere = new SimpleBooleanProperty();
  private final BooleanProperty grid = new SimpleBooleanProperty();
  private final IntegerProperty label = new SimpleIntegerProperty();
  private final ReadOnlyObjectWrapper<ConditionKind> planeKind =
      new ReadOnlyObjectWrapper<>(ConditionKind.DEPTH);
  private final IntegerProperty nearness = new SimpleIntegerProperty(200);
  private final IntegerProperty gradientEnd = new SimpleIntegerProperty(60);
  private final LayerState layoutState = new LayerState();
  private final LayerState planeState = new LayerState();
  private final LayerState figuresState = new LayerState();
  private final LayerState pictureState = new LayerState();
  private final LayerState maskState = new LayerState();
  private final LayerState photographState = new LayerState();
  private final ReadOnlyObjectWrapper<Image> layoutImage = new ReadOnlyObjectWrapper<>();
  private final ReadOnlyObjectWrapper<Image> planeImage = new ReadOnlyObjectWrapper<>();
  private final ReadOnlyObjectWrapper<Image> pictureImage = new ReadOnlyObjectWrapper<>();
  private final ReadOnlyObjectWrapper<Image> maskImage = new ReadOnlyObjectWrapper<>();
  private final ReadOnlyObjectWrapper<@Nullable Image> photographImage =
      new ReadOnlyObjectWrapper<>();
  private final ReadOnlyBooleanWrapper hasPicture = new ReadOnlyBooleanWrapper();
  private final ReadOnlyObjectWrapper<Image> paintedImage = new ReadOnlyObjectWrapper<>();
  private final BooleanProperty layoutOnTop = new SimpleBooleanProperty();
  private final BooleanProperty beside = new SimpleBooleanProperty();
  private final BooleanBinding paintShows;
  private final ReadOnlyObjectWrapper<double[]> outline =
      new ReadOnlyObjectWrapper<>(Gesture.NO_OUTLINE);
  private final List<Consumer<Region>> strokeListeners = new ArrayList<>();
  private final Corners polygon = new Corners();
  private final PaintedSince paintedLayout;
  private PaintedSince paintedPlane;
  private PixelSurface layout;
  private PixelSurface plane;
  private PixelSurface picture;
  private PixelSurface mask;
  private @Nullable Gesture gesture;
  private Region stroke = Region.NOTHING;
  private double lastX = Double.NaN;
  private double lastY = Double.NaN;

  public CanvasViewModel(Document document, Palette palette, Texts texts) {
    this.document = document;
    this.texts = texts;
    this.colors = palette.colors();
    this.layout = new PixelSurface(document.width(), document.height());
    this.plane = new PixelSurface(document.width(), document.height());
    this.picture = new PixelSurface(document.width(), document.height());
    this.mask = new PixelSurface(document.width(), document.height());
    this.paintedLayout = new PaintedSince(document.layout(), value -> colors[value]);
    this.paintedPlane = paintedPlane();
    this.paintShows =
        hasPicture.and(
            Bindings.createBooleanBinding(
                () -> tool.get().paints() && active.get() != ActiveLayer.MASK, tool, active));
    resize();
    active.subscribe(this::showPainted);
    document.layout().onChange(this::layoutChanged);
    for (ConditionKind kind : ConditionKind.planes()) {
      document
          .plane(kind)
          .onChange(
              region -> {
                if (kind == planeKind.get()) {
                  planeChanged(region);
                }
              });
    }
    document.mask().onChange(this::maskChanged);
    planeState.visibleProperty().set(false);
    document
        .photographProperty()
        .subscribe(
            p -> {
              photographImage.set(p == null ? null : PixelSurface.of(p).image());
              paint(new Region(0, 0, layout.width(), layout.height()));
            });
    tool.subscribe(t -> endPolygon(false));
  }

  private void layoutChanged(Region region) {
    if (layout.width() != document.width() || layout.height() != document.height()) {
      resize();
    } else {
      paint(region);
      paintedLayout.update(region);
    }
    if (active.get() == ActiveLayer.LAYOUT) {
      stroke = stroke.union(region);
    }
  }

  private PaintedSince paintedPlane() {
    return new PaintedSince(planeLayer(), value -> value * 0x010101);
  }

  private LabelLayer planeLayer() {
    return document.plane(planeKind.get());
  }

  /** Shows and paints on another of the layers that have a number in every pixel. */
  public void turnToPlane(ConditionKind kind) {
    if (kind != planeKind.get()) {
      planeKind.set(kind);
      paintedPlane = paintedPlane();
      planeChanged(new Region(0, 0, planeLayer().width(), planeLayer().height()));
      showPainted();
    }
  }

  /** Which of them that is. */
  public ReadOnlyObjectProperty<ConditionKind> planeKindProperty() {
    return planeKind.getReadOnlyProperty();
  }

  private void planeChanged(Region region) {
    if (plane.width() == planeLayer().width() && plane.height() == planeLayer().height()) {
      paintPlane(region);
      paintedPlane.update(region);
    } else {
      plane = new PixelSurface(planeLayer().width(), planeLayer().height());
      paintPlane(new Region(0, 0, plane.width(), plane.height()));
      planeImage.set(plane.image());
    }
    if (active.get() == ActiveLayer.PLANE) {
      stroke = stroke.union(region);
    }
  }

  private void maskChanged(Region region) {
    if (mask.width() == document.mask().width() && mask.height() == document.mask().height()) {
      paintMask(region);
    } else {
      mask = new PixelSurface(document.mask().width(), document.mask().height());
      paintMask(new Region(0, 0, mask.width(), mask.height()));
      maskImage.set(mask.image());
    }
  }

  private void resize() {
    layout = new PixelSurface(document.width(), document.height());
    picture = new PixelSurface(document.width(), document.height());
    hasPicture.set(false);
    pictured(null, null);
    paint(new Region(0, 0, document.width(), document.height()));
    layoutImage.set(layout.image());
    pictureImage.set(picture.image());
    planeChanged(new Region(0, 0, planeLayer().width(), planeLayer().height()));
    planeImage.set(plane.image());
    maskChanged(new Region(0, 0, document.mask().width(), document.mask().height()));
    maskImage.set(mask.image());
  }

  /** What is left to the model hides no photograph. */
  private void paint(Region r) {
    boolean open = document.photographProperty().get() != null;
    for (int y = r.y(); y < r.y() + r.height(); y++) {
      for (int x = r.x(); x < r.x() + r.width(); x++) {
        int value = document.layout().at(x, y);
        if (open && value == LabelMap.UNLABELLED) {
          layout.setArgb(x, y, 0);
        } else {
          layout.set(x, y, colors[value]);
        }
      }
    }
    layout.touch(r);
  }

  private void paintPlane(Region r) {
    LabelLayer layer = planeLayer(); // looked up once, not for every pixel of a stroke
    for (int y = r.y(); y < r.y() + r.height(); y++) {
      for (int x = r.x(); x < r.x() + r.width(); x++) {
        plane.set(x, y, layer.at(x, y) * 0x010101);
      }
    }
    plane.touch(r);
  }

  private void paintMask(Region r) {
    for (int y = r.y(); y < r.y() + r.height(); y++) {
      for (int x = r.x(); x < r.x() + r.width(); x++) {
        mask.setArgb(x, y, document.mask().at(x, y) == 0 ? 0 : MASK_COLOR);
      }
    }
    mask.touch(r);
  }

  /** Shows the layout in another palette's colours. */
  public void recolor(Palette palette) {
    colors = palette.colors();
    paint(new Region(0, 0, document.width(), document.height()));
    paintedLayout.recolor(value -> colors[value]);
  }

  /** Shows what changed; called once per pulse. */
  public void flush() {
    layout.flush();
    plane.flush();
    picture.flush();
    mask.flush();
    paintedLayout.flush();
    paintedPlane.flush();
  }

  // Tools
  // ---------------------------------------------------------------------------------------------------------

  /**
   * The mouse goes down.
   *
   * @param pressure of a pen, 0 to 1
   * @param shift a straight line from the last stroke's end; fills everywhere
   * @param alt whether the label there is wanted as the new material
   */
  public void press(double x, double y, double pressure, boolean shift, boolean alt) {
    Tool t = tool.get();
    if (alt || t == Tool.PICKER) {
      pick(x, y);
      return;
    }
    if (!t.paints()
        || state(active.get()).lockedProperty().get()
        || t == Tool.GRADIENT && !isOnGradual()) {
      return;
    }
    LabelLayer layer = activeLayer();
    state(active.get()).visibleProperty().set(true); // nobody paints on what is not seen
    stroke = Region.NOTHING;
    layer.begin(texts.get("tool." + t.id()));
    switch (t) {
      case BRUSH, ERASER -> {
        boolean joined = shift && !Double.isNaN(lastX);
        gesture =
            new Gesture.Stroke(
                layer,
                joined ? lastX : x,
                joined ? lastY : y,
                x,
                y,
                brushSize.get() / 2,
                pressure,
                value(t),
                smoothing.get());
      }
      case FILL -> fill(layer, x, y, shift != fillEverywhere.get());
      case RECTANGLE, ELLIPSE ->
          gesture = new Gesture.Box(layer, t == Tool.ELLIPSE, x, y, value(t));
      case LASSO -> gesture = new Gesture.Lasso(layer, x, y, value(t));
      case GRADIENT ->
          gesture = new Gesture.Gradient(layer, x, y, value(Tool.BRUSH), gradientEnd.get());
      case MOVE ->
          gesture =
              new Gesture.Move(
                  layer,
                  x,
                  y,
                  active.get() == ActiveLayer.LAYOUT || isOnGradual() ? LabelLayer.EDGES : 0);
      case POLYGON -> corner(x, y);
      default -> throw new IllegalStateException(t.name());
    }
    showOutline();
  }

  /** Whether what is painted on has values between the ends that mean something. */
  private boolean isOnGradual() {
    return active.get() == ActiveLayer.PLANE && planeKind.get().isGradual();
  }

  private int value(Tool t) {
    boolean erases = t == Tool.ERASER;
    return switch (active.get()) {
      case MASK -> erases ? 0 : Document.MASKED;
      case PLANE -> erases ? 0 : isOnGradual() ? nearness.get() : INK;
      case LAYOUT -> erases ? LabelMap.UNLABELLED : label.get();
    };
  }

  private LabelLayer activeLayer() {
    return switch (active.get()) {
      case MASK -> document.mask();
      case PLANE -> planeLayer();
      case LAYOUT -> document.layout();
    };
  }

  private LayerState state(ActiveLayer layer) {
    return switch (layer) {
      case MASK -> maskState;
      case PLANE -> planeState;
      case LAYOUT -> layoutState;
    };
  }

  private void pick(double x, double y) {
    if (isInside(x, y)) {
      if (active.get() == ActiveLayer.PLANE) {
        if (isOnGradual()) {
          nearness.set(planeLayer().at((int) x, (int) y));
        }
      } else {
        label.set(document.layout().at((int) x, (int) y));
      }
    }
  }

  private void fill(LabelLayer layer, double x, double y, boolean everywhere) {
    if (isInside(x, y)) {
      if (everywhere) {
        layer.fillEverywhere(layer.at((int) x, (int) y), value(Tool.FILL));
      } else {
        layer.fill((int) x, (int) y, value(Tool.FILL));
      }
      layer.commit();
      strokeEnded();
    }
  }

  /** Another corner of the polygon; near the first one it is closed. */
  private void corner(double x, double y) {
    if (polygon.count() > 2 && polygon.isNearStart(x, y, 8)) {
      endPolygon(true);
    } else {
      polygon.add(x, y);
    }
  }

  /**
   * Ends the polygon under way, if there is one.
   *
   * @param fill whether it is filled, or given up
   */
  public void endPolygon(boolean fill) {
    if (fill && polygon.count() > 2) {
      LabelLayer layer = activeLayer();
      layer.begin(texts.get("tool.polygon"));
      layer.fillOutline(polygon.toArray(), value(Tool.POLYGON));
      layer.commit();
      strokeEnded();
    }
    polygon.clear();
    showOutline();
  }

  /** Takes the last corner of the polygon back. */
  public void dropCorner() {
    polygon.drop();
    showOutline();
  }

  /** Whether a polygon has corners that are not filled yet. */
  public boolean hasPolygon() {
    return polygon.count() > 0;
  }

  public void drag(double x, double y, double pressure, boolean shift) {
    if (gesture != null) {
      gesture.drag(x, y, pressure, shift);
      showOutline();
    }
  }

  public void release() {
    Gesture g = gesture;
    if (g != null) {
      g.release();
      if (g instanceof Gesture.Stroke s) {
        lastX = s.x();
        lastY = s.y();
      }
      gesture = null;
      showOutline();
      strokeEnded();
    }
  }

  private void strokeEnded() {
    if (!stroke.isEmpty() && active.get() != ActiveLayer.MASK) {
      Region r = stroke;
      strokeListeners.forEach(l -> l.accept(r));
    }
    stroke = Region.NOTHING;
  }

  /** Told, after every stroke on a layer that pictures are made from, which pixels it touched. */
  public void onStroke(Consumer<Region> listener) {
    strokeListeners.add(listener);
  }

  private void showOutline() {
    outline.set(
        gesture != null
            ? gesture.outline()
            : polygon.count() > 0 ? polygon.toArray() : Gesture.NO_OUTLINE);
  }

  private boolean isInside(double x, double y) {
    return x >= 0 && y >= 0 && x < document.width() && y < document.height();
  }

  /** One step of the keys [ and ]. */
  public void growBrush(boolean larger) {
    double size = brushSize.get() * (larger ? 1.25 : 0.8);
    brushSize.set(
        Math.clamp(
            Math.round(size) == Math.round(brushSize.get())
                ? size + (larger ? 1 : -1)
                : Math.round(size),
            SMALLEST_BRUSH,
            LARGEST_BRUSH));
  }

  // The picture
  // -----------------------------------------------------------------------------------------------------

  /** Takes the old picture away. */
  public void clearPicture() {
    picture.clear();
    hasPicture.set(false);
    layoutOnTop.set(false);
    pictured(null, null);
  }

  /**
   * What the picture that is shown was made from: what is painted from now on is seen over it.
   *
   * @param ofLayout null where it was not made from a layout
   * @param ofPlane null where it was not made from depth or edges
   */
  public void pictured(@Nullable LabelMap ofLayout, @Nullable LabelMap ofPlane) {
    paintedLayout.pictured(ofLayout);
    paintedPlane.pictured(ofPlane);
    showPainted();
  }

  private void showPainted() {
    boolean onPlane = active.get() == ActiveLayer.PLANE;
    paintedImage.set(onPlane ? paintedPlane.image() : paintedLayout.image());
  }

  /** What was painted since the picture was made, to be drawn over it. */
  public ReadOnlyObjectProperty<Image> paintedImageProperty() {
    return paintedImage.getReadOnlyProperty();
  }

  /** Whether that is seen: there is a picture, and a tool that paints is in hand. */
  public BooleanBinding paintShowsProperty() {
    return paintShows;
  }

  /**
   * Colour of what was painted over the picture at a pixel, 0xAARRGGBB premultiplied; 0 for none.
   */
  public int paintedAt(int x, int y) {
    return (active.get() == ActiveLayer.PLANE ? paintedPlane : paintedLayout).get(x, y);
  }

  /** Whether the picture steps aside, so that all of the layout is seen. */
  public BooleanProperty layoutOnTopProperty() {
    return layoutOnTop;
  }

  /** Whether the picture is shown beside the layout instead of over it. */
  public BooleanProperty besideProperty() {
    return beside;
  }

  /** Pixels of the picture as they come. */
  public void showPixels(int x, int y, RgbImage pixels) {
    picture.put(x, y, pixels);
    hasPicture.set(true);
  }

  // Properties
  // ------------------------------------------------------------------------------------------------------

  public Document document() {
    return document;
  }

  public ObjectProperty<Tool> toolProperty() {
    return tool;
  }

  /** The layer that is painted on. */
  public ObjectProperty<ActiveLayer> activeProperty() {
    return active;
  }

  /** Diameter in pixels. */
  public DoubleProperty brushSizeProperty() {
    return brushSize;
  }

  /** How far a stroke stays behind a trembling hand, 0 to 0.9. */
  public DoubleProperty smoothingProperty() {
    return smoothing;
  }

  /** Whether a fill reaches every place of the material, or the connected one only. */
  public BooleanProperty fillEverywhereProperty() {
    return fillEverywhere;
  }

  /** Whether the cells of tokens are shown. */
  public BooleanProperty gridProperty() {
    return grid;
  }

  /** The label that is painted with. */
  public IntegerProperty labelProperty() {
    return label;
  }

  /** What is painted with on depth, 0 for the farthest and 255 for the nearest, or edges. */
  public IntegerProperty nearnessProperty() {
    return nearness;
  }

  /** The depth at a gradient's end. */
  public IntegerProperty gradientEndProperty() {
    return gradientEnd;
  }

  public LayerState planeState() {
    return planeState;
  }

  public LayerState figuresState() {
    return figuresState;
  }

  public LayerState layoutState() {
    return layoutState;
  }

  public LayerState pictureState() {
    return pictureState;
  }

  public LayerState maskState() {
    return maskState;
  }

  public LayerState photographState() {
    return photographState;
  }

  public ReadOnlyObjectProperty<Image> layoutImageProperty() {
    return layoutImage.getReadOnlyProperty();
  }

  public ReadOnlyObjectProperty<Image> planeImageProperty() {
    return planeImage.getReadOnlyProperty();
  }

  public ReadOnlyObjectProperty<Image> pictureImageProperty() {
    return pictureImage.getReadOnlyProperty();
  }

  public ReadOnlyObjectProperty<Image> maskImageProperty() {
    return maskImage.getReadOnlyProperty();
  }

  /** Null for none. */
  public ReadOnlyObjectProperty<@Nullable Image> photographImageProperty() {
    return photographImage.getReadOnlyProperty();
  }

  public ReadOnlyBooleanProperty hasPictureProperty() {
    return hasPicture.getReadOnlyProperty();
  }

  /** What a tool is about to fill: corners, x and y in turn. */
  public ReadOnlyObjectProperty<double[]> outlineProperty() {
    return outline.getReadOnlyProperty();
  }

  /** Colour of the picture at a pixel, 0xAARRGGBB; 0 where there is none yet. */
  public int pictureAt(int x, int y) {
    return picture.get(x, y);
  }
}
