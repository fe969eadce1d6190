package io.tessera.app.document;

/**
 * A label map cut into square tiles, so that a step of history keeps only what it touched.
 *
 * @param width in pixels
 * @param height in pixels
 */
record TileGrid(int width, int height) {
  static final int SIZE = 64;

  int columns() {
    return (width + SIZE - 1) / SIZE;
  }

  /** Number of tiles. */
  int count() {
    return columns() * ((height + SIZE - 1) / SIZE);
  }

  /** Number of the tile that holds a pixel. */
  int tileAt(int x, int y) {
    return y / SIZE * columns() + x / SIZE;
  }

  Region region(int tile) {
    return new Region(tile % columns() * SIZE, tile / columns() * SIZE, SIZE, SIZE)
        .within(width, height);
  }

  byte[] copy(byte[] labels, int tile) {
    Region r = region(tile);
    byte[] out = new byte[r.width() * r.height()];
    for (int y = 0; y < r.height(); y++) {
      System.arraycopy(labels, (r.y() + y) * width + r.x(), out, y * r.width(), r.width());
    }
    return out;
  }

  void restore(byte[] labels, int tile, byte[] content) {
    Region r = region(tile);
    for (int y = 0; y < r.height(); y++) {
      System.arraycopy(content, y * r.width(), labels, (r.y() + y) * width + r.x(), r.width());
    }
  }
}
