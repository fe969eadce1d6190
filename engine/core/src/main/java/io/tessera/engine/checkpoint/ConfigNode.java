package io.tessera.engine.checkpoint;

import io.tessera.api.fault.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A place in a YAML configuration, with its path, so that every complaint names the file and the
 * key.
 *
 * <p>Reads what OmegaConf reads: {@code 1e-8} is a number.
 */
public final class ConfigNode {
  private final Path file;
  private final String path;
  private final @Nullable Object value;

  ConfigNode(Path file, String path, @Nullable Object value) {
    this.file = file;
    this.path = path;
    this.value = value;
  }

  /** The child of a mapping; absent where there is none. */
  public ConfigNode get(String key) {
    Object child = value instanceof Map<?, ?> map ? map.get(key) : null;
    return new ConfigNode(file, path.isEmpty() ? key : path + "." + key, child);
  }

  public boolean isPresent() {
    return value != null;
  }

  /**
   * @throws InputException if a mapping has a key that is not among these, naming the nearest one
   */
  public void checkKeys(Set<String> known) {
    if (!(value instanceof Map<?, ?> map)) {
      return;
    }
    for (Object key : map.keySet()) {
      String name = String.valueOf(key);
      if (!known.contains(name)) {
        String nearest =
            known.stream()
                .min(Comparator.comparingInt((String k) -> distance(k, name)).thenComparing(k -> k))
                .filter(k -> distance(k, name) <= Math.max(2, name.length() / 2))
                .map(k -> "; did you mean '" + k + "'?")
                .orElse("");
        throw get(name).fault("is no key that is known" + nearest);
      }
    }
  }

  /** Letters to insert, remove or replace to get from one word to another (Levenshtein 1966). */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    Arrays.setAll(row, j -> j);
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }

  public boolean isMapping() {
    return value instanceof Map;
  }

  public boolean isText(String text) {
    return text.equals(value);
  }

  public String path() {
    return path;
  }

  public Path file() {
    return file;
  }

  public ConfigNode required() {
    if (value == null) {
      throw fault("is missing");
    }
    return this;
  }

  public String text() {
    return switch (required().value) {
      case String s -> s;
      case Number n -> n.toString();
      case null, default -> throw fault("should be a text, not " + value);
    };
  }

  public String text(String otherwise) {
    return isPresent() ? text() : otherwise;
  }

  /** An integer; {@code 1000.0} counts as one. */
  public int integer() {
    if (required().value instanceof Number n && n.doubleValue() == n.intValue()) {
      return n.intValue();
    }
    throw fault("should be an integer, not " + value);
  }

  /** A positive integer. */
  public int positive() {
    int n = integer();
    if (n < 1 || n > 1 << 24) {
      throw fault("should be a positive integer, not " + value);
    }
    return n;
  }

  public int integer(int otherwise) {
    return isPresent() ? integer() : otherwise;
  }

  public double number() {
    if (required().value instanceof Number n) {
      return n.doubleValue();
    }
    throw fault("should be a number, not " + value);
  }

  public double number(double otherwise) {
    return isPresent() ? number() : otherwise;
  }

  public boolean flag(boolean otherwise) {
    return switch (value) {
      case null -> otherwise;
      case Boolean b -> b;
      default -> throw fault("should be true or false, not " + value);
    };
  }

  /** A list of integers; empty where absent. */
  public List<Integer> integers() {
    List<Integer> out = new ArrayList<>();
    for (ConfigNode item : items()) {
      out.add(item.integer());
    }
    return List.copyOf(out);
  }

  public List<String> texts() {
    return items().stream().map(ConfigNode::text).toList();
  }

  /** The items of a list; empty where absent. */
  public List<ConfigNode> items() {
    List<ConfigNode> out = new ArrayList<>();
    switch (value) {
      case null -> {}
      case List<?> list -> {
        for (int i = 0; i < list.size(); i++) {
          out.add(new ConfigNode(file, path + "[" + i + "]", list.get(i)));
        }
      }
      default -> throw fault("should be a list, not " + value);
    }
    return out;
  }

  public List<String> keys() {
    return value instanceof Map<?, ?> map
        ? map.keySet().stream().map(String::valueOf).toList()
        : List.of();
  }

  /** The plain value below here: maps, lists, texts and numbers. */
  public @Nullable Object raw() {
    return value;
  }

  /** This tree with another laid over it: mappings are merged, everything else is replaced. */
  ConfigNode overlaid(ConfigNode other) {
    return new ConfigNode(other.file, path, merge(value, other.value));
  }

  private static @Nullable Object merge(@Nullable Object below, @Nullable Object above) {
    if (below instanceof Map<?, ?> a && above instanceof Map<?, ?> b) {
      Map<Object, @Nullable Object> merged = new LinkedHashMap<>(a);
      b.forEach((k, v) -> merged.put(k, merge(merged.get(k), v)));
      return merged;
    }
    return above;
  }

  /** This mapping with one more key. */
  public ConfigNode with(String key, Object entry) {
    Map<Object, @Nullable Object> more = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach(more::put);
    }
    more.put(key, entry);
    return new ConfigNode(file, path, more);
  }

  /** The complaint about this place. */
  public InputException fault(String problem) {
    return new InputException(
        file + ": " + (path.isEmpty() ? "the configuration" : "'" + path + "'") + " " + problem);
  }
}
