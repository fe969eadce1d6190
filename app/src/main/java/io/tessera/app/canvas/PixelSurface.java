package io.tessera.app.canvas;

import io.tessera.api.image.RgbImage;
import io.tessera.app.document.Region;
import java.nio.IntBuffer;
import java.util.Arrays;
import javafx.geometry.Rectangle2D;
import javafx.scene.image.PixelBuffer;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;

/**
 * Pixels that are written often and shown once per pulse: {@link #flush} tells the scene what
 * changed since the last.
 */
final class PixelSurface {
  private static final int OPAQUE = 0xff000000;

  private final int width;
  private final int height;
  private final int[] argb;
  private final PixelBuffer<IntBuffer> buffer;
  private final WritableImage image;
  private Region dirty = Region.NOTHING;

  PixelSurface(int width, int height) {
    this.width = width;
    this.height = height;
    this.argb = new int[width * height];
    this.buffer =
        new PixelBuffer<>(width, height, IntBuffer.wrap(argb), PixelFormat.getIntArgbPreInstance());
    this.image = new WritableImage(buffer);
  }

  WritableImage image() {
    return image;
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  /** Sets one opaque pixel, 0xRRGGBB; {@link #touch} must follow. */
  void set(int x, int y, int rgb) {
    argb[y * width + x] = OPAQUE | rgb;
  }

  /** Sets one pixel, 0xAARRGGBB with premultiplied alpha; {@link #touch} must follow. */
  void setArgb(int x, int y, int value) {
    argb[y * width + x] = value;
  }

  /** A surface that shows a picture. */
  static PixelSurface of(RgbImage picture) {
    PixelSurface surface = new PixelSurface(picture.width(), picture.height());
    surface.put(0, 0, picture);
    surface.dirty = Region.NOTHING;
    return surface;
  }

  int get(int x, int y) {
    return argb[y * width + x];
  }

  void touch(Region region) {
    dirty = dirty.union(region.within(width, height));
  }

  /** Puts a picture with its upper left corner at (x, y); what lies outside is left out. */
  void put(int x, int y, RgbImage picture) {
    Region r = new Region(x, y, picture.width(), picture.height()).within(width, height);
    byte[] rgb = picture.rgb();
    for (int row = r.y(); row < r.y() + r.height(); row++) {
      for (int column = r.x(); column < r.x() + r.width(); column++) {
        int i = ((row - y) * picture.width() + column - x) * 3;
        argb[row * width + column] =
            OPAQUE | (rgb[i] & 255) << 16 | (rgb[i + 1] & 255) << 8 | rgb[i + 2] & 255;
      }
    }
    touch(r);
  }

  void clear() {
    Arrays.fill(argb, 0);
    touch(new Region(0, 0, width, height));
  }

  /** Shows what changed; on the FX thread, once per pulse. */
  void flush() {
    if (!dirty.isEmpty()) {
      Region r = dirty;
      dirty = Region.NOTHING;
      buffer.updateBuffer(b -> new Rectangle2D(r.x(), r.y(), r.width(), r.height()));
    }
  }
}
