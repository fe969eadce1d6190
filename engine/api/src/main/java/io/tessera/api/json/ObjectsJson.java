package io.tessera.api.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.tessera.api.SceneObject;
import io.tessera.api.fault.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Objects as JSON: a list of {@code {"class": 45, "box": [x, y, width, height]}}, whose numbers are
 * shares of the picture's width and height.
 */
public final class ObjectsJson {
  private ObjectsJson() {}

  /**
   * @throws InputException if the file cannot be read or holds something else
   */
  public static List<SceneObject> read(Path file) {
    try {
      return read(new JsonMapper().readTree(Files.readString(file)), file.toString());
    } catch (JsonProcessingException e) {
      throw new InputException(file + " is no JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new InputException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  public static List<SceneObject> read(JsonNode list, String source) {
    if (!list.isArray()) {
      throw new InputException(
          source
              + " holds no objects: there should be a list of {\"class\": 45, \"box\": [x, y, width, height]}");
    }
    List<SceneObject> objects = new ArrayList<>();
    for (JsonNode n : list) {
      JsonNode box = n.path("box");
      double[] b = new double[4];
      boolean fits = box.size() == 4 && n.path("class").isInt();
      for (int i = 0; i < 4 && fits; i++) {
        b[i] = box.get(i).asDouble(-1);
        fits = b[i] >= 0 && b[i] <= 1;
      }
      if (!fits || b[2] == 0 || b[3] == 0) {
        throw new InputException(
            String.format(
                Locale.ROOT,
                "object %d in %s should have a class and a box [x, y, width, height] of numbers from 0 to 1",
                objects.size() + 1,
                source));
      }
      objects.add(new SceneObject(n.path("class").asInt(), b[0], b[1], b[2], b[3]));
    }
    return objects;
  }

  public static ArrayNode write(List<SceneObject> objects) {
    ArrayNode list = new JsonMapper().createArrayNode();
    for (SceneObject o : objects) {
      list.addObject()
          .put("class", o.category())
          .putArray("box")
          .add(o.x())
          .add(o.y())
          .add(o.width())
          .add(o.height());
    }
    return list;
  }
}
