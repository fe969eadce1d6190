package io.tessera.app.cli;

import io.tessera.assets.Assets;
import io.tessera.engine.fault.InputException;
import io.tessera.engine.image.DepthFile;
import io.tessera.engine.image.DepthMap;
import io.tessera.engine.image.LabelMap;
import io.tessera.engine.image.OpenPose;
import io.tessera.engine.image.PngFile;
import io.tessera.engine.model.Condition;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What a picture is made from: one of a layout, depth, figures, a class, or nothing. */
final class ConditionOptions {
  @Option(
      names = "--layout",
      paramLabel = "PNG",
      description = "label map (default: a bundled one)")
  private @Nullable Path layout;

  @Option(
      names = "--depth",
      paramLabel = "FILE",
      description =
          "depth, near for high: grey PNG of 8 or 16 bits, TIFF, NumPy array, or the original's RGBA PNG")
  private @Nullable Path depth;

  @Option(
      names = "--depth-is",
      defaultValue = "nearness",
      paramLabel = "KIND",
      description =
          "nearness (default), far for high (farness), or distance (brought to nearness on a logarithmic scale)")
  private String depthIs = "nearness";

  @Option(
      names = "--pose",
      paramLabel = "JSON",
      description = "figures in OpenPose's format, 18 or 25 keypoints each")
  private @Nullable Path pose;

  @Option(
      names = "--class",
      paramLabel = "N|NAME",
      description = "class, for class-conditional models: its number, or words of ImageNet's name")
  private @Nullable String classLabel;

  @Option(names = "--unconditional", description = "no condition, for models that take none")
  private boolean unconditional;

  @Spec private CommandSpec spec = CommandSpec.create();

  /**
   * @throws InputException if a file is at fault
   * @throws ParameterException if there are several, or one that makes no sense
   */
  Condition condition() {
    if (Stream.of(layout != null, depth != null, pose != null, classLabel != null, unconditional)
            .filter(given -> given)
            .count()
        > 1) {
      throw new ParameterException(
          spec.commandLine(),
          "a picture is made from one thing: give one of --layout, --depth, --pose, --class, --unconditional");
    }
    if (depth != null) {
      return new Condition.Depth(depthMap(depth));
    }
    if (pose != null) {
      return figures(OpenPose.read(pose));
    }
    if (classLabel != null) {
      return new Condition.ClassLabel(classNumber(classLabel));
    }
    if (unconditional) {
      return new Condition.None();
    }
    LabelMap map =
        layout != null
            ? PngFile.readLabels(layout, Assets.landscapePalette())
            : Assets.sampleLayout();
    return new Condition.Layout(map);
  }

  private DepthMap depthMap(Path file) {
    DepthMap map = DepthFile.read(file);
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

  private Condition figures(OpenPose file) {
    if (file.width() < 1 || file.height() < 1) {
      throw new InputException(
          pose
              + " does not say how large its picture is; add canvas_width and canvas_height to it");
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
            : "'%s' may be %s: give its number"
                .formatted(
                    text,
                    String.join(
                        ", ",
                        found.stream().limit(8).map(n -> n + " (" + names.get(n) + ")").toList())));
  }
}
