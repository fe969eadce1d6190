package io.tessera.app.canvas;

import io.tessera.api.image.LabelMap;
import io.tessera.app.document.LabelLayer;
import io.tessera.app.document.Region;
import java.util.function.IntUnaryOperator;
import javafx.scene.image.Image;
import org.jspecify.annotations.Nullable;

/**
 * Where a layer differs from what the picture on the canvas was made from: drawn over the picture,
 * so that a stroke is seen at once, and gone when it is taken back or the picture follows.
 */
final class PaintedSince {
  /** How much of the picture the paint hides, of 255. */
  private static final int COVER = 190;

  private final LabelLayer layer;

  /** From a value of the layer to its colour, 0xRRGGBB. */
  private IntUnaryOperator colors;

  private PixelSurface surface;

  /** What the picture was made from; null where there is no picture of this size. */
  private @Nullable LabelMap base;

  PaintedSince(LabelLayer layer, IntUnaryOperator colors) {
    this.layer = layer;
    this.colors = colors;
    this.surface = new PixelSurface(layer.width(), layer.height());
  }

  void recolor(IntUnaryOperator other) {
    colors = other;
    update(whole());
  }

  /** The picture on the canvas was made from this; null for no picture. */
  void pictured(@Nullable LabelMap map) {
    boolean fits = map != null && map.width() == layer.width() && map.height() == layer.height();
    base = fits ? map : null;
    if (surface.width() != layer.width() || surface.height() != layer.height()) {
      surface = new PixelSurface(layer.width(), layer.height());
    }
    update(whole());
  }

  private Region whole() {
    return new Region(0, 0, surface.width(), surface.height());
  }

  void update(Region r) {
    LabelMap pictured = base;
    if (surface.width() != layer.width() || surface.height() != layer.height()) {
      return; // another size: the picture goes, and a new one says what it was made from
    }
    for (int y = r.y(); y < r.y() + r.height(); y++) {
      for (int x = r.x(); x < r.x() + r.width(); x++) {
        int value = layer.at(x, y);
        boolean same = pictured == null || pictured.at(x, y) == value;
        surface.setArgb(x, y, same ? 0 : covering(colors.applyAsInt(value)));
      }
    }
    surface.touch(r);
  }

  /** Premultiplied. */
  private static int covering(int rgb) {
    int red = (rgb >> 16 & 255) * COVER / 255;
    int green = (rgb >> 8 & 255) * COVER / 255;
    int blue = (rgb & 255) * COVER / 255;
    return COVER << 24 | red << 16 | green << 8 | blue;
  }

  Image image() {
    return surface.image();
  }

  int get(int x, int y) {
    return surface.get(x, y);
  }

  void flush() {
    surface.flush();
  }
}
