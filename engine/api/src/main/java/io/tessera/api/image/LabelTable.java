package io.tessera.api.image;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tessera.api.fault.AtomicFile;
import io.tessera.api.fault.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * What the values or colours of a label map from elsewhere mean: {@code {"22": "Sky", "#9ceedd": 0,
 * "255": null}}, a value or colour each with a material's name, a label, or null for none.
 *
 * @param values labels by value
 * @param colours labels by colour, 0xRRGGBB
 */
public record LabelTable(Map<Integer, Integer> values, Map<Integer, Integer> colours) {
  public LabelTable {
    values = Map.copyOf(values);
    colours = Map.copyOf(colours);
  }

  /**
   * @param to palette that names are of
   * @throws InputException if the file cannot be read, or names no material
   */
  public static LabelTable read(Path file, Palette to) {
    try {
      JsonNode root = new JsonMapper().readTree(Files.readString(file));
      if (!root.isObject() || root.isEmpty()) {
        throw new InputException(
            file + " should be like {\"22\": \"Sky\", \"#9ceedd\": 0, \"255\": null}");
      }
      Map<Integer, Integer> values = new TreeMap<>();
      Map<Integer, Integer> colours = new TreeMap<>();
      for (Map.Entry<String, JsonNode> e : root.properties()) {
        String key = e.getKey();
        int label = label(file, e, to);
        if (key.matches("#[0-9a-fA-F]{6}")) {
          colours.put(Integer.parseInt(key.substring(1), 16), label);
        } else if (key.matches("\\d{1,5}")) {
          values.put(Integer.parseInt(key), label);
        } else {
          throw new InputException(
              file + ": '" + key + "' should be a value such as 22, or a colour such as #9ceedd");
        }
      }
      return new LabelTable(values, colours);
    } catch (JsonProcessingException e) {
      throw new InputException(file + " is no JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new InputException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static int label(Path file, Map.Entry<String, JsonNode> e, Palette to) {
    JsonNode n = e.getValue();
    if (n.isNull()) {
      return LabelMap.UNLABELLED;
    }
    if (n.canConvertToInt() && n.isIntegralNumber() && n.asInt() >= 0 && n.asInt() <= 255) {
      return n.asInt();
    }
    OptionalInt label = n.isTextual() ? MaterialNames.label(n.asText(), to) : OptionalInt.empty();
    return label.orElseThrow(
        () ->
            new InputException(
                file
                    + ": '"
                    + e.getKey()
                    + "' is given "
                    + n
                    + ", which is no material of "
                    + to.name()));
  }

  /** The label of a value; empty if nothing is said of it. */
  Optional<Integer> ofValue(int value) {
    return Optional.ofNullable(values.get(value));
  }

  Optional<Integer> ofColour(int rgb) {
    return Optional.ofNullable(colours.get(rgb));
  }

  /**
   * Writes it with the palette's names.
   *
   * @throws InputException if the file cannot be written
   */
  public void write(Path file, Palette to) {
    ObjectNode n = new JsonMapper().createObjectNode();
    new TreeMap<>(values).forEach((v, label) -> put(n, String.valueOf(v), label, to));
    new TreeMap<>(colours)
        .forEach((c, label) -> put(n, String.format(java.util.Locale.ROOT, "#%06x", c), label, to));
    try {
      AtomicFile.write(file, part -> Files.writeString(part, n.toPrettyString() + "\n"));
    } catch (IOException e) {
      throw new InputException(file + " cannot be written: " + e.getMessage(), e);
    }
  }

  private static void put(ObjectNode n, String key, int label, Palette to) {
    if (label == LabelMap.UNLABELLED) {
      n.putNull(key);
      return;
    }
    to.of(label).ifPresentOrElse(m -> n.put(key, m.name()), () -> n.put(key, label));
  }
}
