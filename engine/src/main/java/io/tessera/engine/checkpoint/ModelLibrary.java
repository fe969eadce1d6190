package io.tessera.engine.checkpoint;

import io.tessera.engine.fault.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The models that can be chosen by name: those of several folders, earlier folders first. */
public final class ModelLibrary {
  private final List<Path> folders;

  /** Looks into these folders; ones that do not exist are passed over. */
  public ModelLibrary(List<Path> folders) {
    this.folders = List.copyOf(folders);
  }

  /** All models found now, by folder and name. */
  public List<ModelFolder> models() {
    List<ModelFolder> models = new ArrayList<>();
    for (Path folder : folders) {
      if (Files.isDirectory(folder)) {
        try (Stream<Path> list = Files.list(folder)) {
          list.filter(Files::isDirectory)
              .filter(ModelFolder::isModel)
              .sorted()
              .map(ModelFolder::at)
              .forEach(models::add);
        } catch (IOException e) {
          throw new InputException(folder + " cannot be listed: " + e.getMessage(), e);
        }
      }
    }
    return models;
  }

  /**
   * A model by name, or by path to its folder or weight file.
   *
   * @throws InputException if there is neither, naming what there is
   */
  public ModelFolder find(String nameOrPath) {
    Optional<ModelFolder> named =
        models().stream().filter(m -> m.name().equals(nameOrPath)).findFirst();
    if (named.isPresent()) {
      return named.get();
    }
    if (Files.exists(Path.of(nameOrPath))) {
      return ModelFolder.at(Path.of(nameOrPath));
    }
    throw new InputException(
        "there is no model '%s'; known are %s, or give the path of a folder"
            .formatted(nameOrPath, models().stream().map(ModelFolder::name).toList()));
  }
}
