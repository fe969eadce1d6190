package io.tessera.app.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tessera.engine.fault.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the window remembers from one start to the next, in {@code studio.json}. A damaged file is
 * as good as none: nothing in it cannot be chosen again. One thread uses it.
 */
public final class Preferences {
  private static final Logger LOG = LoggerFactory.getLogger(Preferences.class);
  private static final int RECENT = 12;

  private final Path file;
  private final ObjectNode root;

  /** Reads the file, if there is one. */
  public Preferences(Path file) {
    this.file = file;
    this.root = read(file);
  }

  /** Those of this user. */
  public static Preferences ofUser() {
    return new Preferences(Folders.data().resolve("studio.json"));
  }

  private static ObjectNode read(Path file) {
    try {
      if (Files.exists(file) && new JsonMapper().readTree(file.toFile()) instanceof ObjectNode n) {
        return n;
      }
    } catch (IOException e) {
      LOG.warn("{} cannot be read, so the window starts anew: {}", file, e.getMessage());
    }
    return new JsonMapper().createObjectNode();
  }

  public String text(String key, String fallback) {
    return root.path(key).asText(fallback);
  }

  public double number(String key, double fallback) {
    return root.path(key).asDouble(fallback);
  }

  public boolean flag(String key, boolean fallback) {
    return root.path(key).asBoolean(fallback);
  }

  public void put(String key, String value) {
    root.put(key, value);
  }

  public void put(String key, double value) {
    root.put(key, value);
  }

  public void put(String key, boolean value) {
    root.put(key, value);
  }

  /** Files that were opened last, the newest first; those that are gone are left out. */
  public List<Path> recent() {
    List<Path> files = new ArrayList<>();
    for (JsonNode n : root.path("recent")) {
      Path path = Path.of(n.asText());
      if (Files.exists(path)) {
        files.add(path);
      }
    }
    return files;
  }

  /** Notes a file that was opened or saved. */
  public void opened(Path path) {
    List<Path> files = new ArrayList<>(recent());
    Path absolute = path.toAbsolutePath();
    files.remove(absolute);
    files.addFirst(absolute);
    ArrayNode list = root.putArray("recent");
    files.stream().limit(RECENT).forEach(f -> list.add(f.toString()));
  }

  /** Whole numbers by whole numbers, such as a mapping of labels. */
  public Map<Integer, Integer> mapping(String key) {
    Map<Integer, Integer> out = new TreeMap<>();
    root.path(key)
        .properties()
        .forEach(e -> out.put(Integer.parseInt(e.getKey()), e.getValue().asInt()));
    return out;
  }

  public void put(String key, Map<Integer, Integer> mapping) {
    ObjectNode n = root.putObject(key);
    mapping.forEach((from, to) -> n.put(Integer.toString(from), to));
  }

  /** Texts by text. */
  public Map<String, String> texts(String key) {
    Map<String, String> out = new TreeMap<>();
    root.path(key).properties().forEach(e -> out.put(e.getKey(), e.getValue().asText()));
    return out;
  }

  public void putTexts(String key, Map<String, String> texts) {
    ObjectNode n = root.putObject(key);
    texts.forEach(n::put);
  }

  /** Writes the file; a failure is logged and nothing more. */
  public void save() {
    String text = root.toPrettyString();
    try {
      AtomicFile.write(file, partial -> Files.writeString(partial, text));
    } catch (IOException e) {
      LOG.warn("{} cannot be written: {}", file, e.getMessage());
    }
  }
}
