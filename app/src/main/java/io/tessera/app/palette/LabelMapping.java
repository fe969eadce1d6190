package io.tessera.app.palette;

import io.tessera.api.image.LabelMap;
import io.tessera.api.image.MaterialNames;
import io.tessera.api.image.Palette;
import io.tessera.api.image.Palette.Material;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Suggests which label of a palette a value or colour of another one should be. */
public final class LabelMapping {
  private LabelMapping() {}

  /**
   * A label for every key of an import.
   *
   * @param from the palette that the file's values or colours belong to
   * @param to the document's palette
   * @param remembered what the artist chose for such keys before
   */
  public static Map<Integer, Integer> suggest(
      LabelImport file, Palette from, Palette to, Map<Integer, Integer> remembered) {
    Map<Integer, Integer> mapping = new TreeMap<>();
    for (LabelImport.Key key : file.keys()) {
      Integer before = remembered.get(key.value());
      if (before != null) {
        mapping.put(key.value(), before);
        continue;
      }
      int label = file.exact(key, from);
      Optional<Material> source = from.of(label);
      if (from.equals(to) && label >= 0) {
        mapping.put(key.value(), label);
      } else if (source.isPresent()) {
        mapping.put(key.value(), byName(source.get().name(), to));
      } else {
        mapping.put(key.value(), file.coloured() ? nearest(key.value(), to) : LabelMap.UNLABELLED);
      }
    }
    return mapping;
  }

  /** The material of the same name or meaning; {@link LabelMap#UNLABELLED} if there is none. */
  static int byName(String name, Palette to) {
    return MaterialNames.label(name, to).orElse(LabelMap.UNLABELLED);
  }

  /** The material whose colour is nearest. */
  static int nearest(int rgb, Palette palette) {
    int best = LabelMap.UNLABELLED;
    long least = Long.MAX_VALUE;
    for (Material m : palette.materials()) {
      int dr = (m.rgb() >> 16 & 255) - (rgb >> 16 & 255);
      int dg = (m.rgb() >> 8 & 255) - (rgb >> 8 & 255);
      int db = (m.rgb() & 255) - (rgb & 255);
      long distance = 3L * dr * dr + 4L * dg * dg + 2L * db * db;
      if (distance < least) {
        least = distance;
        best = m.label();
      }
    }
    return best;
  }
}
