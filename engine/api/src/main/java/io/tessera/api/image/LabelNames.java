package io.tessera.api.image;

import io.tessera.api.fault.InputException;
import io.tessera.api.image.Palette.Material;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Names and colours of one's own labels in a file: a list in the order of the labels, or a mapping
 * from their numbers, by itself or below {@code labels}; each is a name, or {@code {name: road,
 * color: "#808080"}}. JSON is read, too, as YAML or as a palette.
 */
public final class LabelNames {
  private static final long LONGEST = 1 << 20;
  private static final int MOST = 256;

  /** Hues a golden angle apart: neighbours differ, and none comes back. */
  private static final float GOLDEN = 0.618034f;

  private LabelNames() {}

  /**
   * @throws InputException if it cannot be read, or holds no labels
   */
  public static Palette read(Path file) {
    try {
      if (Files.size(file) > LONGEST) {
        throw new InputException(file + " is too large for a list of labels");
      }
      String text = Files.readString(file);
      if (text.contains("\"materials\"")) {
        Palette palette = Palette.parse(file.toString(), text);
        if (palette.materials().isEmpty()) {
          throw none(file);
        }
        return palette;
      }
      return new Palette(name(file), materials(file, loaded(file, text)));
    } catch (IOException e) {
      throw new InputException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static @Nullable Object loaded(Path file, String text) {
    try {
      return new Load(LoadSettings.builder().setMaxAliasesForCollections(8).build())
          .loadFromString(text);
    } catch (StackOverflowError e) { // the parser calls itself for every level
      throw new InputException(file + " is nested more deeply than any list of labels", e);
    } catch (YamlEngineException e) {
      throw new InputException(file + " is no YAML: " + e.getMessage().replace('\n', ' '), e);
    }
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName()).replaceFirst("\\.[^.]*$", "");
  }

  private static List<Material> materials(Path file, @Nullable Object root) {
    Object labels = root instanceof Map<?, ?> m && m.containsKey("labels") ? m.get("labels") : root;
    List<Material> all = new ArrayList<>();
    if (labels instanceof List<?> list) {
      for (Object entry : list) {
        all.add(material(file, all.size(), entry));
      }
    } else if (labels instanceof Map<?, ?> map) {
      map.forEach((number, entry) -> all.add(material(file, number(file, number), entry)));
    }
    if (all.isEmpty() || all.size() > MOST) {
      throw none(file);
    }
    return all;
  }

  private static InputException none(Path file) {
    return new InputException(
        file + " should list 1 to 256 labels: names, or {name: road, color: \"#808080\"} each");
  }

  private static int number(Path file, @Nullable Object key) {
    String text = String.valueOf(key);
    if (!text.matches("\\d{1,3}") || Integer.parseInt(text) >= MOST) {
      throw new InputException(file + ": '" + text + "' is no label; those are 0 to 255");
    }
    return Integer.parseInt(text);
  }

  private static Material material(Path file, int label, @Nullable Object entry) {
    if (entry instanceof Map<?, ?> m) {
      Object own = m.get("label");
      int at = own == null ? label : number(file, own);
      Object name = m.get("name");
      Object color = m.get("color");
      return new Material(
          at, name == null ? "label " + at : name.toString(), color(file, at, color));
    }
    return new Material(label, String.valueOf(entry), color(file, label, null));
  }

  private static int color(Path file, int label, @Nullable Object given) {
    if (given == null) {
      float hue = label * GOLDEN % 1;
      float value = label % 2 == 0 ? 0.85f : 0.6f;
      return java.awt.Color.HSBtoRGB(hue, 0.55f, value) & 0xffffff;
    }
    String text = given.toString();
    if (!text.matches("#[0-9a-fA-F]{6}")) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "%s: '%s' is no colour like \"#7fb0e0\" (in quotes, since # begins a comment)",
              file,
              text));
    }
    return Integer.parseInt(text.substring(1), 16);
  }
}
