package io.tessera.api.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tessera.api.Condition;
import io.tessera.api.ConditionKind;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.DepthMap;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.OpenPose;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;

/** Conditions as JSON; their maps are deflated, in base 64. */
public final class ConditionJson {
  private ConditionJson() {}

  public static ObjectNode write(Condition condition) {
    ObjectNode c = new JsonMapper().createObjectNode();
    switch (condition) {
      case Condition.Layout layout -> {
        c.put("kind", "layout")
            .put("width", layout.map().width())
            .put("height", layout.map().height());
        c.put("data", deflate(layout.map().labels()));
      }
      case Condition.Plane plane -> {
        c.put("kind", plane.kind().id())
            .put("width", plane.map().width())
            .put("height", plane.map().height());
        ByteBuffer bytes = ByteBuffer.allocate(plane.map().depth().length * 4);
        bytes.asFloatBuffer().put(plane.map().depth());
        c.put("data", deflate(bytes.array()));
      }
      case Condition.Figures figures -> {
        c.put("kind", "figures").put("width", figures.width()).put("height", figures.height());
        c.set(
            "openpose", new OpenPose(figures.poses(), figures.width(), figures.height()).toJson());
      }
      case Condition.Objects objects -> {
        c.put("kind", "objects");
        c.set("objects", ObjectsJson.write(objects.objects()));
      }
      case Condition.ClassLabel label -> c.put("kind", "class").put("class", label.number());
      case Condition.None none -> c.put("kind", "none");
    }
    return c;
  }

  /**
   * @throws InputException if it is no condition that this version knows
   */
  public static Condition read(JsonNode c) {
    int w = c.path("width").asInt();
    int h = c.path("height").asInt();
    if (w < 0 || h < 0 || (long) w * h > 1L << 28) {
      throw new InputException("the request holds a map of " + w + " × " + h + " pixels");
    }
    String kind = c.path("kind").asText();
    Optional<ConditionKind> plane = ConditionKind.plane(kind);
    if ((kind.equals("layout") || plane.isPresent()) && (w < 1 || h < 1)) {
      throw new InputException("the request holds a map of " + w + " × " + h + " pixels");
    }
    if (plane.isPresent()) {
      float[] values = new float[w * h];
      ByteBuffer.wrap(inflate(c.path("data").asText(), Math.multiplyExact(4, w * h)))
          .asFloatBuffer()
          .get(values);
      return new Condition.Plane(plane.get(), new DepthMap(w, h, values));
    }
    return switch (kind) {
      case "layout" ->
          new Condition.Layout(new LabelMap(w, h, inflate(c.path("data").asText(), w * h)));
      case "figures" -> figures(c.path("openpose"), w, h);
      case "objects" -> new Condition.Objects(ObjectsJson.read(c.path("objects"), "the request"));
      case "class" -> new Condition.ClassLabel(c.path("class").asInt());
      case "none" -> new Condition.None();
      default ->
          throw new InputException(
              "the request has the unknown condition '" + c.path("kind").asText() + "'");
    };
  }

  private static Condition figures(JsonNode openPose, int w, int h) {
    if (w < 1 || h < 1) {
      throw new InputException("the request holds figures on " + w + " × " + h + " pixels");
    }
    return new Condition.Figures(OpenPose.of(openPose, "the request").poses(), w, h);
  }

  private static String deflate(byte[] data) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
      deflater.write(data);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Base64.getEncoder().encodeToString(out.toByteArray());
  }

  private static byte[] inflate(String text, int size) {
    byte[] out = new byte[size];
    try (Inflater inflater = new Inflater()) {
      inflater.setInput(Base64.getDecoder().decode(text));
      int n = 0;
      while (n < size) {
        int more = inflater.inflate(out, n, size - n);
        if (more == 0) {
          throw new InputException("the request's map is cut off");
        }
        n += more;
      }
    } catch (DataFormatException | IllegalArgumentException e) {
      throw new InputException("the request's map is damaged: " + e.getMessage(), e);
    }
    return out;
  }
}
