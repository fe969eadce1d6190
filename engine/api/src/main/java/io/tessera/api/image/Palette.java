package io.tessera.api.image;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tessera.api.fault.InputException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The materials that the labels of a layout stand for, with names and colours. */
public record Palette(String name, List<Material> materials) {
  /**
   * @param label value in the label map, 0..255
   * @param rgb colour shown, 0xRRGGBB
   */
  public record Material(int label, String name, int rgb) {}

  public Palette {
    materials = List.copyOf(materials);
    Set<Integer> labels = new HashSet<>();
    for (Material m : materials) {
      if (m.label < 0 || m.label > 255 || !labels.add(m.label)) {
        throw new InputException(
            "palette '" + name + "' uses label " + m.label + " twice or outside 0 to 255");
      }
    }
  }

  /**
   * Reads {@code {"name": ..., "materials": [{"label": 0, "name": "sky", "color": "#7fb0e0"},
   * ...]}}.
   */
  public static Palette parse(String source, String json) {
    try {
      JsonNode root = new JsonMapper().readTree(json);
      List<Material> materials = new ArrayList<>();
      for (JsonNode m : root.path("materials")) {
        String color = m.path("color").asText();
        if (!color.matches("#[0-9a-fA-F]{6}")) {
          throw new InputException(source + ": '" + color + "' is no colour like #7fb0e0");
        }
        materials.add(
            new Material(
                m.path("label").asInt(-1),
                m.path("name").asText(),
                Integer.parseInt(color.substring(1), 16)));
      }
      return new Palette(root.path("name").asText(), materials);
    } catch (JsonProcessingException e) {
      throw new InputException(source + " is no palette: " + e.getOriginalMessage(), e);
    }
  }

  /**
   * The colours of the original's notebook: normal numbers of seed 1, each colour channel divided
   * by its sum.
   */
  public static Palette notebook(int labels) {
    NumpyRandom random = new NumpyRandom(1);
    double[][] c = new double[labels][3];
    double[] sum = new double[3];
    for (double[] row : c) {
      for (int k = 0; k < 3; k++) {
        row[k] = random.gaussian();
        sum[k] += row[k];
      }
    }
    List<Material> materials = new ArrayList<>();
    for (int l = 0; l < labels; l++) {
      int rgb = 0;
      for (int k = 0; k < 3; k++) {
        rgb = rgb << 8 | (int) Math.max(0, Math.min(255, (c[l][k] / sum[k] + 1) * 127.5));
      }
      materials.add(new Material(l, "label " + l, rgb));
    }
    return new Palette("notebook " + labels, materials);
  }

  /** As {@link #parse} reads it. */
  public String toJson() {
    ObjectNode root = new JsonMapper().createObjectNode();
    root.put("name", name);
    ArrayNode all = root.putArray("materials");
    for (Material m : materials) {
      all.addObject()
          .put("label", m.label())
          .put("name", m.name())
          .put("color", String.format(Locale.ROOT, "#%06x", m.rgb()));
    }
    return root.toPrettyString();
  }

  /** The material of a label. */
  public Optional<Material> of(int label) {
    return materials.stream().filter(m -> m.label == label).findFirst();
  }

  /** Colour of every value 0..255; values without a material are mid grey. */
  public int[] colors() {
    int[] colors = new int[256];
    java.util.Arrays.fill(colors, 0x808080);
    for (Material m : materials) {
      colors[m.label] = m.rgb;
    }
    return colors;
  }

  /** The label map in this palette's colours. */
  public RgbImage paint(LabelMap map) {
    int[] colors = colors();
    byte[] rgb = new byte[map.labels().length * 3];
    for (int i = 0; i < map.labels().length; i++) {
      int c = colors[map.labels()[i] & 0xff];
      rgb[i * 3] = (byte) (c >> 16);
      rgb[i * 3 + 1] = (byte) (c >> 8);
      rgb[i * 3 + 2] = (byte) c;
    }
    return new RgbImage(map.width(), map.height(), rgb);
  }
}
