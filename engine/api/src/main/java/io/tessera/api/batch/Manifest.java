package io.tessera.api.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tessera.api.Completion;
import io.tessera.api.Condition;
import io.tessera.api.ConditionKind;
import io.tessera.api.ModelInput;
import io.tessera.api.Models;
import io.tessera.api.RenderRequest;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.LayoutFile;
import io.tessera.api.image.MaskFile;
import io.tessera.api.image.OpenPose;
import io.tessera.api.image.PictureFile;
import io.tessera.api.image.RgbImage;
import io.tessera.api.json.ObjectsJson;
import io.tessera.api.json.ShortRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Lines of JSON, one for each picture: a request as {@link ShortRequest} reads it, whose condition
 * may be a file beside the manifest ({@code layout}, {@code depth}, {@code edges}, {@code pose},
 * {@code objects}), or {@code class}; {@code image} and {@code mask} complete a picture; {@code
 * "do": "encode"} asks for the tokens of {@code image}.
 */
public final class Manifest {
  private static final List<String> KEYS =
      keys(
          "do",
          "model",
          "layout",
          "pose",
          "class",
          "objects",
          "condition",
          "image",
          "mask",
          "sweeps",
          "mood",
          "style",
          "tags",
          "width",
          "height",
          "seed",
          "temperature",
          "top_k",
          "top_p",
          "greedy",
          "guidance",
          "texture",
          "schedule",
          "previews",
          "version");

  private static List<String> keys(String... others) {
    return Stream.concat(Stream.of(others), ConditionKind.planes().stream().map(ConditionKind::id))
        .toList();
  }

  private final Path folder;
  private final Models models;
  private final Function<ModelInput, LayoutFile> layouts;
  private final Map<String, ModelInput> inputs = new ConcurrentHashMap<>();

  /**
   * @param folder that paths are relative to
   * @param layouts reads the layouts of a model
   */
  public Manifest(Path folder, Models models, Function<ModelInput, LayoutFile> layouts) {
    this.folder = folder;
    this.models = models;
    this.layouts = layouts;
  }

  /**
   * What a line asks for, with the files that it names.
   *
   * @throws InputException if the line or a file is at fault
   */
  public BatchItem item(String line) {
    ObjectNode n = object(line);
    n.properties().stream()
        .map(Map.Entry::getKey)
        .filter(key -> !KEYS.contains(key))
        .findFirst()
        .ifPresent(
            key -> {
              throw new InputException(
                  "'" + key + "' is no part of a request; those are " + String.join(", ", KEYS));
            });
    String model = n.path("model").asText("demo");
    n.put("model", model);
    String what = n.path("do").asText("render");
    n.remove("do");
    return switch (what) {
      case "render" -> picture(n, model);
      case "encode" -> new BatchItem.Encoding(model, PictureFile.read(file(n, "image")));
      default -> throw new InputException("\"do\" should be render or encode, not '" + what + "'");
    };
  }

  private BatchItem picture(ObjectNode n, String model) {
    ModelInput input = inputs.computeIfAbsent(model, models::input);
    words(n);
    if (!n.has("image")) {
      return new BatchItem.Picture(ShortRequest.read(n, condition(n, input), input));
    }
    RgbImage image = PictureFile.read(file(n, "image"));
    Completion completion =
        new Completion(image, MaskFile.read(file(n, "mask")), n.path("sweeps").asInt(0))
            .padded(input.cell());
    n.remove(List.of("image", "mask", "sweeps"));
    n.put("width", completion.source().width()).put("height", completion.source().height());
    Optional<Condition> condition = condition(n, input);
    if (condition.isEmpty() && !n.has("condition")) {
      condition = Optional.of(new Condition.None());
    }
    RenderRequest request = ShortRequest.read(n, condition, input);
    return new BatchItem.Hole(request, completion, image.width(), image.height());
  }

  /** {@code mood} and {@code style} may stand by themselves. */
  private static void words(ObjectNode n) {
    Map<String, String> words = new TreeMap<>();
    for (String word : List.of("mood", "style")) {
      if (n.has(word)) {
        words.put(word, n.remove(word).asText());
      }
    }
    words.forEach(n.withObjectProperty("tags")::put);
  }

  /** The condition that a key names; nothing where {@code condition} stands in full. */
  private Optional<Condition> condition(ObjectNode n, ModelInput input) {
    if (n.has("layout")) {
      return Optional.of(new Condition.Layout(layouts.apply(input).read(file(n, "layout"))));
    }
    for (ConditionKind kind : ConditionKind.planes()) {
      if (n.has(kind.id())) {
        return Optional.of(
            new Condition.Plane(kind, kind.plane().reader().read(file(n, kind.id()), told -> {})));
      }
    }
    if (n.has("pose")) {
      OpenPose pose =
          OpenPose.read(file(n, "pose")).on(n.path("width").asInt(0), n.path("height").asInt(0));
      if (pose.width() < 1 || pose.height() < 1) {
        throw new InputException(
            "the poses' file does not say how large its picture is; give width and height");
      }
      return Optional.of(new Condition.Figures(pose.poses(), pose.width(), pose.height()));
    }
    if (n.has("objects")) {
      return Optional.of(new Condition.Objects(ObjectsJson.read(file(n, "objects"))));
    }
    if (n.has("class")) {
      return Optional.of(new Condition.ClassLabel(n.remove("class").asInt(-1)));
    }
    return Optional.empty();
  }

  private Path file(ObjectNode n, String key) {
    JsonNode name = n.remove(key);
    if (name == null || !name.isTextual() || name.asText().isBlank()) {
      throw new InputException("'" + key + "' should name a file");
    }
    return folder.resolve(name.asText());
  }

  private static ObjectNode object(String line) {
    try {
      if (new JsonMapper().readTree(line) instanceof ObjectNode n) {
        return n;
      }
      throw new InputException("a line should be a JSON object");
    } catch (JsonProcessingException e) {
      throw new InputException("no JSON: " + e.getOriginalMessage(), e);
    }
  }
}
