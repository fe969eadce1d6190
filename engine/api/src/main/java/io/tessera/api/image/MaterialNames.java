package io.tessera.api.image;

import io.tessera.api.image.Palette.Material;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** Finds the material of a palette that a name from elsewhere means. */
public final class MaterialNames {
  /**
   * Words of other palettes' names for the landscape's materials, the more telling first: most maps
   * that artists have come from ADE20K, COCO-Stuff, Cityscapes or GauGAN.
   */
  private static final List<Map.Entry<Pattern, String>> WORDS =
      List.of(
          word("cloud|clouds|fog", "Cloud"),
          word("sky", "Sky"),
          word("snow", "Snow"),
          word("mountain", "Mountain"),
          word("hill|field|dirt|earth|land|mud|terrain|ground", "Hill"),
          word("tree|forest|bush|palm|leaves|branch|plant|vegetation", "Forest"),
          word("grass|flower|moss|straw", "Grass"),
          word("sand|gravel|path|road|pavement|sidewalk|dirt track", "Sand"),
          word("rock|stone|wall|building|house", "Rock"),
          word("water|sea|river|lake|pool|fountain", "Water"),
          word("person|rider|animal|horse|cow|sheep|dog", "Figure"));

  private MaterialNames() {}

  private static Map.Entry<Pattern, String> word(String words, String material) {
    return Map.entry(Pattern.compile("\\b(" + words + ")\\b"), material);
  }

  /** The label of the material of the same name or meaning; empty if there is none. */
  public static OptionalInt label(String name, Palette to) {
    String wanted = name.toLowerCase(Locale.ROOT).strip();
    for (Material m : to.materials()) {
      if (m.name().toLowerCase(Locale.ROOT).equals(wanted)) {
        return OptionalInt.of(m.label());
      }
    }
    for (Map.Entry<Pattern, String> e : WORDS) {
      if (e.getKey().matcher(wanted).find()) {
        for (Material m : to.materials()) {
          if (m.name().equals(e.getValue())) {
            return OptionalInt.of(m.label());
          }
        }
      }
    }
    // The other way round: a material of the landscape palette to what another one has of its kind.
    for (Map.Entry<Pattern, String> e : WORDS) {
      if (e.getValue().toLowerCase(Locale.ROOT).equals(wanted)) {
        for (Material m : to.materials()) {
          if (e.getKey().matcher(m.name().toLowerCase(Locale.ROOT)).find()) {
            return OptionalInt.of(m.label());
          }
        }
      }
    }
    return OptionalInt.empty();
  }
}
