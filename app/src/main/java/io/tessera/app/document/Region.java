package io.tessera.app.document;

/** A rectangle of pixels. */
public record Region(int x, int y, int width, int height) {
  public static final Region NOTHING = new Region(0, 0, 0, 0);

  public boolean isEmpty() {
    return width <= 0 || height <= 0;
  }

  /** The smallest rectangle around both. */
  public Region union(Region o) {
    if (isEmpty()) {
      return o;
    }
    if (o.isEmpty()) {
      return this;
    }
    int left = Math.min(x, o.x);
    int top = Math.min(y, o.y);
    return new Region(
        left,
        top,
        Math.max(x + width, o.x + o.width) - left,
        Math.max(y + height, o.y + o.height) - top);
  }

  /** What of it lies in a picture of that size. */
  public Region within(int w, int h) {
    int left = Math.max(0, x);
    int top = Math.max(0, y);
    int right = Math.min(w, x + width);
    int bottom = Math.min(h, y + height);
    return right <= left || bottom <= top
        ? NOTHING
        : new Region(left, top, right - left, bottom - top);
  }
}
