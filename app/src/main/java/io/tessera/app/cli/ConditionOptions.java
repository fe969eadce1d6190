package io.tessera.app.cli;

import io.tessera.api.Condition;
import io.tessera.api.ConditionKind;
import io.tessera.api.Engine;
import io.tessera.api.ModelInput;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.DepthFile;
import io.tessera.api.image.DepthMap;
import io.tessera.api.image.LayoutFile;
import io.tessera.api.image.OpenPose;
import io.tessera.api.image.PictureFile;
import io.tessera.api.json.ObjectsJson;
import io.tessera.assets.Assets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * What a picture is made from: one of a layout, depth, a line drawing, figures, a class, or
 * nothing.
 */
final class ConditionOptions {
  @Option(
      names = "--layout",
      paramLabel = "PNG",
      description =
          "label map in values or colours, COCO or labelme JSON, a folder of those, or a bundled one: lake, coast, alps, meadow, desert, dusk (default: lake)")
  private @Nullable Path layout;

  @Option(
      names = "--labels",
      paramLabel = "JSON",
      description =
          "what the layout's values or colours mean: {\"22\": \"Sky\", \"#9ceedd\": 0, \"255\": null}")
  private @Nullable Path labels;

  @Option(
      names = "--depth",
      paramLabel = "FILE",
      description =
          "depth, near for high: grey picture of 8 or 16 bits, TIFF, PFM, OpenEXR, NumPy array, or the original's RGBA PNG")
  private @Nullable Path depth;

  @Option(
      names = "--edges",
      paramLabel = "FILE",
      description =
          "a line drawing, dark on light or light on dark; of a photograph its lines are found")
  private @Nullable Path edges;

  @Option(
      names = "--depth-is",
      defaultValue = "nearness",
      paramLabel = "KIND",
      description =
          "what --depth or its network tells: nearness (default), far for high (farness), or distance (brought to nearness on a logarithmic scale)")
  private String depthIs = "nearness";

  @Option(
      names = "--depth-network",
      paramLabel = "FILE",
      description =
          "a TorchScript network that tells depth, such as MiDaS: then --depth is a photograph, and its depth is taken")
  private @Nullable Path depthNetwork;

  @Option(
      names = "--pose",
      paramLabel = "JSON",
      description = "figures as OpenPose, DWPose, COCO, AlphaPose and pose editors write them")
  private @Nullable Path pose;

  @Option(
      names = "--class",
      paramLabel = "N|NAME",
      description = "class, for class-conditional models: its number, or words of ImageNet's name")
  private @Nullable String classLabel;

  @Option(
      names = "--objects",
      paramLabel = "JSON",
      description =
          "objects for scene-image models: a list of {\"class\": N, \"box\": [x, y, width, height]}, shares of the picture")
  private @Nullable Path objects;

  @Option(
      names = "--unconditional",
      description = "no condition: for models that take none, or can do without theirs")
  private boolean unconditional;

  @Spec private CommandSpec spec = CommandSpec.create();

  /**
   * What was given; else what a model of this kind can do without.
   *
   * @param engine runs the network that tells depth, if one is given
   * @param size of the picture in pixels, where the user gave it
   * @throws InputException if a file is at fault
   * @throws ParameterException if there are several, one that makes no sense, or none where the
   *     model needs one
   */
  Condition condition(Engine engine, ModelInput wanted, Optional<PixelSize> size) {
    if (depthNetwork != null && depth == null) {
      throw new ParameterException(
          spec.commandLine(),
          "--depth-network tells the depth of a photograph; give it by --depth");
    }
    if (Stream.of(
                layout != null,
                depth != null,
                edges != null,
                pose != null,
                classLabel != null,
                objects != null,
                unconditional)
            .filter(given -> given)
            .count()
        > 1) {
      throw new ParameterException(
          spec.commandLine(),
          "a picture is made from one thing: give one of --layout, --depth, --edges, --pose, --class, --objects, --unconditional");
    }
    if (depth != null) {
      return new Condition.Plane(
          ConditionKind.DEPTH,
          nearness(
              depthNetwork == null
                  ? DepthFile.read(depth, this::tell)
                  : Futures.get(engine.depth(depthNetwork, PictureFile.read(depth)))));
    }
    if (edges != null) {
      return new Condition.Plane(
          ConditionKind.EDGES, ConditionKind.EDGES.plane().reader().read(edges, this::tell));
    }
    if (pose != null) {
      return figures(OpenPose.read(pose), size);
    }
    if (classLabel != null) {
      return new Condition.ClassLabel(classNumber(classLabel));
    }
    if (objects != null) {
      return new Condition.Objects(ObjectsJson.read(objects));
    }
    if (unconditional) {
      return new Condition.None();
    }
    if (layout != null) {
      return new Condition.Layout(
          sample().map(Assets::layout).orElseGet(() -> layoutFile(wanted).read(layout)));
    }
    return switch (wanted.kind()) {
      case NONE -> new Condition.None();
      case DEPTH -> throw missing("depth", "--depth FILE");
      case EDGES -> throw missing("a line drawing", "--edges FILE");
      case POSE -> throw missing("figures", "--pose JSON");
      case CLASS -> throw missing("a class", "--class N or --class NAME");
      case BOXES -> throw missing("objects with boxes", "--objects JSON");
      case LAYOUT, NOT_A_GENERATOR -> new Condition.Layout(Assets.sampleLayout());
    };
  }

  private void tell(String line) {
    spec.commandLine().getErr().println("tessera: " + line);
  }

  private LayoutFile layoutFile(ModelInput wanted) {
    return Assets.layoutFile(wanted, Optional.ofNullable(labels), this::tell);
  }

  /** The layouts of a folder that --layout names, in the order of their names; else none. */
  List<Path> layoutsOfFolder() {
    if (layout == null || !Files.isDirectory(layout)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(layout)) {
      List<Path> found =
          files
              .filter(f -> f.toString().matches("(?i).*\\.(png|jpe?g|webp|tiff?|bmp|gif|json)"))
              .filter(f -> !String.valueOf(f.getFileName()).startsWith("."))
              .sorted()
              .toList();
      if (found.isEmpty()) {
        throw new InputException(layout + " holds no layouts");
      }
      return found;
    } catch (IOException e) {
      throw new InputException(layout + " cannot be listed: " + e.getMessage(), e);
    }
  }

  /** Takes one layout of a folder as --layout. */
  void take(Path file) {
    layout = file;
  }

  /** The bundled layout that --layout names, where it names no file. */
  Optional<Assets.Sample> sample() {
    return layout != null && !Files.exists(layout)
        ? Assets.sample(layout.toString())
        : Optional.empty();
  }

  private ParameterException missing(String what, String option) {
    return new ParameterException(
        spec.commandLine(), "the model makes pictures from " + what + "; give " + option);
  }

  private DepthMap nearness(DepthMap map) {
    return switch (depthIs) {
      case "nearness" -> map;
      case "farness" -> map.inverted();
      case "distance" -> map.nearness();
      default ->
          throw new ParameterException(
              spec.commandLine(),
              "--depth-is should be nearness, farness or distance, not '" + depthIs + "'");
    };
  }

  private Condition figures(OpenPose read, Optional<PixelSize> size) {
    OpenPose file = size.map(s -> read.on(s.width(), s.height())).orElse(read);
    if (file.width() < 1 || file.height() < 1) {
      throw new InputException(pose + " does not say how large its picture is; give --size");
    }
    return new Condition.Figures(file.poses(), file.width(), file.height());
  }

  /** A number, or the one class whose name has these words. */
  private int classNumber(String text) {
    if (text.matches("\\d{1,7}")) {
      return Integer.parseInt(text);
    }
    List<String> names = Assets.imageNetClasses();
    String wanted = text.toLowerCase(Locale.ROOT).strip();
    List<Integer> exact =
        IntStream.range(0, names.size())
            .filter(
                n ->
                    Stream.of(names.get(n).split(", "))
                        .anyMatch(name -> name.toLowerCase(Locale.ROOT).equals(wanted)))
            .boxed()
            .toList();
    List<Integer> found =
        !exact.isEmpty()
            ? exact
            : IntStream.range(0, names.size())
                .filter(n -> names.get(n).toLowerCase(Locale.ROOT).contains(wanted))
                .boxed()
                .toList();
    if (found.size() == 1) {
      return found.getFirst();
    }
    throw new ParameterException(
        spec.commandLine(),
        found.isEmpty()
            ? "no class of ImageNet is called '"
                + text
                + "'; give a word of its name, or its number"
            : String.format(
                Locale.ROOT,
                "'%s' may be %s: give its number",
                text,
                String.join(
                    ", ",
                    found.stream().limit(8).map(n -> n + " (" + names.get(n) + ")").toList())));
  }
}
