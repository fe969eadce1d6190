package io.tessera.app.document;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tessera.api.ConditionKind;
import io.tessera.api.SceneObject;
import io.tessera.api.fault.AtomicFile;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.OpenPose;
import io.tessera.api.image.PngBytes;
import io.tessera.api.json.ObjectsJson;
import io.tessera.api.json.RequestJson;
import io.tessera.app.document.Project.SavedPicture;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** Reads and writes {@code .tessera} files; see docs/project-format.md. Off the FX thread. */
public final class ProjectFile {
  /** Ending of the files' names. */
  public static final String ENDING = ".tessera";

  private static final int VERSION = 1;
  private static final String INDEX = "project.json";

  /** More than any picture that the program can make takes. */
  private ProjectFile() {}

  /**
   * Writes the file as a whole or not at all.
   *
   * @throws InputException if it cannot be written
   */
  public static void write(Project p, Path file) {
    try {
      AtomicFile.write(
          file,
          partial -> {
            try (OutputStream out = Files.newOutputStream(partial);
                ZipOutputStream zip = new ZipOutputStream(out)) {
              write(p, zip);
            }
          });
    } catch (IOException e) {
      throw new InputException(file + " cannot be written: " + e.getMessage(), e);
    }
  }

  private static void write(Project p, ZipOutputStream zip) throws IOException {
    zip.setLevel(1); // the pictures are compressed already
    ObjectNode index = new JsonMapper().createObjectNode();
    index.put("format", "tessera").put("version", VERSION).put("palette", p.palette());
    index.put("width", p.layout().width()).put("height", p.layout().height());
    ObjectNode settings = index.putObject("settings");
    new TreeMap<>(p.settings()).forEach(settings::put);
    index.put("shown", p.shown());
    var pictures = index.putArray("pictures");
    put(zip, "layout.png", PngBytes.of(p.layout()));
    put(zip, "mask.png", PngBytes.of(p.mask()));
    for (Map.Entry<ConditionKind, LabelMap> plane : new TreeMap<>(p.planes()).entrySet()) {
      put(zip, plane.getKey().id() + ".png", PngBytes.of(plane.getValue()));
    }
    put(
        zip,
        "figures.json",
        new OpenPose(p.figures(), p.layout().width(), p.layout().height())
            .toJson()
            .toString()
            .getBytes(StandardCharsets.UTF_8));
    put(zip, "objects.json", objects(p).getBytes(StandardCharsets.UTF_8));
    if (p.photograph() != null) {
      put(zip, "photograph.png", PngBytes.of(p.photograph()));
    }
    for (SavedPicture s : p.pictures()) {
      String name = "pictures/" + s.number();
      put(zip, name + ".png", PngBytes.of(s.image()));
      put(
          zip,
          name + ".json",
          (s.state() != null ? RequestJson.write(s.state()) : RequestJson.write(s.request()))
              .getBytes(StandardCharsets.UTF_8));
      ObjectNode entry = pictures.addObject();
      entry.put("number", s.number()).put("favourite", s.favourite());
      entry.put("tokens", s.state() != null);
      if (Double.isFinite(s.bits())) {
        entry.put("bits", s.bits());
      }
    }
    put(zip, INDEX, index.toPrettyString().getBytes(StandardCharsets.UTF_8));
  }

  private static String objects(Project p) {
    return ObjectsJson.write(
            p.objects().stream()
                .map(o -> o.within(p.layout().width(), p.layout().height()))
                .filter(SceneObject::isVisible)
                .toList())
        .toString();
  }

  private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(content);
    zip.closeEntry();
  }

  /**
   * @throws InputException if the file is no project that this version reads, or is damaged
   */
  public static Project read(Path file) {
    return read(file, lost -> {});
  }

  /**
   * Reads what can be read: a damaged part is lost, not the project.
   *
   * @param lost takes a line for each part that was damaged
   * @throws InputException if the file is no project that this version reads, or nothing in it can
   *     be read
   */
  public static Project read(Path file, Consumer<String> lost) {
    if (!Files.isRegularFile(file)) {
      throw new InputException("there is no file " + file);
    }
    try (ZipFile zip = new ZipFile(file.toFile())) {
      JsonNode index = new JsonMapper().readTree(ProjectReader.part(zip, INDEX));
      if (!index.path("format").asText().equals("tessera")) {
        throw new InputException(file + " is no Tessera project");
      }
      if (index.path("version").asInt() != VERSION) {
        throw new InputException(
            file
                + " was written by another version of Tessera (format "
                + index.path("version").asText("?")
                + "); this one reads format "
                + VERSION);
      }
      return new ProjectReader(zip, index, lost).read();
    } catch (ZipException e) {
      throw new InputException(
          file + " is no Tessera project, or is damaged: " + e.getMessage(), e);
    } catch (JsonProcessingException e) {
      throw new InputException(file + " is damaged: " + e.getOriginalMessage(), e);
    } catch (IOException | RuntimeException e) {
      throw e instanceof InputException told
          ? new InputException(file.getFileName() + ": " + told.getMessage(), told)
          : new InputException(file + " is damaged: " + e.getMessage(), e);
    }
  }
}
