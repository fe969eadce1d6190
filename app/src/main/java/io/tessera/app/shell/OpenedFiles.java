package io.tessera.app.shell;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tessera.api.ConditionKind;
import io.tessera.api.RenderRequest;
import io.tessera.api.RenderState;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.DepthFile;
import io.tessera.api.image.DepthMap;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.LayoutFile;
import io.tessera.api.image.OpenPose;
import io.tessera.api.image.Palette;
import io.tessera.api.image.PictureFile;
import io.tessera.api.image.PngFile;
import io.tessera.api.image.RgbImage;
import io.tessera.api.json.RequestJson;
import io.tessera.app.document.Project;
import io.tessera.app.document.ProjectFile;
import io.tessera.app.palette.LabelImport;
import io.tessera.app.settings.ModelImport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds out what a file is. Off the FX thread. */
final class OpenedFiles {
  /** COCO-Stuff, the longest list of labels, has 183, of which no picture shows half. */
  private static final int MOST_LABELS = 96;

  /** What a file turned out to be. */
  sealed interface Opened {}

  record AProject(Project project, List<String> lost) implements Opened {}

  /** A picture made by Tessera. */
  record APicture(RenderRequest request, @Nullable RenderState state, RgbImage image)
      implements Opened {}

  record ALayout(LabelMap map) implements Opened {}

  /** A label map with values that the palette does not have. */
  record AForeignLayout(LabelImport file) implements Opened {}

  /** Weights of a model. */
  record AModel(Path weights) implements Opened {}

  record APalette(Path file) implements Opened {}

  record APlane(ConditionKind kind, DepthMap map) implements Opened {}

  record Figures(OpenPose file) implements Opened {}

  record APhotograph(RgbImage image) implements Opened {}

  /**
   * @param wanted what the chosen model takes: tells whether a grey picture is depth or a layout
   * @throws InputException if it is nothing that can be opened
   */
  Opened open(Path file, Palette palette, ConditionKind wanted) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    if (name.endsWith(ProjectFile.ENDING)) {
      List<String> lost = new ArrayList<>();
      return new AProject(ProjectFile.read(file, lost::add), lost);
    }
    if (ModelImport.isWeights(file)) {
      return new AModel(file);
    }
    if (name.endsWith(".yaml") || name.endsWith(".yml")) {
      return new APalette(file);
    }
    if (name.endsWith(".json")) {
      return isPalette(file) ? new APalette(file) : new Figures(OpenPose.read(file));
    }
    if (DepthFile.isDepthByName(file) && !isColouredTiff(file, name)) {
      return new APlane(ConditionKind.DEPTH, DepthFile.read(file));
    }
    Map<String, String> texts = texts(file);
    String request = texts.get(RequestJson.PNG_KEYWORD);
    if (request != null) {
      String state = texts.get(RequestJson.PNG_STATE);
      return new APicture(
          RequestJson.read(request),
          state == null || state.isEmpty() ? null : RequestJson.readState(state),
          PictureFile.read(file));
    }
    PngFile.Content content = PngFile.readContent(file);
    if (content instanceof PngFile.Content.Deep deep) {
      return new APlane(ConditionKind.DEPTH, deep.map());
    }
    if (wanted == ConditionKind.DEPTH && content instanceof PngFile.Content.Values) {
      return new APlane(ConditionKind.DEPTH, DepthFile.read(file));
    }
    if (wanted.form() == ConditionKind.Form.PLANE
        && wanted.plane().recognises().test(PictureFile.read(file))) {
      return new APlane(wanted, wanted.plane().reader().read(file, told -> {}));
    }
    if (content instanceof PngFile.Content.Colors c) {
      Optional<LabelMap> layout =
          LayoutFile.byColour(c.image(), palette, List.of(), name, told -> {});
      if (layout.isPresent()) {
        return new ALayout(layout.get());
      }
    }
    if (content instanceof PngFile.Content.Values v && looksLikePhotograph(v.map())) {
      return new APhotograph(PictureFile.read(file));
    }
    // The blur of JPEG makes many colours of a map's few.
    Optional<LabelImport> labels =
        name.endsWith(".jpg") || name.endsWith(".jpeg")
            ? Optional.empty()
            : LabelImport.of(String.valueOf(file.getFileName()), content);
    if (labels.isEmpty()) {
      return new APhotograph(
          content instanceof PngFile.Content.Colors c ? c.image() : PictureFile.read(file));
    }
    LabelImport map = labels.get();
    return map.unknown(palette).isEmpty()
        ? new ALayout(map.map(map.exactly(palette)))
        : new AForeignLayout(map);
  }

  /** A picture in a format that depth comes in too. */
  private static boolean isColouredTiff(Path file, String name) {
    return (name.endsWith(".tif") || name.endsWith(".tiff"))
        && PngFile.readContent(file) instanceof PngFile.Content.Colors;
  }

  /** A map of labels has some values in large areas; a grey photograph most of them everywhere. */
  private static boolean looksLikePhotograph(LabelMap map) {
    return Arrays.stream(map.histogram()).filter(n -> n > 0).count() > MOST_LABELS;
  }

  private static boolean isPalette(Path file) {
    try {
      JsonNode n = new JsonMapper().readTree(file.toFile());
      return n.has("materials") || n.has("labels") || n.path(0).isTextual();
    } catch (IOException e) {
      return false; // whoever reads it next says what is wrong
    }
  }

  private static Map<String, String> texts(Path file) {
    try {
      return PngFile.texts(file);
    } catch (InputException e) {
      return Map.of(); // no PNG; reading it as a picture says what is wrong, if anything
    }
  }
}
