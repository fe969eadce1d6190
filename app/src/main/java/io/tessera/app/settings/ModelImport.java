package io.tessera.app.settings;

import io.tessera.api.fault.InputException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Takes a model's files into the user's model folder. Off the FX thread. */
public final class ModelImport {
  private ModelImport() {}

  /** Whether a file's name is that of weights. */
  public static boolean isWeights(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return name.endsWith(".ckpt")
        || name.endsWith(".pt")
        || name.endsWith(".pth")
        || name.endsWith(".safetensors");
  }

  /**
   * Puts weights and the configuration beside them into a folder of their own; without copying
   * where the file system can.
   *
   * @param weights a .ckpt, .pt or .safetensors file with a .yaml in the same folder, or in {@code
   *     ../configs} as the original's logs have it
   * @param models the user's model folder
   * @return name of the model
   * @throws InputException if there is no configuration, or several, or the name is taken
   */
  public static String take(Path weights, Path models) {
    Path config = config(weights);
    String name = name(weights);
    Path folder = models.resolve(name);
    if (Files.exists(folder)) {
      throw new InputException(
          "there is a model '"
              + name
              + "' already in "
              + models
              + "; rename the file and try again");
    }
    try {
      Files.createDirectories(folder);
      link(weights, folder.resolve(weights.getFileName()));
      Files.copy(config, folder.resolve(name + ".yaml"));
      copyLabels(weights, folder);
    } catch (IOException e) {
      throw new InputException("the model cannot be taken in: " + e.getMessage(), e);
    }
    return name;
  }

  /** The name of the run's folder for the original's {@code last.ckpt}, else the file's. */
  private static String name(Path weights) {
    String file = String.valueOf(weights.getFileName());
    String stem = file.substring(0, file.lastIndexOf('.'));
    Path folder = weights.toAbsolutePath().getParent();
    if (stem.equals("last") && folder != null && folder.getParent() != null) {
      Path run = folder.endsWith("checkpoints") ? folder.getParent() : folder;
      return String.valueOf(run.getFileName());
    }
    return stem;
  }

  private static Path config(Path weights) {
    Path folder = weights.toAbsolutePath().getParent();
    List<Path> found = new ArrayList<>();
    if (folder != null) {
      yamls(folder, found);
      if (found.isEmpty() && folder.getParent() != null) {
        yamls(folder.getParent().resolve("configs"), found);
      }
    }
    String file = String.valueOf(weights.getFileName());
    String stem = file.substring(0, file.lastIndexOf('.'));
    List<Path> project = found.stream().filter(p -> named(p, "-project.yaml")).toList();
    List<Path> same = found.stream().filter(p -> named(p, stem + ".yaml")).toList();
    for (List<Path> choice : List.of(same, project, found)) {
      if (choice.size() == 1) {
        return choice.getFirst();
      }
    }
    throw new InputException(
        found.isEmpty()
            ? "there is no .yaml beside "
                + weights
                + ": put the model's configuration into the same folder"
            : "several .yaml files lie beside "
                + weights
                + ": name the right one "
                + stem
                + ".yaml");
  }

  private static void copyLabels(Path weights, Path folder) throws IOException {
    Path from = weights.toAbsolutePath().getParent();
    if (from != null) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(from, "labels.*")) {
        for (Path file : files) {
          if (isLabels(file)) {
            Files.copy(file, folder.resolve(String.valueOf(file.getFileName())));
          }
        }
      }
    }
  }

  /** Names and colours of a model's labels are no configuration of it. */
  private static boolean isLabels(Path file) {
    return String.valueOf(file.getFileName()).matches("labels\\.(ya?ml|json)");
  }

  private static boolean named(Path file, String end) {
    return String.valueOf(file.getFileName()).endsWith(end);
  }

  private static void yamls(Path folder, List<Path> found) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.{yaml,yml}")) {
      for (Path file : files) {
        if (!isLabels(file)) {
          found.add(file);
        }
      }
    } catch (IOException e) {
      throw new InputException(folder + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static void link(Path from, Path to) throws IOException {
    try {
      Files.createLink(to, from.toRealPath());
    } catch (IOException | UnsupportedOperationException e) {
      Files.copy(from, to); // another file system
    }
  }
}
