package io.tessera.app.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tessera.api.ConditionKind;
import io.tessera.api.RenderState;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.OpenPose;
import io.tessera.api.image.PngBytes;
import io.tessera.api.image.Pose;
import io.tessera.api.image.RgbImage;
import io.tessera.api.json.ObjectsJson;
import io.tessera.api.json.RequestJson;
import io.tessera.app.document.Project.SavedPicture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Reads the parts of a project; one that is damaged is left out and told. */
final class ProjectReader {
  private static final long LARGEST_PART = 1L << 30;

  private final ZipFile zip;
  private final JsonNode index;
  private final Consumer<String> lost;

  /**
   * @param lost takes a line for each part that cannot be read
   */
  ProjectReader(ZipFile zip, JsonNode index, Consumer<String> lost) {
    this.zip = zip;
    this.index = index;
    this.lost = lost;
  }

  /** Reads one part. */
  private interface Reader<T> {
    T of(byte[] bytes) throws IOException;
  }

  private record Size(int width, int height) {}

  /**
   * @throws InputException if none of the layers can be read
   */
  Project read() {
    Optional<LabelMap> layout = part("layout.png", true, PngBytes::labels);
    Optional<LabelMap> mask = part("mask.png", true, PngBytes::labels);
    // Projects of the first versions have neither planes nor figures.
    Map<ConditionKind, LabelMap> planes = new EnumMap<>(ConditionKind.class);
    for (ConditionKind kind : ConditionKind.planes()) {
      part(kind.id() + ".png", false, PngBytes::labels).ifPresent(map -> planes.put(kind, map));
    }
    Optional<RgbImage> photograph = part("photograph.png", false, PngBytes::image);
    Size size =
        Stream.concat(Stream.of(layout, mask).flatMap(Optional::stream), planes.values().stream())
            .map(m -> new Size(m.width(), m.height()))
            .findFirst()
            .or(() -> photograph.map(p -> new Size(p.width(), p.height())))
            .orElseThrow(() -> new InputException("none of its layers can be read"));
    LabelMap open = LabelMap.filled(size.width, size.height, LabelMap.UNLABELLED);
    LabelMap base = fitting("layout.png", layout, size).orElse(open);
    return new Project(
        base,
        whole(planes, size),
        this.<List<Pose>>part("figures.json", false, this::poses)
            .orElseGet(() -> Beginnings.onePerson(size.width, size.height)),
        this.<List<PlacedObject>>part("objects.json", false, b -> objects(b, size))
            .orElse(List.of()),
        fitting("mask.png", mask, size)
            .orElseGet(() -> LabelMap.filled(size.width, size.height, 0)),
        photograph.filter(p -> fits("photograph.png", p.width(), p.height(), size)).orElse(null),
        index.path("palette").asText("landscape"),
        settings(),
        pictures(),
        index.path("shown").asLong());
  }

  private <T> Optional<T> part(String name, boolean always, Reader<T> reader) {
    if (zip.getEntry(name) == null && !always) {
      return Optional.empty();
    }
    try {
      return Optional.of(reader.of(part(zip, name)));
    } catch (IOException | RuntimeException e) {
      lost.accept(name + " (" + e.getMessage() + ")");
      return Optional.empty();
    }
  }

  private Optional<LabelMap> fitting(String name, Optional<LabelMap> map, Size size) {
    return map.filter(m -> fits(name, m.width(), m.height(), size));
  }

  private Map<ConditionKind, LabelMap> whole(Map<ConditionKind, LabelMap> planes, Size size) {
    Map<ConditionKind, LabelMap> all = new EnumMap<>(ConditionKind.class);
    for (ConditionKind kind : ConditionKind.planes()) {
      all.put(
          kind,
          fitting(kind.id() + ".png", Optional.ofNullable(planes.get(kind)), size)
              .orElseGet(() -> Beginnings.plane(kind, size.width, size.height)));
    }
    return all;
  }

  private boolean fits(String name, int width, int height, Size size) {
    boolean fits = width == size.width && height == size.height;
    if (!fits) {
      lost.accept(name + " (it has another size)");
    }
    return fits;
  }

  private List<Pose> poses(byte[] json) throws IOException {
    return OpenPose.of(new JsonMapper().readTree(json), "its figures.json").poses();
  }

  private static List<PlacedObject> objects(byte[] json, Size size) throws IOException {
    return ObjectsJson.read(new JsonMapper().readTree(json), "its objects.json").stream()
        .map(o -> PlacedObject.of(o, size.width, size.height))
        .toList();
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    index
        .path("settings")
        .properties()
        .forEach(e -> settings.put(e.getKey(), e.getValue().asText()));
    return settings;
  }

  private List<SavedPicture> pictures() {
    List<SavedPicture> pictures = new ArrayList<>();
    for (JsonNode entry : index.path("pictures")) {
      String name = "pictures/" + entry.path("number").asLong();
      part(name + ".json", true, json -> picture(entry, name, json)).ifPresent(pictures::add);
    }
    return pictures;
  }

  private SavedPicture picture(JsonNode entry, String name, byte[] json) throws IOException {
    String text = new String(json, StandardCharsets.UTF_8);
    RenderState state = entry.path("tokens").asBoolean() ? RequestJson.readState(text) : null;
    return new SavedPicture(
        entry.path("number").asLong(),
        state != null ? state.request() : RequestJson.read(text),
        state,
        PngBytes.image(part(zip, name + ".png")),
        entry.path("bits").asDouble(Double.NaN),
        entry.path("favourite").asBoolean());
  }

  /**
   * The bytes of a part.
   *
   * @throws InputException if it is missing or too large
   */
  static byte[] part(ZipFile zip, String name) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new InputException("it is missing");
    }
    if (entry.getSize() > LARGEST_PART) {
      throw new InputException("it is too large");
    }
    try (var in = Objects.requireNonNull(zip.getInputStream(entry))) {
      return in.readNBytes((int) LARGEST_PART);
    }
  }
}
