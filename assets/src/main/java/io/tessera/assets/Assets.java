package io.tessera.assets;

import io.tessera.api.ModelInput;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.LabelTable;
import io.tessera.api.image.LayoutFile;
import io.tessera.api.image.Palette;
import io.tessera.api.image.PngFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Access to what is shipped. */
public final class Assets {
  /** The bundled model that is used where none is named. */
  public static final String DEMO = "demo";

  private static final List<String> SEGMENTER_FILES =
      List.of("segmenter.yaml", "segmenter.safetensors");

  private static final String FEATURES = "efficientnet-lite0.safetensors";

  private static final List<String> CHECK_FILES =
      List.of("model.yaml", "last.ckpt", "x.npy", "z.npy", "ids.npy", "logits.npy");

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
   * Colours that label maps of data sets and other programs have: ADE20K's, Cityscapes', GauGAN's,
   * and those of the bundled palettes.
   */
  public static List<Palette> colourTables() {
    return Stream.concat(
            Stream.of("ade20k", "cityscapes", "gaugan")
                .map(
                    id ->
                        Palette.parse(
                            id + ".json",
                            new String(bytes("tables/" + id + ".json"), StandardCharsets.UTF_8))),
            PALETTES.stream().map(Assets::palette))
        .toList();
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

  /**
   * Reads layouts for a model.
   *
   * @param mapping file that says what values and colours mean, where the user gives one
   * @param notices takes a line where something was assumed
   */
  public static LayoutFile layoutFile(
      ModelInput input, Optional<Path> mapping, Consumer<String> notices) {
    Palette palette =
        input.labels().isEmpty()
            ? paletteFor(input.choices())
                .map(Assets::palette)
                .orElseGet(() -> new Palette("the model's labels", List.of()))
            : new Palette("the model's labels", input.labels());
    return new LayoutFile(
        palette, colourTables(), mapping.map(file -> LabelTable.read(file, palette)), notices);
  }

  /** Names of ImageNet's 1000 classes, each with its synonyms after commas, by number. */
  public static List<String> imageNetClasses() {
    return new String(bytes("classes/imagenet.txt"), StandardCharsets.UTF_8).lines().toList();
  }

  /**
   * A bundled layout.
   *
   * @param id its name
   * @param mood that suits it
   */
  public record Sample(String id, String mood) {}

  /** The bundled layouts; the first is opened where none is given. */
  public static final List<Sample> SAMPLES =
      List.of(
          new Sample("lake", "day"),
          new Sample("coast", "day"),
          new Sample("alps", "day"),
          new Sample("meadow", "day"),
          new Sample("desert", "golden"),
          new Sample("dusk", "dusk"));

  /** The bundled layout of this name, where there is one. */
  public static Optional<Sample> sample(String id) {
    return SAMPLES.stream().filter(s -> s.id().equals(id)).findFirst();
  }

  /** The layout that is opened where none is given, 1280 × 832. */
  public static LabelMap sampleLayout() {
    return layout(SAMPLES.getFirst());
  }

  /** A bundled layout in the demo's materials, 1280 × 832. */
  public static LabelMap layout(Sample sample) {
    try {
      Path file = Files.createTempFile("tessera-layout", ".png");
      try {
        Files.write(file, bytes("layouts/" + sample.id() + ".png"));
        return PngFile.readLabels(file);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Puts the bundled models where files can be mapped from; the folder is one of a model library's.
   *
   * @param cache folder for such things, made where it does not exist
   */
  public static Path unpackModels(Path cache) {
    Map<String, String> files = new TreeMap<>();
    for (String model : MODELS) {
      MODEL_FILES.forEach(f -> files.put(model + "/" + f, "models/" + model + "/" + f));
      files.put(model + "/" + FIRST_STAGE, "models/shared/" + FIRST_STAGE);
    }
    return new Unpacked(cache, "models", files).folder();
  }

  /** The same for the segmenter that evaluations read pictures with; its own folder. */
  public static Path unpackSegmenter(Path cache) {
    return unpack(cache, "segmenter", "evaluation/segmenter/", SEGMENTER_FILES);
  }

  /** The same for the segmenter that reads labels off photographs; its own folder. */
  public static Path unpackPhotographSegmenter(Path cache) {
    return unpack(
        cache, "segmenter-photographs", "evaluation/segmenter-photographs/", SEGMENTER_FILES);
  }

  /** The same for the pretrained features' weights; the file. */
  public static Path unpackFeatures(Path cache) {
    return unpack(cache, "features", "features/", List.of(FEATURES)).resolve(FEATURES);
  }

  /** The same for a model with numbers that the original code made with it. */
  public static Path unpackCheck(Path cache) {
    return unpack(cache, "check", "check/", CHECK_FILES);
  }

  private static Path unpack(Path cache, String name, String resources, List<String> names) {
    Map<String, String> files = new TreeMap<>();
    names.forEach(f -> files.put(f, resources + f));
    return new Unpacked(cache, name, files).folder();
  }

  private static byte[] bytes(String resource) {
    try (InputStream in = Assets.class.getResourceAsStream(resource)) {
      return java.util.Objects.requireNonNull(in, resource).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
