package io.tessera.app.canvas;

import io.tessera.app.document.LayoutDocument;
import io.tessera.app.document.Region;
import io.tessera.engine.image.LabelMap;
import io.tessera.engine.image.Palette;
import io.tessera.engine.image.RgbImage;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.scene.image.Image;

/**
 * State of the canvas: the layout in colours, the picture over it, and what a stroke does.
 * Coordinates are the document's pixels.
 */
public final class CanvasViewModel {
  public static final double SMALLEST_BRUSH = 1;
  public static final double LARGEST_BRUSH = 512;

  private final LayoutDocument document;
  private final int[] colors;
  private final ObjectProperty<Tool> tool = new SimpleObjectProperty<>(Tool.BRUSH);
  private final DoubleProperty brushSize = new SimpleDoubleProperty(64);
  private final IntegerProperty label = new SimpleIntegerProperty();
  private final DoubleProperty pictureOpacity = new SimpleDoubleProperty(1);
  private final ReadOnlyObjectWrapper<Image> layoutImage = new ReadOnlyObjectWrapper<>();
  private final ReadOnlyObjectWrapper<Image> pictureImage = new ReadOnlyObjectWrapper<>();
  private final ReadOnlyBooleanWrapper hasPicture = new ReadOnlyBooleanWrapper();
  private PixelSurface layout;
  private PixelSurface picture;
  private double lastX = Double.NaN;
  private double lastY = Double.NaN;
  private boolean painting;

  public CanvasViewModel(LayoutDocument document, Palette palette) {
    this.document = document;
    this.colors = palette.colors();
    this.layout = new PixelSurface(document.width(), document.height());
    this.picture = new PixelSurface(document.width(), document.height());
    resize();
    document.onChange(this::documentChanged);
  }

  private void documentChanged(Region region) {
    if (layout.width() != document.width() || layout.height() != document.height()) {
      resize();
    } else {
      paint(region);
    }
  }

  private void resize() {
    layout = new PixelSurface(document.width(), document.height());
    picture = new PixelSurface(document.width(), document.height());
    hasPicture.set(false);
    paint(new Region(0, 0, document.width(), document.height()));
    layoutImage.set(layout.image());
    pictureImage.set(picture.image());
  }

  private void paint(Region r) {
    for (int y = r.y(); y < r.y() + r.height(); y++) {
      for (int x = r.x(); x < r.x() + r.width(); x++) {
        layout.set(x, y, colors[document.at(x, y)]);
      }
    }
    layout.touch(r);
  }

  /** Shows what changed; called once per pulse. */
  public void flush() {
    layout.flush();
    picture.flush();
  }

  // Strokes
  // ---------------------------------------------------------------------------------------------------------

  /**
   * The mouse goes down.
   *
   * @param line whether a straight line from the last stroke's end is meant
   * @param pick whether the label there is wanted as the new material
   */
  public void press(double x, double y, boolean line, boolean pick) {
    if (pick) {
      if (isInside(x, y)) {
        label.set(document.at((int) x, (int) y));
      }
      return;
    }
    switch (tool.get()) {
      case BRUSH, ERASER -> {
        document.begin(tool.get().title());
        painting = true;
        boolean joined = line && !Double.isNaN(lastX);
        stroke(joined ? lastX : x, joined ? lastY : y, x, y);
      }
      case FILL -> {
        if (isInside(x, y)) {
          document.begin(tool.get().title());
          document.fill((int) x, (int) y, label.get());
          document.commit();
        }
      }
      case HAND -> painting = false;
    }
  }

  public void drag(double x, double y) {
    if (painting) {
      stroke(lastX, lastY, x, y);
    }
  }

  public void release() {
    if (painting) {
      painting = false;
      document.commit();
    }
  }

  private void stroke(double x0, double y0, double x1, double y1) {
    int with = tool.get() == Tool.ERASER ? LabelMap.UNLABELLED : label.get();
    document.paintSegment(x0, y0, x1, y1, brushSize.get() / 2, with);
    lastX = x1;
    lastY = y1;
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
  }

  /** Pixels of the picture as they come. */
  public void showPixels(int x, int y, RgbImage pixels) {
    picture.put(x, y, pixels);
    hasPicture.set(true);
  }

  // Properties
  // ------------------------------------------------------------------------------------------------------

  public LayoutDocument document() {
    return document;
  }

  public ObjectProperty<Tool> toolProperty() {
    return tool;
  }

  /** Diameter in pixels. */
  public DoubleProperty brushSizeProperty() {
    return brushSize;
  }

  /** The label that is painted with. */
  public IntegerProperty labelProperty() {
    return label;
  }

  /** 0 shows the layout, 1 the picture. */
  public DoubleProperty pictureOpacityProperty() {
    return pictureOpacity;
  }

  public ReadOnlyObjectProperty<Image> layoutImageProperty() {
    return layoutImage.getReadOnlyProperty();
  }

  public ReadOnlyObjectProperty<Image> pictureImageProperty() {
    return pictureImage.getReadOnlyProperty();
  }

  public ReadOnlyBooleanProperty hasPictureProperty() {
    return hasPicture.getReadOnlyProperty();
  }

  /** Colour of the picture at a pixel, 0xAARRGGBB; 0 where there is none yet. */
  public int pictureAt(int x, int y) {
    return picture.get(x, y);
  }
}
