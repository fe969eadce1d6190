package io.tessera.app.palette;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tessera.api.fault.AtomicFile;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.Palette;
import io.tessera.assets.Assets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The palettes there are: bundled ones, then the artist's own, a JSON file each in one folder. */
public final class Palettes {
  private static final Logger LOG = LoggerFactory.getLogger(Palettes.class);
  private static final String ENDING = ".json";

  private final Path folder;

  /**
   * @param folder of the artist's own palettes; need not exist
   */
  public Palettes(Path folder) {
    this.folder = folder;
  }

  /** All ids, the bundled ones first. */
  public List<String> ids() {
    List<String> all = new ArrayList<>(Assets.PALETTES);
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        files
            .map(f -> String.valueOf(f.getFileName()))
            .filter(name -> name.endsWith(ENDING))
            .map(name -> name.substring(0, name.length() - ENDING.length()))
            .filter(id -> !all.contains(id))
            .sorted()
            .forEach(all::add);
      } catch (IOException e) {
        LOG.warn("{} cannot be read: {}", folder, e.getMessage());
      }
    }
    return all;
  }

  public boolean has(String id) {
    return Assets.PALETTES.contains(id) || Files.isRegularFile(folder.resolve(id + ENDING));
  }

  /**
   * The palette of an id.
   *
   * @throws InputException if its file cannot be read or is no palette
   */
  public Palette get(String id) {
    return Assets.PALETTES.contains(id) ? Assets.palette(id) : read(folder.resolve(id + ENDING));
  }

  private static Palette read(Path file) {
    try {
      Palette palette = Palette.parse(file.toString(), Files.readString(file));
      if (palette.materials().isEmpty()) {
        throw new InputException(
            file + " is no palette: it has no 'materials', each with label, name and color");
      }
      return palette;
    } catch (IOException e) {
      throw new InputException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Takes a palette file into the folder; one of the same name is replaced.
   *
   * @return its id
   * @throws InputException if it is no palette, or has the name of a bundled one
   */
  public String take(Path file) {
    read(file);
    String name = String.valueOf(file.getFileName()).replaceFirst("(?i)\\.json$", "");
    String id = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]+", "-");
    if (Assets.PALETTES.contains(id)) {
      throw new InputException(
          file + " has the name of a bundled palette; give it another one, then open it again");
    }
    try {
      Files.createDirectories(folder);
      AtomicFile.write(
          folder.resolve(id + ENDING),
          partial -> Files.writeString(partial, Files.readString(file)));
    } catch (IOException e) {
      throw new InputException(folder + " cannot be written: " + e.getMessage(), e);
    }
    return id;
  }

  /**
   * Writes a palette, to be edited and opened again under another name.
   *
   * @throws InputException if the file cannot be written
   */
  public static void write(Palette palette, Path file) {
    ObjectNode root = new JsonMapper().createObjectNode();
    root.put("name", palette.name());
    ArrayNode materials = root.putArray("materials");
    for (Palette.Material m : palette.materials()) {
      materials
          .addObject()
          .put("label", m.label())
          .put("name", m.name())
          .put("color", String.format(Locale.ROOT, "#%06x", m.rgb()));
    }
    try {
      AtomicFile.write(file, partial -> Files.writeString(partial, root.toPrettyString() + "\n"));
    } catch (IOException e) {
      throw new InputException(file + " cannot be written: " + e.getMessage(), e);
    }
  }
}
