package io.tessera.api.image;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tessera.api.fault.AtomicFile;
import io.tessera.api.fault.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Figures in JSON. OpenPose's {@code people[].pose_keypoints_2d} is written, each keypoint as x, y
 * and confidence in pixels, with the size of the picture as pose editors add it ({@code
 * canvas_width}, {@code canvas_height}). {@link PoseFormats} says what else is read.
 *
 * @param width of the picture in pixels, 0 where the file does not say
 * @param height of the picture in pixels, 0 where the file does not say
 */
public record OpenPose(List<Pose> poses, int width, int height) {
  public OpenPose {
    poses = List.copyOf(poses);
  }

  /**
   * @throws InputException if the file cannot be read or holds something else
   */
  public static OpenPose read(Path file) {
    try {
      String text = Files.readString(file);
      return of(
          PoseFormats.json(text.startsWith("\ufeff") ? text.substring(1) : text), file.toString());
    } catch (JsonProcessingException e) {
      throw new InputException(file + " is no JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new InputException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * @param source named in messages
   * @throws InputException if it holds something else
   */
  public static OpenPose of(JsonNode n, String source) {
    return new PoseFormats(source).read(n);
  }

  /**
   * The same on a picture whose size the file does not say. Coordinates from 0 to 1 become pixels.
   *
   * @param width in pixels, for files that do not say it
   * @param height the same
   */
  public OpenPose on(int width, int height) {
    return this.width > 0 && this.height > 0
        ? this
        : new OpenPose(PoseFormats.inPixels(poses, width, height), width, height);
  }

  public ObjectNode toJson() {
    ObjectNode n = new JsonMapper().createObjectNode();
    n.put("version", 1.3);
    ArrayNode people = n.putArray("people");
    for (Pose pose : poses) {
      ArrayNode numbers = people.addObject().putArray("pose_keypoints_2d");
      for (Pose.Joint j : pose.joints()) {
        numbers.add(j.x()).add(j.y()).add(j.visible() ? 1 : 0);
      }
    }
    return n.put("canvas_width", width).put("canvas_height", height);
  }

  /**
   * @throws InputException if the file cannot be written
   */
  public void write(Path file) {
    try {
      String text = toJson().toPrettyString() + "\n";
      AtomicFile.write(file, part -> Files.writeString(part, text));
    } catch (IOException e) {
      throw new InputException(file + " cannot be written: " + e.getMessage(), e);
    }
  }
}
