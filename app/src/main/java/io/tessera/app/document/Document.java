package io.tessera.app.document;

import io.tessera.api.ConditionKind;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.Pose;
import io.tessera.api.image.RgbImage;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import org.jspecify.annotations.Nullable;

/**
 * What an artist works on: a layout, depth, edges, figures, a mask and a photograph of one size,
 * with one history. Pictures that were rendered from it are kept beside it. One thread uses it.
 */
public final class Document {
  /** Value of the mask where something is to be made new. */
  public static final int MASKED = 1;

  private static final long MOST_BYTES = 256L << 20;

  private final History history = new History(MOST_BYTES);
  private final LabelLayer layout;
  private final Map<ConditionKind, LabelLayer> planes = new EnumMap<>(ConditionKind.class);
  private final ItemLayer<Pose> figures;
  private final ItemLayer<PlacedObject> objects;
  private final LabelLayer mask;
  private final ObjectProperty<@Nullable RgbImage> photograph = new SimpleObjectProperty<>();

  public Document(LabelMap layout) {
    this.layout = new LabelLayer(layout, history);
    for (ConditionKind kind : ConditionKind.planes()) {
      planes.put(
          kind, new LabelLayer(Beginnings.plane(kind, layout.width(), layout.height()), history));
    }
    this.figures = new ItemLayer<>(Beginnings.onePerson(layout.width(), layout.height()), history);
    this.objects = new ItemLayer<>(List.of(), history);
    this.mask = new LabelLayer(LabelMap.filled(layout.width(), layout.height(), 0), history);
  }

  public int width() {
    return layout.width();
  }

  public int height() {
    return layout.height();
  }

  public History history() {
    return history;
  }

  public LabelLayer layout() {
    return layout;
  }

  /**
   * Numbers 0 to 255 in every pixel; of depth, 255 is the nearest.
   *
   * @param kind one of {@link ConditionKind#planes}
   */
  public LabelLayer plane(ConditionKind kind) {
    kind.plane(); // refuses others
    return Objects.requireNonNull(planes.get(kind));
  }

  /** What all those layers hold. */
  public Map<ConditionKind, LabelMap> planes() {
    Map<ConditionKind, LabelMap> maps = new EnumMap<>(ConditionKind.class);
    planes.forEach((kind, layer) -> maps.put(kind, layer.snapshot()));
    return maps;
  }

  public ItemLayer<Pose> figures() {
    return figures;
  }

  /** Objects with their boxes, for models that are told those. */
  public ItemLayer<PlacedObject> objects() {
    return objects;
  }

  /** 0 where pixels stay, {@link #MASKED} where they are made new. */
  public LabelLayer mask() {
    return mask;
  }

  /** The photograph under the layout; null for none. Of the document's size. */
  public ObjectProperty<@Nullable RgbImage> photographProperty() {
    return photograph;
  }

  /** Puts a photograph in, as a step that can be taken back. */
  public void place(String name, @Nullable RgbImage picture) {
    RgbImage before = photograph.get();
    history.push(new Photograph(name, photograph, before, picture));
    photograph.set(picture);
  }

  /**
   * A photograph to work on: the document gets its size, nothing is masked, and nothing is said of
   * any place unless the artist paints there.
   *
   * @param ground the layout under it, of its size
   */
  public void open(String name, RgbImage picture, LabelMap ground) {
    history.group(
        name,
        () -> {
          int w = picture.width();
          int h = picture.height();
          if (w != width() || h != height()) {
            scaleInputs(name, w, h);
          }
          layout.replace(name, ground);
          mask.replace(name, LabelMap.filled(w, h, 0));
          place(name, picture);
        });
  }

  private record Photograph(
      String name,
      ObjectProperty<@Nullable RgbImage> target,
      @Nullable RgbImage before,
      @Nullable RgbImage after)
      implements History.Step {
    @Override
    public long bytes() {
      return (before == null ? 0L : before.rgb().length) + (after == null ? 0 : after.rgb().length);
    }

    @Override
    public void undo() {
      target.set(before);
    }

    @Override
    public void redo() {
      target.set(after);
    }
  }

  /**
   * Another layout, perhaps of another size; depth and figures are scaled to it, mask and
   * photograph of another size go.
   */
  public void replaceLayout(String name, LabelMap map) {
    history.group(
        name,
        () -> {
          boolean fits = map.width() == width() && map.height() == height();
          if (!fits) {
            scaleInputs(name, map.width(), map.height());
          }
          layout.replace(name, map);
          if (!fits) {
            mask.replace(name, LabelMap.filled(map.width(), map.height(), 0));
            if (photograph.get() != null) {
              place(name, null);
            }
          }
        });
  }

  /** Other depth, or edges, perhaps of another size: the document gets that. */
  public void replacePlane(String name, ConditionKind kind, LabelMap map) {
    history.group(
        name,
        () -> {
          fit(name, map.width(), map.height());
          plane(kind).replace(name, map);
        });
  }

  /** Other figures, of a picture of a size that the document gets. */
  public void replaceFigures(String name, List<Pose> poses, int width, int height) {
    history.group(
        name,
        () -> {
          fit(name, width, height);
          figures.replace(name, poses);
        });
  }

  private void fit(String name, int width, int height) {
    if (width != width() || height != height()) {
      replaceLayout(name, layout.snapshot().resized(width, height));
    }
  }

  /** Everything scaled to another size. */
  public void resize(String name, int width, int height) {
    history.group(
        name,
        () -> {
          scaleInputs(name, width, height);
          layout.replace(name, layout.snapshot().resized(width, height));
          mask.replace(name, mask.snapshot().resized(width, height));
          RgbImage picture = photograph.get();
          if (picture != null) {
            place(name, picture.resized(width, height));
          }
        });
  }

  private void scaleInputs(String name, int width, int height) {
    float byX = (float) width / width();
    float byY = (float) height / height();
    planes.forEach(
        (kind, layer) ->
            layer.replace(name, kind.plane().resized(layer.snapshot(), width, height)));
    figures.replace(name, figures.items().stream().map(p -> p.scaled(byX, byY)).toList());
    objects.replace(name, objects.items().stream().map(o -> o.scaled(byX, byY)).toList());
  }

  /**
   * Another frame around the same picture: cuts off, or goes on beyond it. What is new repeats the
   * layout's border and is masked, so that completing the picture paints it.
   *
   * @param x left edge of the new frame in the old picture
   * @param y upper edge
   */
  public void reframe(String name, int x, int y, int width, int height) {
    history.group(
        name,
        () -> {
          LabelMap masked = inside(mask.snapshot(), x, y, width, height, MASKED);
          planes.forEach(
              (kind, layer) ->
                  layer.replace(
                      name,
                      kind.plane().gradual()
                          ? framed(layer.snapshot(), x, y, width, height)
                          : inside(layer.snapshot(), x, y, width, height, 0)));
          figures.replace(
              name,
              figures.items().stream().map(p -> p.map(j -> j.at(j.x() - x, j.y() - y))).toList());
          objects.replace(name, objects.items().stream().map(o -> o.moved(-x, -y)).toList());
          LabelMap framed = framed(layout.snapshot(), x, y, width, height);
          RgbImage picture = photograph.get();
          layout.replace(name, framed);
          mask.replace(name, masked);
          if (picture != null) {
            place(name, Pixels.reframed(picture, x, y, width, height));
          }
        });
  }

  /** Another frame around a map, with one value beyond it. */
  private static LabelMap inside(LabelMap old, int x, int y, int width, int height, int beyond) {
    byte[] values = new byte[width * height];
    for (int row = 0; row < height; row++) {
      for (int column = 0; column < width; column++) {
        int sx = column + x;
        int sy = row + y;
        boolean inside = sx >= 0 && sy >= 0 && sx < old.width() && sy < old.height();
        values[row * width + column] = inside ? old.labels()[sy * old.width() + sx] : (byte) beyond;
      }
    }
    return new LabelMap(width, height, values);
  }

  /** Another frame around a map; its border goes on beyond it. */
  private static LabelMap framed(LabelMap old, int x, int y, int width, int height) {
    byte[] labels = new byte[width * height];
    for (int row = 0; row < height; row++) {
      int sy = Math.clamp((long) row + y, 0, old.height() - 1);
      for (int column = 0; column < width; column++) {
        int sx = Math.clamp((long) column + x, 0, old.width() - 1);
        labels[row * width + column] = old.labels()[sy * old.width() + sx];
      }
    }
    return new LabelMap(width, height, labels);
  }
}
