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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Figures in OpenPose's JSON: {@code people[].pose_keypoints_2d}, each keypoint as x, y and
 * confidence in pixels, with the size of the picture as pose editors add it ({@code canvas_width},
 * {@code canvas_height}). Skeletons of 18 (COCO) and of 25 keypoints (BODY_25) are read; 18 are
 * written.
 *
 * @param width of the picture in pixels, 0 where the file does not say
 * @param height of the picture in pixels, 0 where the file does not say
 */
public record OpenPose(List<Pose> poses, int width, int height) {
  /** Where COCO's keypoints stand among BODY_25's, which has a mid hip and feet besides. */
  private static final int[] BODY_25 = {
    0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18
  };

  private static final int MOST_PEOPLE = 100;

  public OpenPose {
    poses = List.copyOf(poses);
  }

  /**
   * @throws InputException if the file cannot be read or holds something else
   */
  public static OpenPose read(Path file) {
    try {
      return of(new JsonMapper().readTree(Files.readString(file)), file.toString());
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
    JsonNode people = n.path("people");
    if (!people.isArray() || people.size() > MOST_PEOPLE) {
      throw new InputException(
          source
              + " holds no figures in OpenPose's JSON: there should be 'people', at most "
              + MOST_PEOPLE
              + " of them, each with 'pose_keypoints_2d'");
    }
    List<Pose> poses = new ArrayList<>();
    for (JsonNode person : people) {
      poses.add(pose(person.path("pose_keypoints_2d"), source, poses.size() + 1));
    }
    return new OpenPose(
        poses,
        Math.max(0, n.path("canvas_width").asInt(0)),
        Math.max(0, n.path("canvas_height").asInt(0)));
  }

  private static Pose pose(JsonNode numbers, String source, int which) {
    boolean body25 = numbers.size() == 25 * 3;
    if (!body25 && numbers.size() != Pose.JOINTS * 3) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "figure %d in %s has %d numbers in 'pose_keypoints_2d'; there should be 54 (18 keypoints) or 75 (25)",
              which,
              source,
              numbers.size()));
    }
    List<Pose.Joint> joints = new ArrayList<>();
    for (int j = 0; j < Pose.JOINTS; j++) {
      int at = 3 * (body25 ? BODY_25[j] : j);
      float x = (float) numbers.get(at).asDouble(Double.NaN);
      float y = (float) numbers.get(at + 1).asDouble(Double.NaN);
      if (!Float.isFinite(x) || !Float.isFinite(y)) {
        throw new InputException(
            String.format(
                Locale.ROOT,
                "keypoint %d of figure %d in %s is no pair of numbers",
                j,
                which,
                source));
      }
      joints.add(new Pose.Joint(x, y, numbers.get(at + 2).asDouble(0) > 0));
    }
    return new Pose(joints);
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
