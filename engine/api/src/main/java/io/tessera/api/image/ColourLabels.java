package io.tessera.api.image;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Labels by the colours of a picture: the nearest colour of a palette within {@value #NEAR}. Smooth
 * edges have colours in between; such a pixel gets the nearest of the labels around it.
 */
final class ColourLabels {
  /** Distance in RGB, 0 to 441, that JPEG moves a colour by. */
  static final int NEAR = 24;

  /** So much of a map has its palette's colours; a picture has not. */
  private static final double SHARE = 0.8;

  private static final int REACH = 2;
  private static final int NONE = -1;

  private final RgbImage image;
  private final List<Palette.Material> materials;
  private final int[] labels;
  private final List<Integer> far = new ArrayList<>();

  private ColourLabels(RgbImage image, Palette palette) {
    this.image = image;
    this.materials = palette.materials();
    this.labels = new int[image.width() * image.height()];
    Map<Integer, Integer> known = new HashMap<>();
    for (int i = 0; i < labels.length; i++) {
      int c = colour(i);
      Integer label = known.get(c);
      if (label == null) {
        label = near(c);
        if (known.size() < 1 << 16) {
          known.put(c, label);
        }
      }
      labels[i] = label;
      if (label == NONE) {
        far.add(i);
      }
    }
  }

  /** The labels; empty if the picture is no map in these colours. */
  static Optional<LabelMap> of(RgbImage image, Palette palette) {
    if (palette.materials().isEmpty()) {
      return Optional.empty();
    }
    ColourLabels map = new ColourLabels(image, palette);
    return map.far.size() > (1 - SHARE) * map.labels.length
        ? Optional.empty()
        : Optional.of(map.finished());
  }

  private int colour(int i) {
    byte[] rgb = image.rgb();
    return (rgb[3 * i] & 255) << 16 | (rgb[3 * i + 1] & 255) << 8 | rgb[3 * i + 2] & 255;
  }

  private static int distance(int a, int b) {
    int r = (a >> 16 & 255) - (b >> 16 & 255);
    int g = (a >> 8 & 255) - (b >> 8 & 255);
    int u = (a & 255) - (b & 255);
    return r * r + g * g + u * u;
  }

  private int near(int colour) {
    int best = NEAR * NEAR + 1;
    int label = NONE;
    for (Palette.Material m : materials) {
      int d = distance(colour, m.rgb());
      if (d < best) {
        best = d;
        label = m.label();
      }
    }
    return label;
  }

  private LabelMap finished() {
    int w = image.width();
    int h = image.height();
    int[] colours = new int[256];
    materials.forEach(m -> colours[m.label()] = m.rgb());
    byte[] out = new byte[labels.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (byte) (labels[i] == NONE ? LabelMap.UNLABELLED : labels[i]);
    }
    List<Integer> alone = new ArrayList<>();
    for (int i : far) {
      int best = Integer.MAX_VALUE;
      int label = NONE;
      for (int y = Math.max(0, i / w - REACH); y <= Math.min(h - 1, i / w + REACH); y++) {
        for (int x = Math.max(0, i % w - REACH); x <= Math.min(w - 1, i % w + REACH); x++) {
          int there = labels[y * w + x];
          if (there != NONE && distance(colour(i), colours[there]) < best) {
            best = distance(colour(i), colours[there]);
            label = there;
          }
        }
      }
      if (label == NONE) {
        alone.add(i);
      } else {
        out[i] = (byte) label;
      }
    }
    for (int i : alone) {
      int best = Integer.MAX_VALUE;
      for (Palette.Material m : materials) {
        if (distance(colour(i), m.rgb()) < best) {
          best = distance(colour(i), m.rgb());
          out[i] = (byte) m.label();
        }
      }
    }
    return new LabelMap(w, h, out);
  }

  /** The first colour that no material is near to, as a complaint names it. */
  static String firstFar(RgbImage image, Palette palette) {
    ColourLabels map = new ColourLabels(image, palette);
    int i = map.far.isEmpty() ? 0 : map.far.getFirst();
    return String.format(
        java.util.Locale.ROOT,
        "the pixel at (%d, %d) has the unknown colour #%06x",
        i % image.width(),
        i / image.width(),
        map.colour(i));
  }
}
