package io.tessera.app.palette;

import io.tessera.api.image.LabelMap;
import io.tessera.api.image.Palette;
import io.tessera.api.image.PngFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A label map from elsewhere before its values mean anything here: grey and indexed PNGs have
 * values, coloured ones colours.
 *
 * @param coloured whether the keys are colours, 0xRRGGBB, or values, 0 to 255
 * @param places for every pixel the number of its key
 */
public record LabelImport(
    String name, int width, int height, boolean coloured, List<Key> keys, int[] places) {
  /** More colours than this make a picture, not a map of labels. */
  private static final int MOST_KEYS = 512;

  /**
   * A value or colour of the file.
   *
   * @param pixels how many have it
   */
  public record Key(int value, long pixels) {}

  /**
   * Reads what a file has, without judging it.
   *
   * @return empty if it has so many colours that it is a picture
   * @throws InputException if it cannot be read
   */
  public static Optional<LabelImport> read(Path file) {
    return of(String.valueOf(file.getFileName()), PngFile.readContent(file));
  }

  /**
   * The same of what a file was found to hold.
   *
   * @param name of the file
   */
  public static Optional<LabelImport> of(String name, PngFile.Content content) {
    return switch (content) {
      case PngFile.Content.Values v -> {
        int[] all = new int[v.map().labels().length];
        for (int i = 0; i < all.length; i++) {
          all[i] = v.map().labels()[i] & 0xff;
        }
        yield of(name, v.map().width(), v.map().height(), false, all);
      }
      case PngFile.Content.Deep d -> Optional.empty();
      case PngFile.Content.Colors c -> {
        byte[] rgb = c.image().rgb();
        int[] all = new int[rgb.length / 3];
        for (int i = 0; i < all.length; i++) {
          all[i] = (rgb[3 * i] & 255) << 16 | (rgb[3 * i + 1] & 255) << 8 | rgb[3 * i + 2] & 255;
        }
        yield of(name, c.image().width(), c.image().height(), true, all);
      }
    };
  }

  private static Optional<LabelImport> of(
      String name, int width, int height, boolean coloured, int[] all) {
    Map<Integer, Integer> numbers = new LinkedHashMap<>();
    List<Long> counts = new ArrayList<>();
    int[] places = new int[all.length];
    for (int i = 0; i < all.length; i++) {
      Integer known = numbers.get(all[i]);
      int number;
      if (known == null) {
        number = numbers.size();
        if (number >= MOST_KEYS) {
          return Optional.empty();
        }
        numbers.put(all[i], number);
        counts.add(0L);
      } else {
        number = known;
      }
      places[i] = number;
      counts.set(number, counts.get(number) + 1);
    }
    List<Key> keys = new ArrayList<>();
    numbers.forEach((value, number) -> keys.add(new Key(value, counts.get(number))));
    return Optional.of(new LabelImport(name, width, height, coloured, keys, places));
  }

  /** Keys that the palette has no material for, the most frequent first. */
  public List<Key> unknown(Palette palette) {
    return keys.stream()
        .filter(k -> exact(k, palette) < 0)
        .sorted((a, b) -> Long.compare(b.pixels(), a.pixels()))
        .toList();
  }

  /** The label that a key is in the palette, or -1. */
  int exact(Key key, Palette palette) {
    return palette.materials().stream()
        .filter(m -> coloured ? m.rgb() == key.value() : m.label() == key.value())
        .mapToInt(Palette.Material::label)
        .findFirst()
        .orElse(-1);
  }

  /** The labels of the keys that the palette knows. */
  public Map<Integer, Integer> exactly(Palette palette) {
    Map<Integer, Integer> mapping = new TreeMap<>();
    for (Key key : keys) {
      int label = exact(key, palette);
      if (label >= 0) {
        mapping.put(key.value(), label);
      }
    }
    return mapping;
  }

  /** The share of the pixels that have a key, 0 to 1. */
  public double share(Key key) {
    return (double) key.pixels() / places.length;
  }

  /**
   * The label map that a mapping makes of it.
   *
   * @param mapping label by value or colour; what is missing gets no label
   */
  public LabelMap map(Map<Integer, Integer> mapping) {
    byte[] of = new byte[keys.size()];
    for (int k = 0; k < of.length; k++) {
      of[k] = (byte) (int) mapping.getOrDefault(keys.get(k).value(), LabelMap.UNLABELLED);
    }
    byte[] labels = new byte[places.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = of[places[i]];
    }
    return new LabelMap(width, height, labels);
  }
}
