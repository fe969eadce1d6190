package io.tessera.engine.checkpoint;

import io.tessera.api.FaultyModel;
import io.tessera.api.fault.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The models that can be chosen by name: those of several folders, earlier folders first. */
public final class ModelLibrary {
  private final List<Path> folders;

  /** Looks into these folders; ones that do not exist are passed over. */
  public ModelLibrary(List<Path> folders) {
    this.folders = List.copyOf(folders);
  }

  /** All models found now, by folder and name; folders that are at fault are left out. */
  public List<ModelFolder> models() {
    return found().stream()
        .filter(Found.Good.class::isInstance)
        .map(f -> ((Found.Good) f).model())
        .toList();
  }

  /** Folders that look like models and cannot be taken for one, each with the reason. */
  public List<FaultyModel> faulty() {
    return found().stream()
        .filter(Found.Bad.class::isInstance)
        .map(f -> ((Found.Bad) f).faulty())
        .toList();
  }

  private sealed interface Found {
    record Good(ModelFolder model) implements Found {}

    record Bad(FaultyModel faulty) implements Found {}
  }

  private List<Found> found() {
    List<Found> all = new ArrayList<>();
    for (Path folder : folders) {
      if (!Files.isDirectory(folder)) {
        continue;
      }
      try (Stream<Path> list = Files.list(folder)) {
        list.filter(Files::isDirectory).sorted().forEach(model -> look(model).ifPresent(all::add));
      } catch (IOException | UncheckedIOException e) {
        all.add(new Found.Bad(new FaultyModel(folder, folder + " cannot be listed")));
      }
    }
    return all;
  }

  /** One odd folder takes nothing else down. */
  private static Optional<Found> look(Path folder) {
    try {
      return ModelFolder.isModel(folder)
          ? Optional.of(new Found.Good(ModelFolder.at(folder)))
          : Optional.empty();
    } catch (InputException e) {
      return Optional.of(new Found.Bad(new FaultyModel(folder, String.valueOf(e.getMessage()))));
    }
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
    for (FaultyModel faulty : faulty()) {
      if (faulty.name().equals(nameOrPath)) {
        throw new InputException(faulty.reason());
      }
    }
    try {
      if (Files.exists(Path.of(nameOrPath))) {
        return ModelFolder.at(Path.of(nameOrPath));
      }
    } catch (InvalidPathException e) {
      // then it is no path
    }
    throw new InputException(
        String.format(
            Locale.ROOT,
            "there is no model '%s'; known are %s, or give the path of a folder",
            nameOrPath,
            models().stream().map(ModelFolder::name).toList()));
  }
}
