package io.tessera.api;

import io.tessera.api.image.DepthMap;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.LineDrawing;
import io.tessera.api.image.RgbImage;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What holds for a condition with one number in every pixel.
 *
 * @param reader reads it from files
 * @param signal brings it to what networks are given, -1..1
 * @param ofPicture takes it from a picture, where that needs no network
 * @param recognises whether a picture that someone opens is meant as one
 * @param most value that 255 of the studio's layer stands for
 * @param gradual whether values between the ends mean something, and go on beyond the border
 */
public record ValuePlane(
    Reader reader,
    Function<DepthMap, float[]> signal,
    Optional<Function<RgbImage, DepthMap>> ofPicture,
    Predicate<RgbImage> recognises,
    float most,
    boolean gradual) {

  /** Reads a file of this kind. */
  public interface Reader {
    /**
     * @param notices takes a line about what was assumed
     * @throws io.tessera.api.fault.InputException if the file cannot be read
     */
    DepthMap read(Path file, Consumer<String> notices);
  }

  /** What networks are given of a map at a size, [width × height] in -1..1. */
  public float[] signal(DepthMap map, int width, int height) {
    // As the original: first the whole map's range, then the size. Lines are soft in the new size.
    return gradual
        ? new DepthMap(map.width(), map.height(), signal.apply(map)).resized(width, height).depth()
        : signal.apply(resized(map, width, height));
  }

  /** Another size: what is gradual is interpolated, thin lines are kept. */
  public DepthMap resized(DepthMap map, int width, int height) {
    return gradual ? map.resized(width, height) : LineDrawing.resized(map, width, height);
  }

  /** The same for a layer of the studio. */
  public LabelMap resized(LabelMap layer, int width, int height) {
    if (gradual) {
      return layer.resized(width, height);
    }
    DepthMap lines = LineDrawing.resized(ofLayer(layer), width, height);
    byte[] values = new byte[width * height];
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) Math.round(lines.depth()[i] * 255 / most);
    }
    return new LabelMap(width, height, values);
  }

  /** The values of a layer of the studio. */
  public DepthMap ofLayer(LabelMap layer) {
    float[] values = new float[layer.labels().length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (layer.labels()[i] & 0xff) * most / 255;
    }
    return new DepthMap(layer.width(), layer.height(), values);
  }

  /** A layer of the studio; of what is gradual the least becomes 0 and the most 255. */
  public LabelMap layer(DepthMap map) {
    float[] x = gradual ? map.normalized() : map.depth();
    byte[] values = new byte[x.length];
    for (int i = 0; i < values.length; i++) {
      double share = gradual ? (x[i] + 1.0) / 2 : x[i] / most;
      values[i] = (byte) Math.round(255 * Math.clamp(share, 0, 1));
    }
    return new LabelMap(map.width(), map.height(), values);
  }
}
