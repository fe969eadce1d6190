package io.tessera.api.image;

import java.util.List;

/** Pictures of one size side by side on one sheet. */
public final class Tiles {
  private Tiles() {}

  public static RgbImage of(List<RgbImage> pictures, int columns) {
    int w = pictures.getFirst().width();
    int h = pictures.getFirst().height();
    int rows = (pictures.size() + columns - 1) / columns;
    byte[] out = new byte[columns * w * rows * h * 3];
    for (int k = 0; k < pictures.size(); k++) {
      int left = k % columns * w;
      int top = k / columns * h;
      for (int y = 0; y < h; y++) {
        System.arraycopy(
            pictures.get(k).rgb(), y * w * 3, out, ((top + y) * columns * w + left) * 3, w * 3);
      }
    }
    return new RgbImage(columns * w, rows * h, out);
  }

  /** The pictures of a batch [B, C, H, W] in [-1, 1]. */
  public static List<RgbImage> split(float[] batch, int channels, int width, int height) {
    int size = channels * width * height;
    return java.util.stream.IntStream.range(0, batch.length / size)
        .mapToObj(
            b ->
                RgbImage.fromNetwork(
                    java.util.Arrays.copyOfRange(batch, b * size, (b + 1) * size),
                    channels,
                    width,
                    height))
        .toList();
  }

  /** The label maps of a batch [B, size, size], in a palette's colours. */
  public static List<RgbImage> paint(byte[] batch, int size, Palette palette) {
    return java.util.stream.IntStream.range(0, batch.length / (size * size))
        .mapToObj(b -> java.util.Arrays.copyOfRange(batch, b * size * size, (b + 1) * size * size))
        .map(map -> palette.paint(new LabelMap(size, size, map)))
        .toList();
  }
}
