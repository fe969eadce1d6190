package io.tessera.app.export;

import io.tessera.engine.fault.InputException;
import io.tessera.engine.image.LabelMap;
import io.tessera.engine.image.Palette;
import io.tessera.engine.image.PngFile;
import io.tessera.engine.image.RgbImage;
import io.tessera.engine.model.Condition;
import io.tessera.engine.render.RenderRequest;
import io.tessera.engine.render.RequestJson;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads and writes the studio's files; called off the FX thread. */
public final class DocumentFiles {
  private final Palette palette;

  public DocumentFiles(Palette palette) {
    this.palette = palette;
  }

  /**
   * What a file holds: a layout, and for a picture made by Tessera the request and the picture too.
   */
  public record Opened(
      LabelMap layout, @Nullable RenderRequest request, @Nullable RgbImage picture) {}

  /**
   * Opens a layout, or a picture with its request inside.
   *
   * @throws InputException if the file is neither, or has labels that the palette does not know
   */
  public Opened open(Path file) {
    String request = texts(file).get(RequestJson.PNG_KEYWORD);
    if (request != null) {
      RenderRequest r = RequestJson.read(request);
      if (r.condition() instanceof Condition.Layout layout) {
        return new Opened(layout.map(), r, PngFile.readImage(file));
      }
    }
    LabelMap map = PngFile.readLabels(file, palette);
    check(file, map);
    return new Opened(map, null, null);
  }

  private static Map<String, String> texts(Path file) {
    try {
      return PngFile.texts(file);
    } catch (InputException e) {
      return Map.of(); // no PNG; reading it as a picture says what is wrong, if anything
    }
  }

  private void check(Path file, LabelMap map) {
    Set<Integer> unknown = new TreeSet<>();
    int[] histogram = map.histogram();
    for (int label = 0; label < histogram.length; label++) {
      if (histogram[label] > 0 && palette.of(label).isEmpty()) {
        unknown.add(label);
      }
    }
    if (!unknown.isEmpty()) {
      String list =
          unknown.stream().limit(8).map(String::valueOf).collect(Collectors.joining(", "));
      throw new InputException(
          file.getFileName()
              + " is no layout of the palette '"
              + palette.name()
              + "': it has the labels "
              + list
              + (unknown.size() > 8 ? " and more" : ""));
    }
  }

  public void saveLayout(LabelMap map, Path file) {
    PngFile.write(map, palette, file);
  }

  /** Writes a picture with its request inside, so that opening it restores everything. */
  public void exportPicture(RgbImage picture, RenderRequest request, Path file) {
    PngFile.write(
        picture,
        file,
        Map.of(RequestJson.PNG_KEYWORD, RequestJson.write(request), "Software", "Tessera"));
  }
}
