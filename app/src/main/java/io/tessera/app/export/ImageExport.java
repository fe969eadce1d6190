package io.tessera.app.export;

import io.tessera.api.RenderRequest;
import io.tessera.api.RenderState;
import io.tessera.api.TokenGrid;
import io.tessera.api.fault.AtomicFile;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.Npy;
import io.tessera.api.image.PictureFormat;
import io.tessera.api.image.RgbImage;
import io.tessera.api.json.RequestJson;
import io.tessera.app.document.Region;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes pictures for others. Off the FX thread. */
public final class ImageExport {
  /**
   * How a picture is written.
   *
   * @param scale of its size, above 0
   * @param part of it that is written; empty for all
   * @param metadata whether a PNG holds the request and the tokens, so that opening it restores
   *     all; only a whole picture of its own size can
   * @param sidecar whether the request is written beside it as JSON
   * @param quality of JPEG, 0 to 1
   */
  public record Options(
      double scale, Optional<Region> part, boolean metadata, boolean sidecar, float quality) {
    public static final Options DEFAULT = new Options(1, Optional.empty(), true, false, 0.92f);

    private boolean isWhole() {
      return scale == 1 && part.isEmpty();
    }
  }

  private ImageExport() {}

  /**
   * Writes a picture in the format of the file's ending.
   *
   * @throws InputException if it cannot be written
   */
  public static void write(
      RgbImage image,
      RenderRequest request,
      @Nullable RenderState state,
      Path file,
      Options options) {
    RgbImage cut =
        options
            .part()
            .map(r -> r.within(image.width(), image.height()))
            .filter(r -> !r.isEmpty())
            .map(r -> image.crop(r.x(), r.y(), r.width(), r.height()))
            .orElse(image);
    RgbImage scaled =
        options.scale() == 1
            ? cut
            : cut.resized(
                Math.max(1, (int) Math.round(cut.width() * options.scale())),
                Math.max(1, (int) Math.round(cut.height() * options.scale())));
    PictureFormat.of(file)
        .write(
            scaled,
            file,
            options.metadata() && options.isWhole() ? texts(request, state) : Map.of(),
            options.quality());
    if (options.sidecar()) {
      text(
          file.resolveSibling(file.getFileName() + ".json"),
          RequestJson.write(RequestJson.portable(request)) + "\n");
    }
  }

  private static Map<String, String> texts(RenderRequest request, @Nullable RenderState state) {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("Software", "Tessera");
    texts.put(RequestJson.PNG_KEYWORD, RequestJson.write(RequestJson.portable(request)));
    if (state != null) {
      texts.put(RequestJson.PNG_STATE, RequestJson.write(RequestJson.portable(state)));
    }
    return texts;
  }

  /** Writes a picture's tokens: NPY, or a table for other endings. */
  public static void writeTokens(TokenGrid tokens, Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    if (name.endsWith(".npy")) {
      try {
        Npy.of(tokens.tokens(), tokens.rows(), tokens.columns()).write(file);
      } catch (IOException e) {
        throw new InputException(file + " cannot be written: " + e.getMessage(), e);
      }
      return;
    }
    StringBuilder csv = new StringBuilder();
    for (int r = 0; r < tokens.rows(); r++) {
      for (int c = 0; c < tokens.columns(); c++) {
        csv.append(c == 0 ? "" : ",").append(tokens.at(r, c));
      }
      csv.append('\n');
    }
    text(file, csv.toString());
  }

  private static void text(Path file, String text) {
    try {
      AtomicFile.write(file, partial -> Files.writeString(partial, text));
    } catch (IOException e) {
      throw new InputException(file + " cannot be written: " + e.getMessage(), e);
    }
  }
}
