package io.tessera.app.palette;

import io.tessera.api.image.LabelMap;
import io.tessera.api.image.Palette;
import io.tessera.api.image.Palette.Material;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Suggests which label of a palette a value or colour of another one should be. */
public final class LabelMapping {
  /**
   * Words of other palettes' names for the landscape's materials, the more telling first: most maps
   * that artists have come from ADE20K or COCO-Stuff.
   */
  private static final List<Map.Entry<String, String>> WORDS =
      List.of(
          Map.entry("cloud|fog", "Cloud"),
          Map.entry("sky", "Sky"),
          Map.entry("snow", "Snow"),
          Map.entry("mountain", "Mountain"),
          Map.entry("hill|field|dirt|earth|land|mud", "Hill"),
          Map.entry("tree|forest|bush|palm|leaves|branch|plant", "Forest"),
          Map.entry("grass|flower|moss|straw", "Grass"),
          Map.entry("sand|gravel|path|road|pavement|dirt track", "Sand"),
          Map.entry("rock|stone|wall|building|house", "Rock"),
          Map.entry("water|sea|river|lake|pool|fountain", "Water"),
          Map.entry("person|animal|horse|cow|sheep|dog", "Figure"));

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
    String wanted = name.toLowerCase(Locale.ROOT);
    for (Material m : to.materials()) {
      if (m.name().toLowerCase(Locale.ROOT).equals(wanted)) {
        return m.label();
      }
    }
    for (Map.Entry<String, String> e : WORDS) {
      if (Pattern.compile("\\b(" + e.getKey() + ")\\b").matcher(wanted).find()) {
        for (Material m : to.materials()) {
          if (m.name().equals(e.getValue())) {
            return m.label();
          }
        }
      }
    }
    // The other way round: a material of the landscape palette to what another one has of its kind.
    for (Map.Entry<String, String> e : WORDS) {
      if (e.getValue().toLowerCase(Locale.ROOT).equals(wanted)) {
        Pattern kind = Pattern.compile("\\b(" + e.getKey() + ")\\b");
        for (Material m : to.materials()) {
          if (kind.matcher(m.name().toLowerCase(Locale.ROOT)).find()) {
            return m.label();
          }
        }
      }
    }
    return LabelMap.UNLABELLED;
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
