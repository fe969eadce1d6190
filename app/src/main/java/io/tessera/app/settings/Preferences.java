package io.tessera.app.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tessera.api.fault.AtomicFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the window remembers from one start to the next, in {@code studio.json}. A damaged file is
 * as good as none: nothing in it cannot be chosen again. One thread uses it.
 */
public final class Preferences {
  private static final Logger LOG = LoggerFactory.getLogger(Preferences.class);
  private static final int RECENT = 12;

  /** Hundredths of a second. */
  private static final int PATIENCE = 50;

  private final Path file;
  private final ObjectNode root;

  /** As it was read: what differs from it is what this window has changed. */
  private ObjectNode before;

  /** Reads the file, if there is one. */
  public Preferences(Path file) {
    this.file = file;
    this.root = read(file);
    this.before = root.deepCopy();
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

  /**
   * Writes what this window has changed into the file, which another window may have written
   * meanwhile; a failure is logged and nothing more.
   */
  public void save() {
    Path lock = file.resolveSibling("." + file.getFileName() + ".lock");
    try {
      Files.createDirectories(lock.toAbsolutePath().getParent());
      try (FileChannel channel =
          FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        hold(channel);
        ObjectNode now = read(file);
        merge(now, before, root);
        String text = now.toPrettyString();
        AtomicFile.write(file, partial -> Files.writeString(partial, text));
        before = root.deepCopy();
      }
    } catch (IOException e) {
      LOG.warn("{} cannot be written: {}", file, e.getMessage());
    }
  }

  /**
   * Waits a moment for another window that saves; the lock goes with the channel. Where there are
   * no locks, as in some shared folders, or where one is held for long, the file is written all the
   * same: it is whole at every time.
   */
  private static void hold(FileChannel channel) {
    try {
      for (int k = 0; k < PATIENCE && channel.tryLock() == null; k++) {
        LockSupport.parkNanos(10_000_000);
      }
    } catch (IOException | OverlappingFileLockException e) {
      LOG.debug("no lock: {}", e.getMessage());
    }
  }

  /** Brings the changes from {@code before} to {@code after} into {@code target}. */
  private static void merge(ObjectNode target, ObjectNode before, ObjectNode after) {
    Set<String> keys = new TreeSet<>();
    before.fieldNames().forEachRemaining(keys::add);
    after.fieldNames().forEachRemaining(keys::add);
    for (String key : keys) {
      JsonNode old = before.get(key);
      JsonNode now = after.get(key);
      if (Objects.equals(old, now)) {
        continue;
      }
      if (now == null) {
        target.remove(key);
      } else if (now instanceof ObjectNode fields) {
        ObjectNode into = target.get(key) instanceof ObjectNode o ? o : target.putObject(key);
        merge(into, old instanceof ObjectNode o ? o : target.objectNode(), fields);
      } else if (key.equals("recent")) {
        target.set(key, recent(target.objectNode().arrayNode(), now, target.path(key)));
      } else {
        target.set(key, now);
      }
    }
  }

  /** The files of both lists, those of the first one first. */
  private static ArrayNode recent(ArrayNode out, JsonNode first, JsonNode second) {
    Set<String> files = new LinkedHashSet<>();
    first.forEach(n -> files.add(n.asText()));
    second.forEach(n -> files.add(n.asText()));
    files.stream().limit(RECENT).forEach(out::add);
    return out;
  }
}
