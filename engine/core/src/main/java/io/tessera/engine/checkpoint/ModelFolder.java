package io.tessera.engine.checkpoint;

import static java.util.stream.Collectors.joining;

import io.tessera.api.fault.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * One model on disk: its configuration and its weight files. Either one YAML and the weights side
 * by side, or the original's log folder ({@code configs/*-project.yaml}, {@code
 * checkpoints/last.ckpt}).
 *
 * @param configs YAML files, later ones laid over earlier ones
 * @param weights one file, or several that complete one another
 */
public record ModelFolder(String name, Path folder, List<Path> configs, List<Path> weights) {
  /** Name of the file, without its ending, that tells names and colours of a layout's labels. */
  public static final String LABELS = "labels";

  private static final List<String> WEIGHTS =
      List.of(".safetensors", ".ckpt", ".pt", ".pth", ".bin");

  /**
   * Finds the model at a path: a folder, or a weight file beside its YAML.
   *
   * @throws InputException if there is none, saying what is missing
   */
  public static ModelFolder at(Path path) {
    if (Files.isRegularFile(path)) {
      Path parent = java.util.Objects.requireNonNull(path.toAbsolutePath().getParent());
      List<Path> configs = configs(parent, path);
      if (configs.isEmpty()) {
        throw new InputException(
            path + " has no YAML configuration beside it; put the model's .yaml into " + parent);
      }
      return new ModelFolder(baseName(path), parent, configs, List.of(path));
    }
    if (!Files.isDirectory(path)) {
      throw new InputException("there is no model at " + path);
    }
    List<Path> configs = configs(path, path);
    List<Path> weights = files(path, WEIGHTS);
    if (weights.isEmpty()) {
      weights = files(path.resolve("checkpoints"), WEIGHTS);
    }
    weights = RunCheckpoints.newest(weights);
    if (configs.isEmpty() || weights.isEmpty()) {
      throw new InputException(
          path
              + " is no model folder: it has "
              + (configs.isEmpty()
                  ? "no configuration (.yaml, or config.json of Diffusers)"
                  : "no weights (.safetensors, .ckpt, .pt, .bin)"));
    }
    return new ModelFolder(
        String.valueOf(path.toAbsolutePath().normalize().getFileName()), path, configs, weights);
  }

  /** Whether a folder looks like a model at all. */
  static boolean isModel(Path folder) {
    return !configs(folder, folder).isEmpty()
        && (!files(folder, WEIGHTS).isEmpty()
            || !files(folder.resolve("checkpoints"), WEIGHTS).isEmpty());
  }

  /** A further file of the model's folder, where there is one of that name. */
  public Optional<Path> file(String name) {
    return Optional.of(folder.resolve(name)).filter(Files::isRegularFile);
  }

  /** The configuration, merged. */
  public ConfigNode config() {
    return Yaml.read(configs);
  }

  /** Where the model brings names and colours of its labels: labels.yaml or labels.json. */
  public Optional<Path> labels() {
    return files(folder, List.of(".yaml", ".yml", ".json")).stream()
        .filter(f -> baseName(f).equals(LABELS))
        .findFirst();
  }

  private static List<Path> configs(Path folder, Path weights) {
    // The original writes a pair: -project.yaml describes the model, -lightning.yaml how it was
    // run.
    List<Path> here =
        files(folder, List.of(".yaml", ".yml")).stream()
            .filter(f -> !baseName(f).endsWith("lightning") && !baseName(f).equals(LABELS))
            .toList();
    if (here.size() > 1) {
      String base = baseName(weights);
      for (Predicate<Path> that :
          List.<Predicate<Path>>of(
              f -> baseName(f).equals(base),
              f -> baseName(f).equals("model"),
              f -> baseName(f).endsWith("project"))) {
        List<Path> one = here.stream().filter(that).toList();
        if (one.size() == 1) {
          return one;
        }
      }
      throw new InputException(
          String.format(
              Locale.ROOT,
              "%s has several .yaml files (%s); keep the one that describes the model, or name it model.yaml",
              folder,
              here.stream().map(f -> String.valueOf(f.getFileName())).collect(joining(", "))));
    }
    if (!here.isEmpty()) {
      return here;
    }
    if (Files.isRegularFile(folder.resolve("config.json"))) {
      return List.of(folder.resolve("config.json"));
    }
    Path up =
        folder.endsWith("checkpoints") && folder.getParent() != null ? folder.getParent() : folder;
    List<Path> logs = files(up.resolve("configs"), List.of(".yaml"));
    List<Path> project = logs.stream().filter(f -> baseName(f).endsWith("project")).toList();
    return project.isEmpty() ? logs : project;
  }

  private static String baseName(Path file) {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  private static List<Path> files(Path folder, List<String> endings) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> list = Files.list(folder)) {
      return list.filter(Files::isRegularFile)
          .filter(
              f ->
                  endings.stream().anyMatch(e -> f.toString().toLowerCase(Locale.ROOT).endsWith(e)))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new InputException(folder + " cannot be listed: " + e.getMessage(), e);
    }
  }
}
