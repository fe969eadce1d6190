package io.tessera.assets;

import io.tessera.engine.fault.AtomicFile;
import io.tessera.engine.image.LabelMap;
import io.tessera.engine.image.Palette;
import io.tessera.engine.image.PngFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Access to what is shipped. */
public final class Assets {
  /** The bundled model that is used where none is named. */
  public static final String DEMO = "demo";

  private static final List<String> SEGMENTER_FILES =
      List.of("segmenter.yaml", "segmenter.safetensors");

  /** The bundled models; all of them decode with one first stage. */
  private static final List<String> MODELS = List.of(DEMO, DEMO + "-depth", DEMO + "-pose");

  private static final String FIRST_STAGE = "first_stage_model.safetensors";

  private static final List<String> MODEL_FILES =
      List.of(
          "model.yaml",
          "cond_stage_model.safetensors",
          "transformer.safetensors",
          "codebook-usage.csv",
          "MODEL_CARD.md");

  private Assets() {}

  /** The materials of the demo model. */
  public static Palette landscapePalette() {
    return palette("landscape");
  }

  /** Ids of the bundled palettes: that of the demo, and the label lists of the public models. */
  public static final List<String> PALETTES =
      List.of("landscape", "ade20k", "coco-stuff", "s-flckr");

  /**
   * A bundled palette.
   *
   * @param id one of {@link #PALETTES}
   */
  public static Palette palette(String id) {
    if (!PALETTES.contains(id)) {
      throw new IllegalArgumentException("no palette " + id);
    }
    return Palette.parse(
        id + ".json", new String(bytes("palettes/" + id + ".json"), StandardCharsets.UTF_8));
  }

  /**
   * The palette whose labels a model knows, told by their number: 13 of the demo (12 materials and
   * "anything"), 151 of ADE20K, 182 of S-FLCKR, 183 of COCO-Stuff.
   */
  public static Optional<String> paletteFor(int labels) {
    return switch (labels) {
      case 13 -> Optional.of("landscape");
      case 151 -> Optional.of("ade20k");
      case 182 -> Optional.of("s-flckr");
      case 183 -> Optional.of("coco-stuff");
      default -> Optional.empty();
    };
  }

  /** Names of ImageNet's 1000 classes, each with its synonyms after commas, by number. */
  public static List<String> imageNetClasses() {
    return new String(bytes("classes/imagenet.txt"), StandardCharsets.UTF_8).lines().toList();
  }

  /** The layout that is opened where none is given, 1280 × 832. */
  public static LabelMap sampleLayout() {
    try {
      Path file = Files.createTempFile("tessera-layout", ".png");
      try {
        Files.write(file, bytes("layouts/lake.png"));
        return PngFile.readLabels(file, landscapePalette());
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Puts the bundled models where files can be mapped from, once per version; the folder is one of
   * a model library's.
   *
   * @param cache folder for such things, made where it does not exist
   */
  public static Path unpackModels(Path cache) {
    Path models = cache.resolve("bundled-models");
    for (String model : MODELS) {
      Path folder = models.resolve(model);
      unpack("models/" + model, MODEL_FILES, folder);
      unpack("models/shared", List.of(FIRST_STAGE), folder);
      tidy(folder);
    }
    return models;
  }

  /** Removes what an earlier version has left: two configurations in a folder would be a riddle. */
  private static void tidy(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        String name = String.valueOf(file.getFileName());
        if (!MODEL_FILES.contains(name) && !name.equals(FIRST_STAGE)) {
          Files.delete(file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " cannot be tidied", e);
    }
  }

  /** The same for the segmenter that evaluations read pictures with; its own folder. */
  public static Path unpackSegmenter(Path cache) {
    Path folder = cache.resolve("bundled-segmenter");
    unpack("evaluation/segmenter", SEGMENTER_FILES, folder);
    return folder;
  }

  private static void unpack(String resources, List<String> names, Path folder) {
    try {
      Files.createDirectories(folder);
      for (String name : names) {
        unpack(resources + "/" + name, folder.resolve(name));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " cannot be written", e);
    }
  }

  private static void unpack(String resource, Path file) throws IOException {
    URLConnection connection =
        java.util.Objects.requireNonNull(Assets.class.getResource(resource), resource)
            .openConnection();
    long length = connection.getContentLengthLong();
    long modified = connection.getLastModified() / 1000;
    try (InputStream in = connection.getInputStream()) {
      if (Files.exists(file)
          && Files.size(file) == length
          && Files.getLastModifiedTime(file).toMillis() / 1000 == modified) {
        return;
      }
      AtomicFile.write(
          file,
          partial -> {
            Files.copy(in, partial);
            Files.setLastModifiedTime(partial, FileTime.fromMillis(modified * 1000));
          });
    }
  }

  private static byte[] bytes(String resource) {
    try (InputStream in = Assets.class.getResourceAsStream(resource)) {
      return java.util.Objects.requireNonNull(in, resource).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
