package io.tessera.app.document;

import io.tessera.api.image.LabelMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A map of values from 0 to 255 that is painted on: the labels of a layout, or a mask. Every change
 * can be taken back through the document's history. One thread uses it; {@link #snapshot} is for
 * others.
 */
public final class LabelLayer {
  /** Stands for a value in {@link #shift}: what was at the edges goes on beyond them. */
  public static final int EDGES = -1;

  private final History history;
  private final List<Consumer<Region>> listeners = new ArrayList<>();
  private final Map<Integer, byte[]> touched = new HashMap<>();
  private String stepName = "";
  private TileGrid tiles;
  private byte[] labels;

  /**
   * @param history takes the steps
   */
  public LabelLayer(LabelMap map, History history) {
    this.history = history;
    this.tiles = new TileGrid(map.width(), map.height());
    this.labels = map.labels().clone();
    history.onSettle(this::commit);
  }

  public int width() {
    return tiles.width();
  }

  public int height() {
    return tiles.height();
  }

  public int at(int x, int y) {
    return labels[y * width() + x] & 0xff;
  }

  /** The map as it is now; later edits do not reach it. */
  public LabelMap snapshot() {
    return new LabelMap(width(), height(), labels.clone());
  }

  /**
   * Told of every change: the pixels concerned, or the whole map where its size may have changed.
   */
  public void onChange(Consumer<Region> listener) {
    listeners.add(listener);
  }

  /** Begins a step that {@link #commit} ends; everything between is undone at once. */
  public void begin(String name) {
    commit();
    stepName = name;
  }

  /** Whether a step is open that has changed something. */
  public boolean isBeingPainted() {
    return !touched.isEmpty();
  }

  /** Ends the step; one that changed nothing leaves no trace. */
  public void commit() {
    if (touched.isEmpty()) {
      return;
    }
    Map<Integer, byte[]> after = new HashMap<>();
    touched.forEach((tile, before) -> after.put(tile, tiles.copy(labels, tile)));
    after.entrySet().removeIf(e -> Arrays.equals(e.getValue(), touched.get(e.getKey())));
    touched.keySet().retainAll(after.keySet());
    if (!after.isEmpty()) {
      history.push(new TileStep(this, stepName, Map.copyOf(touched), after));
    }
    touched.clear();
  }

  /** Paints the capsule around a segment: a brush moved from one point to another. */
  public void paintSegment(double x0, double y0, double x1, double y1, double radius, int label) {
    Region r =
        new Region(
                (int) Math.floor(Math.min(x0, x1) - radius) - 1,
                (int) Math.floor(Math.min(y0, y1) - radius) - 1,
                (int) Math.ceil(Math.abs(x1 - x0) + 2 * radius) + 3,
                (int) Math.ceil(Math.abs(y1 - y0) + 2 * radius) + 3)
            .within(width(), height());
    if (r.isEmpty()) {
      return;
    }
    touch(r);
    double dx = x1 - x0;
    double dy = y1 - y0;
    double length = Math.max(1e-9, dx * dx + dy * dy);
    for (int y = r.y(); y < r.y() + r.height(); y++) {
      for (int x = r.x(); x < r.x() + r.width(); x++) {
        double px = x + 0.5 - x0;
        double py = y + 0.5 - y0;
        double t = Math.clamp((px * dx + py * dy) / length, 0, 1);
        double ox = px - t * dx;
        double oy = py - t * dy;
        // A brush of one pixel still paints the pixel it stands on.
        if (ox * ox + oy * oy <= Math.max(0.5, radius * radius)) {
          labels[y * width() + x] = (byte) label;
        }
      }
    }
    changed(r);
  }

  /** Fills the connected area of one label around a pixel. */
  public void fill(int x, int y, int label) {
    int old = at(x, y);
    if (old == label) {
      return;
    }
    Region whole = new Region(x, y, 1, 1);
    Deque<int[]> seeds = new ArrayDeque<>();
    seeds.push(new int[] {x, y});
    while (!seeds.isEmpty()) {
      int[] seed = seeds.pop();
      if (at(seed[0], seed[1]) == old) {
        whole = whole.union(fillRun(seed[0], seed[1], old, label, seeds));
      }
    }
    changed(whole);
  }

  /** Fills one row's run and notes where the rows above and below have to go on. */
  private Region fillRun(int x, int y, int old, int label, Deque<int[]> seeds) {
    int left = x;
    while (left > 0 && at(left - 1, y) == old) {
      left--;
    }
    int right = x;
    while (right < width() - 1 && at(right + 1, y) == old) {
      right++;
    }
    Region run = new Region(left, y, right - left + 1, 1);
    touch(run);
    Arrays.fill(labels, y * width() + left, y * width() + right + 1, (byte) label);
    for (int row : new int[] {y - 1, y + 1}) {
      if (row >= 0 && row < height()) {
        boolean before = false;
        for (int i = left; i <= right; i++) {
          boolean same = at(i, row) == old;
          if (same && !before) {
            seeds.push(new int[] {i, row});
          }
          before = same;
        }
      }
    }
    return run;
  }

  /** Puts a value everywhere where another one is. */
  public void fillEverywhere(int old, int label) {
    if (old == label) {
      return;
    }
    for (int tile = 0; tile < tiles.count(); tile++) {
      Region r = tiles.region(tile);
      boolean found = false;
      for (int y = r.y(); y < r.y() + r.height(); y++) {
        for (int x = r.x(); x < r.x() + r.width(); x++) {
          if (at(x, y) == old) {
            if (!found) {
              found = true;
              touch(r);
            }
            labels[y * width() + x] = (byte) label;
          }
        }
      }
      if (found) {
        changed(r);
      }
    }
  }

  /**
   * Fills an outline: every pixel whose middle lies inside by the even-odd rule.
   *
   * @param outline x and y of the corners in turn; the last joins the first
   */
  public void fillOutline(double[] outline, int label) {
    Region r = Outlines.around(outline).within(width(), height());
    if (r.isEmpty()) {
      return;
    }
    touch(r);
    for (int y = r.y(); y < r.y() + r.height(); y++) {
      double[] crossings = Outlines.crossings(outline, y + 0.5);
      for (int i = 0; i + 1 < crossings.length; i += 2) {
        int from = Math.max(r.x(), (int) Math.ceil(crossings[i] - 0.5));
        int to = Math.min(r.x() + r.width(), (int) Math.ceil(crossings[i + 1] - 0.5));
        if (from < to) {
          Arrays.fill(labels, y * width() + from, y * width() + to, (byte) label);
        }
      }
    }
    changed(r);
  }

  /**
   * Values that go evenly from one to another between two points; across that line they are alike.
   * What lies before the first point or beyond the second stays.
   */
  public void paintGradient(double x0, double y0, double x1, double y1, int from, int to) {
    double dx = x1 - x0;
    double dy = y1 - y0;
    double length = dx * dx + dy * dy;
    if (length < 1) {
      return;
    }
    Region whole = new Region(0, 0, width(), height());
    touch(whole);
    for (int y = 0; y < height(); y++) {
      for (int x = 0; x < width(); x++) {
        double t = ((x + 0.5 - x0) * dx + (y + 0.5 - y0) * dy) / length;
        if (t >= 0 && t <= 1) {
          labels[y * width() + x] = (byte) Math.round(from + (to - from) * t);
        }
      }
    }
    changed(whole);
  }

  /**
   * All of an earlier state, moved.
   *
   * @param from the earlier state, of this size
   * @param dx to the right, in pixels
   * @param dy down, in pixels
   * @param behind value of what is left behind, or {@link #EDGES}
   */
  public void shift(byte[] from, int dx, int dy, int behind) {
    int w = width();
    Region whole = new Region(0, 0, w, height());
    touch(whole);
    for (int y = 0; y < height(); y++) {
      int row = y * w;
      int source = Math.clamp(y - dy, 0, height() - 1) * w;
      boolean beyond = behind != EDGES && (y - dy < 0 || y - dy >= height());
      int left = beyond ? w : Math.clamp(dx, 0, w);
      int right = beyond ? w : Math.clamp((long) w + dx, 0, w);
      byte before = (byte) (behind == EDGES ? from[source] : behind);
      byte after = (byte) (behind == EDGES ? from[source + w - 1] : behind);
      Arrays.fill(labels, row, row + left, before);
      if (left < right) {
        System.arraycopy(from, source + left - dx, labels, row + left, right - left);
      }
      Arrays.fill(labels, row + Math.max(left, right), row + w, after);
    }
    changed(whole);
  }

  /** Puts another map in place of this one, as one step. */
  public void replace(String name, LabelMap map) {
    commit();
    LabelMap before = snapshot();
    if (before.equals(map)) {
      return;
    }
    history.push(new WholeStep(this, name, before, map));
    set(map);
  }

  /** Square pieces of the map that changed, by number; before and after. */
  private record TileStep(
      LabelLayer layer, String name, Map<Integer, byte[]> before, Map<Integer, byte[]> after)
      implements History.Step {
    @Override
    public long bytes() {
      return 2L * before.size() * TileGrid.SIZE * TileGrid.SIZE;
    }

    @Override
    public void undo() {
      layer.restore(before);
    }

    @Override
    public void redo() {
      layer.restore(after);
    }
  }

  /** Another map altogether, perhaps of another size. */
  private record WholeStep(LabelLayer layer, String name, LabelMap before, LabelMap after)
      implements History.Step {
    @Override
    public long bytes() {
      return (long) before.labels().length + after.labels().length;
    }

    @Override
    public void undo() {
      layer.set(before);
    }

    @Override
    public void redo() {
      layer.set(after);
    }
  }

  private void restore(Map<Integer, byte[]> content) {
    Region region = Region.NOTHING;
    for (Map.Entry<Integer, byte[]> e : content.entrySet()) {
      tiles.restore(labels, e.getKey(), e.getValue());
      region = region.union(tiles.region(e.getKey()));
    }
    changed(region);
  }

  private void set(LabelMap map) {
    tiles = new TileGrid(map.width(), map.height());
    labels = map.labels().clone();
    changed(new Region(0, 0, width(), height()));
  }

  private void touch(Region r) {
    for (int y = r.y(); y < r.y() + r.height() + TileGrid.SIZE; y += TileGrid.SIZE) {
      for (int x = r.x(); x < r.x() + r.width() + TileGrid.SIZE; x += TileGrid.SIZE) {
        int cx = Math.min(x, r.x() + r.width() - 1);
        int cy = Math.min(y, r.y() + r.height() - 1);
        touched.computeIfAbsent(tiles.tileAt(cx, cy), tile -> tiles.copy(labels, tile));
      }
    }
  }

  private void changed(Region region) {
    listeners.forEach(l -> l.accept(region));
  }
}
