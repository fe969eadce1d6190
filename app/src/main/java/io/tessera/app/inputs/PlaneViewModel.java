package io.tessera.app.inputs;

import io.tessera.api.ConditionKind;
import io.tessera.api.image.DepthMap;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.RgbImage;
import io.tessera.app.canvas.CanvasViewModel;
import io.tessera.app.document.Document;
import io.tessera.app.document.LabelLayer;
import io.tessera.app.text.Texts;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BiFunction;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import org.jspecify.annotations.Nullable;

/**
 * The layer with a number in every pixel that the chosen model is told: how it looks as a relief,
 * how its values are spread, what can be done to it.
 */
public final class PlaneViewModel {
  /** Bars of the histogram. */
  static final int BARS = 64;

  private static final int RELIEF_WIDTH = 276;

  private final CanvasViewModel canvas;
  private final Document document;
  private final Texts texts;
  private final BiFunction<Path, RgbImage, DepthMap> network;
  private final Runnable changed;
  private final ReadOnlyObjectWrapper<@Nullable RgbImage> relief = new ReadOnlyObjectWrapper<>();
  private final ReadOnlyObjectWrapper<int[]> histogram = new ReadOnlyObjectWrapper<>(new int[BARS]);
  private final SimpleObjectProperty<@Nullable Import> asked = new SimpleObjectProperty<>();
  private boolean stale = true;

  /**
   * Depth from a file, before the artist has said what its values mean.
   *
   * @param name of the file
   */
  public record Import(String name, DepthMap map) {}

  /** What the values of a file mean. */
  public enum Meaning {
    /** High is near, as MiDaS and other networks have it. */
    NEARNESS,
    /** High is far. */
    FARNESS,
    /** Metres or another unit of distance: brought to nearness on a logarithmic scale. */
    DISTANCE
  }

  /**
   * @param network tells depth from a photograph by a network's file; may take its time
   * @param changed run after every change made here, so that live rendering can follow
   */
  public PlaneViewModel(
      Document document,
      CanvasViewModel canvas,
      Texts texts,
      BiFunction<Path, RgbImage, DepthMap> network,
      Runnable changed) {
    this.network = network;
    this.canvas = canvas;
    this.document = document;
    this.texts = texts;
    this.changed = changed;
    ConditionKind.planes().forEach(kind -> document.plane(kind).onChange(region -> stale = true));
    canvas.planeKindProperty().subscribe(kind -> stale = true);
  }

  private LabelLayer layer() {
    return layer(kind());
  }

  private ConditionKind kind() {
    return canvas.planeKindProperty().get();
  }

  /** Shows what changed since the last call; called now and then, not for every stroke. */
  public void refresh() {
    if (stale && !layer().isBeingPainted()) {
      stale = false;
      LabelMap map = layer().snapshot();
      relief.set(Relief.of(map, RELIEF_WIDTH));
      histogram.set(bars(map));
    }
  }

  private static int[] bars(LabelMap map) {
    int[] bars = new int[BARS];
    int[] counts = map.histogram();
    for (int v = 0; v < counts.length; v++) {
      bars[v * BARS / counts.length] += counts[v];
    }
    return bars;
  }

  /** Near for far and far for near, ink for paper. */
  public void invert() {
    byte[] values = layer().snapshot().labels();
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) (255 - (values[i] & 0xff));
    }
    replace("step.invert-", values);
  }

  /** Evens out edges and noise. */
  void smooth() {
    LabelMap map = layer().snapshot();
    replace("step.smooth-", Relief.blurred(map, Math.max(1, map.width() / 160)).labels());
  }

  /** The nearest to 255 and the farthest to 0. */
  void stretch() {
    byte[] values = layer().snapshot().labels();
    int min = 255;
    int max = 0;
    for (byte v : values) {
      min = Math.min(min, v & 0xff);
      max = Math.max(max, v & 0xff);
    }
    for (int i = 0; i < values.length && max > min; i++) {
      values[i] = (byte) (((values[i] & 0xff) - min) * 255 / (max - min));
    }
    replace("step.stretch-", values);
  }

  /**
   * Depth of a photograph, for {@link #take}; off the FX thread, since it takes seconds.
   *
   * @param file of a network that tells depth, see {@link io.tessera.api.Engine#depth}
   * @throws io.tessera.api.fault.InputException if the file, or what it tells, is at fault
   */
  public LabelMap estimated(Path file, RgbImage photograph) {
    return ConditionKind.DEPTH.plane().layer(network.apply(file, photograph));
  }

  /**
   * What the chosen model is told, found in a photograph without a network; empty where that cannot
   * be. Off the FX thread.
   */
  public Optional<LabelMap> found(ConditionKind kind, RgbImage photograph) {
    return kind.plane().ofPicture().map(of -> kind.plane().layer(of.apply(photograph)));
  }

  /**
   * Takes depth or edges in the place of what there is, in the size that the document has by now.
   */
  public void take(ConditionKind kind, LabelMap map) {
    LabelLayer target = layer(kind);
    target.replace(
        texts.get("step.estimate-" + kind.id()),
        kind.plane().resized(map, target.width(), target.height()));
    changed.run();
  }

  private void replace(String step, byte[] values) {
    layer()
        .replace(
            texts.get(step + kind().id()), new LabelMap(layer().width(), layer().height(), values));
    changed.run();
  }

  /**
   * A file with a number in every pixel: what those mean of depth is asked, all else is put on the
   * layer.
   */
  public void open(ConditionKind kind, Import file) {
    if (kind == ConditionKind.DEPTH) {
      ask(file);
    } else {
      layer(kind)
          .replace(
              texts.get("step.open", file.name()),
              kind.plane()
                  .layer(
                      kind.plane().resized(file.map(), layer(kind).width(), layer(kind).height())));
      changed.run();
    }
  }

  private LabelLayer layer(ConditionKind kind) {
    return document.plane(kind);
  }

  /** Asks what the values of a file mean. */
  public void ask(Import file) {
    asked.set(file);
  }

  /** The file that the artist is asked about; null for none. */
  public SimpleObjectProperty<@Nullable Import> askedProperty() {
    return asked;
  }

  /**
   * What a file becomes on the layer.
   *
   * @param low share of the range that counts as farthest, 0 to 1
   * @param high share of the range that counts as nearest, above {@code low}
   * @throws io.tessera.api.fault.InputException if distances are not positive
   */
  static LabelMap meant(DepthMap map, Meaning meaning, double low, double high) {
    float[] x =
        switch (meaning) {
          case NEARNESS -> map.normalized();
          case FARNESS -> map.inverted().normalized();
          case DISTANCE -> map.nearness().normalized();
        };
    byte[] values = new byte[x.length];
    for (int i = 0; i < x.length; i++) {
      double t = ((x[i] + 1) / 2 - low) / Math.max(1e-3, high - low);
      values[i] = (byte) Math.round(255 * Math.clamp(t, 0, 1));
    }
    return new LabelMap(map.width(), map.height(), values);
  }

  /** Puts a file on the layer, as the artist has said. */
  public void take(Import file, Meaning meaning, double low, double high) {
    LabelLayer depth = layer(ConditionKind.DEPTH);
    DepthMap fitted = file.map().resized(depth.width(), depth.height());
    depth.replace(texts.get("step.open", file.name()), meant(fitted, meaning, low, high));
    asked.set(null);
    changed.run();
  }

  /** The depth as light falls on it, for the eye; null before the first {@link #refresh}. */
  ReadOnlyObjectProperty<@Nullable RgbImage> reliefProperty() {
    return relief.getReadOnlyProperty();
  }

  /** How many pixels lie in each of {@link #BARS} steps from far to near. */
  ReadOnlyObjectProperty<int[]> histogramProperty() {
    return histogram.getReadOnlyProperty();
  }

  CanvasViewModel canvas() {
    return canvas;
  }
}
