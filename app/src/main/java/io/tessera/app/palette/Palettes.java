package io.tessera.app.palette;

import io.tessera.api.fault.AtomicFile;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.LabelNames;
import io.tessera.api.image.Palette;
import io.tessera.assets.Assets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The palettes there are: bundled ones, then the artist's own, a JSON file each in one folder. */
public final class Palettes {
  private static final Logger LOG = LoggerFactory.getLogger(Palettes.class);
  private static final String ENDING = ".json";

  private final Path folder;
  private final Map<String, Palette> ofModels = new TreeMap<>();

  /**
   * @param folder of the artist's own palettes; need not exist
   */
  public Palettes(Path folder) {
    this.folder = folder;
  }

  /**
   * The labels that a model brings with it.
   *
   * @return id of the palette that they are from now on
   */
  public String offer(String model, List<Palette.Material> labels) {
    String id = model + " (" + labels.size() + ")";
    ofModels.put(id, new Palette(model, labels));
    return id;
  }

  /** Whether an id's palette was made by an artist, rather than bundled or a model's. */
  public boolean isOwn(String id) {
    return !Assets.PALETTES.contains(id) && !ofModels.containsKey(id);
  }

  /** All ids, the bundled ones first, then those of models. */
  public List<String> ids() {
    List<String> all = new ArrayList<>(Assets.PALETTES);
    all.addAll(ofModels.keySet());
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
    return ofModels.containsKey(id)
        || Assets.PALETTES.contains(id)
        || Files.isRegularFile(folder.resolve(id + ENDING));
  }

  /**
   * The palette of an id.
   *
   * @throws InputException if its file cannot be read or is no palette
   */
  public Palette get(String id) {
    Palette own = ofModels.get(id);
    if (own != null) {
      return own;
    }
    return Assets.PALETTES.contains(id)
        ? Assets.palette(id)
        : LabelNames.read(folder.resolve(id + ENDING));
  }

  /**
   * Takes a palette file into the folder; one of the same name is replaced.
   *
   * @return its id
   * @throws InputException if it is no palette, or has the name of a bundled one
   */
  public String take(Path file) {
    Palette palette = LabelNames.read(file);
    String name = String.valueOf(file.getFileName()).replaceFirst("(?i)\\.(json|ya?ml)$", "");
    String id = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]+", "-");
    if (Assets.PALETTES.contains(id)) {
      throw new InputException(
          file + " has the name of a bundled palette; give it another one, then open it again");
    }
    try {
      Files.createDirectories(folder);
      AtomicFile.write(
          folder.resolve(id + ENDING),
          partial -> Files.writeString(partial, palette.toJson() + "\n"));
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
    try {
      AtomicFile.write(file, partial -> Files.writeString(partial, palette.toJson() + "\n"));
    } catch (IOException e) {
      throw new InputException(file + " cannot be written: " + e.getMessage(), e);
    }
  }
}
