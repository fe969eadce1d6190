package io.tessera.engine.checkpoint;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * OmegaConf's references: {@code ${model.params.embed_dim}} stands for the value at that path,
 * {@code ${.z_channels}} for a neighbour's. Its resolvers ({@code ${oc.env:HOME}}) are refused: a
 * configuration should not depend on who reads it.
 */
final class Interpolation {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{\\s*([^${}]+?)\\s*}");

  /** A reference to a reference to …: more is a circle. */
  private static final int DEEPEST = 16;

  private static final int DEEPEST_TREE = 64;

  /** Values that references may multiply into. */
  private static final int MOST = 100_000;

  private final ConfigNode root;
  private int values;

  private Interpolation(ConfigNode root) {
    this.root = root;
  }

  /**
   * @throws io.tessera.api.fault.InputException if a reference leads nowhere or in a circle
   */
  static ConfigNode resolved(ConfigNode root) {
    Object value = new Interpolation(root).resolve(root.raw(), List.of(), 0);
    return new ConfigNode(root.file(), "", value);
  }

  private @Nullable Object resolve(@Nullable Object value, List<String> path, int depth) {
    if (++values > MOST) {
      throw fault(path, "makes the configuration too large");
    }
    if (path.size() > DEEPEST_TREE) {
      throw fault(path.subList(0, 4), "is nested more deeply than any configuration");
    }
    return switch (value) {
      case Map<?, ?> map -> {
        Map<Object, @Nullable Object> out = new LinkedHashMap<>();
        map.forEach((k, v) -> out.put(k, resolve(v, with(path, String.valueOf(k)), depth)));
        yield out;
      }
      case List<?> list -> {
        List<@Nullable Object> out = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
          out.add(resolve(list.get(i), with(path, String.valueOf(i)), depth));
        }
        yield out;
      }
      case String text when text.contains("${") -> text(text, path, depth);
      case null, default -> value;
    };
  }

  private @Nullable Object text(String text, List<String> path, int depth) {
    if (depth > DEEPEST) {
      throw fault(path, "refers to itself: " + text);
    }
    Matcher m = REFERENCE.matcher(text);
    if (m.matches()) {
      List<String> target = target(m.group(1), path);
      return resolve(at(target, text, path), target, depth + 1);
    }
    m.reset();
    StringBuilder out = new StringBuilder();
    while (m.find()) {
      List<String> target = target(m.group(1), path);
      Object part = resolve(at(target, text, path), target, depth + 1);
      m.appendReplacement(out, Matcher.quoteReplacement(String.valueOf(part)));
    }
    return m.appendTail(out).toString();
  }

  /**
   * From the root; with a dot in front from where the reference stands, a level up for each more.
   */
  private List<String> target(String reference, List<String> path) {
    if (reference.contains(":")) {
      throw fault(path, "asks for ${" + reference + "}, which is not read; write its value there");
    }
    int dots = 0;
    while (dots < reference.length() && reference.charAt(dots) == '.') {
      dots++;
    }
    List<String> target = new ArrayList<>();
    if (dots > 0) {
      target.addAll(path.subList(0, Math.max(0, path.size() - dots)));
    }
    for (String key : reference.substring(dots).split("\\.|\\[|]\\.?")) {
      if (!key.isEmpty()) {
        target.add(key);
      }
    }
    return target;
  }

  private @Nullable Object at(List<String> target, String text, List<String> path) {
    Object value = root.raw();
    for (String key : target) {
      Object next = null;
      if (value instanceof Map<?, ?> map) {
        next = map.get(key);
      } else if (value instanceof List<?> list && key.matches("\\d{1,6}")) {
        int i = Integer.parseInt(key);
        next = i < list.size() ? list.get(i) : null;
      }
      if (next == null) {
        throw fault(path, "refers to " + text + ", and there is no such value");
      }
      value = next;
    }
    return value;
  }

  private io.tessera.api.fault.InputException fault(List<String> path, String problem) {
    return new ConfigNode(root.file(), String.join(".", path), null).fault(problem);
  }

  private static List<String> with(List<String> path, String key) {
    List<String> out = new ArrayList<>(path);
    out.add(key);
    return out;
  }
}
