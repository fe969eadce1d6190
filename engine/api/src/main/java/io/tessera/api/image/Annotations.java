package io.tessera.api.image;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tessera.api.fault.InputException;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Layouts as annotation programs write them: polygons and run lengths of COCO, shapes of labelme.
 * What nothing covers has no label; what comes later lies above.
 */
final class Annotations {
  private static final long MOST_PIXELS = 1L << 26;

  private final Path file;
  private final Palette palette;
  private final Consumer<String> notices;
  private final Set<String> unknown = new TreeSet<>();

  Annotations(Path file, Palette palette, Consumer<String> notices) {
    this.file = file;
    this.palette = palette;
    this.notices = notices;
  }

  /**
   * @throws InputException if the file cannot be read or holds no annotations
   */
  LabelMap read() {
    JsonNode root;
    try {
      root = new JsonMapper().readTree(Files.readString(file));
    } catch (JsonProcessingException e) {
      throw new InputException(file + " is no JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new InputException(file + " cannot be read: " + e.getMessage(), e);
    }
    LabelMap map =
        root.path("shapes").isArray()
            ? labelme(root)
            : root.path("annotations").isArray() && root.path("categories").isArray()
                ? coco(root)
                : null;
    if (map == null) {
      throw new InputException(
          file
              + " holds no annotations of COCO ('annotations', 'categories') or labelme ('shapes')");
    }
    if (!unknown.isEmpty()) {
      notices.accept(
          file
              + ": left open, for '"
              + palette.name()
              + "' has nothing like "
              + String.join(", ", unknown));
    }
    return map;
  }

  private LabelMap labelme(JsonNode root) {
    BufferedImage canvas =
        canvas(root.path("imageWidth").asInt(), root.path("imageHeight").asInt());
    for (JsonNode shape : root.path("shapes")) {
      JsonNode p = shape.path("points");
      label(shape.path("label").asText())
          .ifPresent(
              label -> {
                switch (shape.path("shape_type").asText("polygon")) {
                  case "rectangle" -> fill(canvas, label, box(p));
                  case "circle" -> fill(canvas, label, circle(p));
                  case "polygon" -> fill(canvas, label, polygon(p));
                  default -> unknown.add("shapes of " + shape.path("shape_type").asText());
                }
              });
    }
    return map(canvas);
  }

  private LabelMap coco(JsonNode root) {
    JsonNode image = root.path("images").path(0);
    BufferedImage canvas = canvas(image.path("width").asInt(), image.path("height").asInt());
    Map<Integer, String> names = new HashMap<>();
    root.path("categories").forEach(c -> names.put(c.path("id").asInt(), c.path("name").asText()));
    for (JsonNode a : root.path("annotations")) {
      if (image.has("id") && !a.path("image_id").equals(image.path("id"))) {
        continue; // of another picture
      }
      OptionalInt label = label(names.getOrDefault(a.path("category_id").asInt(), "?"));
      JsonNode s = a.path("segmentation");
      if (label.isEmpty()) {
        continue;
      }
      if (s.isArray()) {
        s.forEach(polygon -> fill(canvas, label.getAsInt(), polygon(polygon)));
      } else if (s.path("counts").isArray()) {
        runs(canvas, label.getAsInt(), s.path("counts"));
      } else if (s.path("counts").isTextual()) {
        runs(canvas, label.getAsInt(), RunLengths.of(s.path("counts").asText()));
      }
    }
    return map(canvas);
  }

  private OptionalInt label(String name) {
    OptionalInt label = MaterialNames.label(name, palette);
    if (label.isEmpty()) {
      unknown.add(name);
    }
    return label;
  }

  private BufferedImage canvas(int width, int height) {
    if (width < 1 || height < 1 || (long) width * height > MOST_PIXELS) {
      throw new InputException(
          file + " is about a picture of " + width + " × " + height + " pixels");
    }
    BufferedImage canvas = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    java.util.Arrays.fill(bytes(canvas), (byte) LabelMap.UNLABELLED);
    return canvas;
  }

  private static byte[] bytes(BufferedImage canvas) {
    return ((DataBufferByte) canvas.getRaster().getDataBuffer()).getData();
  }

  private static LabelMap map(BufferedImage canvas) {
    return new LabelMap(canvas.getWidth(), canvas.getHeight(), bytes(canvas).clone());
  }

  /** Draws a shape in a value: over a stencil, since colours of grey pictures are converted. */
  private static void fill(BufferedImage canvas, int label, Shape shape) {
    BufferedImage stencil =
        new BufferedImage(canvas.getWidth(), canvas.getHeight(), BufferedImage.TYPE_BYTE_BINARY);
    Graphics2D g = stencil.createGraphics();
    g.setColor(java.awt.Color.WHITE);
    g.fill(shape);
    g.dispose();
    java.awt.Rectangle r =
        shape
            .getBounds()
            .intersection(new java.awt.Rectangle(canvas.getWidth(), canvas.getHeight()));
    byte[] out = bytes(canvas);
    for (int y = r.y; y < r.y + r.height; y++) {
      for (int x = r.x; x < r.x + r.width; x++) {
        if (stencil.getRaster().getSample(x, y, 0) != 0) {
          out[y * canvas.getWidth() + x] = (byte) label;
        }
      }
    }
  }

  /** Points in a row, or each a pair. */
  private static Shape polygon(JsonNode p) {
    Path2D path = new Path2D.Double(Path2D.WIND_EVEN_ODD);
    boolean pairs = p.path(0).isArray();
    int n = pairs ? p.size() : p.size() / 2;
    for (int i = 0; i < n; i++) {
      double x = pairs ? p.get(i).path(0).asDouble() : p.get(2 * i).asDouble();
      double y = pairs ? p.get(i).path(1).asDouble() : p.get(2 * i + 1).asDouble();
      if (i == 0) {
        path.moveTo(x, y);
      } else {
        path.lineTo(x, y);
      }
    }
    if (n > 0) {
      path.closePath();
    }
    return path;
  }

  private static Shape box(JsonNode p) {
    Rectangle2D box = new Rectangle2D.Double();
    box.setFrameFromDiagonal(
        p.path(0).path(0).asDouble(),
        p.path(0).path(1).asDouble(),
        p.path(1).path(0).asDouble(),
        p.path(1).path(1).asDouble());
    return box;
  }

  /** Its middle and a point of it. */
  private static Shape circle(JsonNode p) {
    double x = p.path(0).path(0).asDouble();
    double y = p.path(0).path(1).asDouble();
    double r = Math.hypot(p.path(1).path(0).asDouble() - x, p.path(1).path(1).asDouble() - y);
    return new Ellipse2D.Double(x - r, y - r, 2 * r, 2 * r);
  }

  /** Lengths of what is not and what is the object, in turn, column by column. */
  private static void runs(BufferedImage canvas, int label, Iterable<JsonNode> counts) {
    int h = canvas.getHeight();
    long most = (long) canvas.getWidth() * h;
    byte[] out = bytes(canvas);
    long at = 0;
    boolean inside = false;
    for (JsonNode count : counts) {
      long end = Math.min(most, at + Math.max(0, count.asLong()));
      if (inside) {
        for (long i = at; i < end; i++) {
          out[(int) (i % h) * canvas.getWidth() + (int) (i / h)] = (byte) label;
        }
      }
      at = end;
      inside = !inside;
    }
  }
}
