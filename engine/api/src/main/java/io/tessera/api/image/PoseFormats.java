package io.tessera.api.image;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tessera.api.fault.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.StreamSupport;

/**
 * Figures as detectors and editors write them: OpenPose with 18 (COCO) or 25 keypoints (BODY_25),
 * also with COCO's own 17; the list of frames of DWPose, of which the first counts; {@code
 * keypoints} of pose editors; annotations of COCO and results of AlphaPose. Coordinates are pixels,
 * or run from 0 to 1. A keypoint that is not seen has confidence 0, or is null, no number, (0, 0)
 * or (-1, -1).
 */
final class PoseFormats {
  /** Where COCO's keypoints stand among BODY_25's, which has a mid hip and feet besides. */
  private static final int[] BODY_25 = {
    0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18
  };

  /** Where OpenPose's keypoints stand among COCO's 17, which have no neck. */
  private static final int[] COCO_17 = {
    0, -1, 6, 8, 10, 5, 7, 9, 12, 14, 16, 11, 13, 15, 2, 1, 4, 3
  };

  private static final int NECK = 1;
  private static final int RIGHT_SHOULDER = 2;
  private static final int LEFT_SHOULDER = 5;
  private static final int MOST_PEOPLE = 100;

  /** Coordinates up to here are shares of the picture; a limb may reach beyond it. */
  private static final float SHARES = 2;

  private final String source;

  PoseFormats(String source) {
    this.source = source;
  }

  /** JSON as Python writes it, with NaN and Infinity. */
  static JsonNode json(String text) throws JsonProcessingException {
    return JsonMapper.builder()
        .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
        .build()
        .readTree(text);
  }

  /**
   * @throws InputException if it holds no figures
   */
  OpenPose read(JsonNode root) {
    JsonNode n = root;
    if (root.isArray() && root.path(0).has("people")) {
      n = root.get(0);
    }
    int width = size(n, "width");
    int height = size(n, "height");
    List<JsonNode> figures;
    if (n.path("people").isArray()) {
      figures = members(n.get("people"), "pose_keypoints_2d");
    } else if (n.path("annotations").isArray()) {
      JsonNode image = n.path("images").path(0);
      width = size(image, "width");
      height = size(image, "height");
      figures = members(sameImage(n.get("annotations")), "keypoints");
    } else if (n.isArray() && n.path(0).has("keypoints")) {
      figures = members(sameImage(n), "keypoints");
    } else if (n.path("keypoints").isArray()) {
      JsonNode k = n.get("keypoints");
      boolean several = k.path(0).isArray() && k.path(0).path(0).isArray();
      figures = several ? list(k) : List.of(k);
    } else {
      throw new InputException(
          source
              + " holds no figures in OpenPose's JSON: there should be 'people', at most "
              + MOST_PEOPLE
              + " of them, each with 'pose_keypoints_2d'");
    }
    if (figures.size() > MOST_PEOPLE) {
      throw new InputException(
          source + " has " + figures.size() + " figures; at most " + MOST_PEOPLE + " are read");
    }
    List<Pose> poses = new ArrayList<>();
    for (JsonNode figure : figures) {
      poses.add(pose(figure, poses.size() + 1));
    }
    boolean sized = width > 0 && height > 0;
    return new OpenPose(
        sized ? inPixels(poses, width, height) : poses, sized ? width : 0, sized ? height : 0);
  }

  /** {@code canvas_width}, {@code image_width} or {@code width}; 0 where none says it. */
  private static int size(JsonNode n, String side) {
    for (String name : List.of("canvas_" + side, "image_" + side, side)) {
      int value = n.path(name).asInt(0);
      if (value > 0) {
        return value;
      }
    }
    return 0;
  }

  private static List<JsonNode> list(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  /** The keypoints of each; those of nobody are left out. */
  private static List<JsonNode> members(JsonNode array, String key) {
    return list(array).stream().map(p -> p.path(key)).filter(k -> k.size() > 0).toList();
  }

  /** What belongs to the first picture of a file about several. */
  private static JsonNode sameImage(JsonNode annotations) {
    JsonNode first = annotations.path(0).path("image_id");
    var same = JsonMapper.builder().build().createArrayNode();
    annotations.forEach(
        a -> {
          if (a.path("image_id").equals(first)) {
            same.add(a);
          }
        });
    return same;
  }

  private Pose pose(JsonNode figure, int which) {
    List<double[]> points = points(figure, which);
    int[] order =
        switch (points.size()) {
          case 18 -> null;
          case 25 -> BODY_25;
          case 17, 26, 133, 136 -> COCO_17; // of the last three the first 17 are COCO's
          default ->
              throw new InputException(
                  String.format(
                      Locale.ROOT,
                      "figure %d in %s has %d numbers in 'pose_keypoints_2d'; there should be 54 (18 keypoints), 75 (25) or 51 (COCO's 17)",
                      which,
                      source,
                      figure.size()));
        };
    List<Pose.Joint> joints = new ArrayList<>();
    for (int j = 0; j < Pose.JOINTS; j++) {
      int at = order == null ? j : order[j];
      joints.add(at < 0 ? new Pose.Joint(0, 0, false) : joint(points.get(at)));
    }
    if (order != null && order[NECK] < 0) {
      Pose.Joint a = joints.get(RIGHT_SHOULDER);
      Pose.Joint b = joints.get(LEFT_SHOULDER);
      if (a.visible() && b.visible()) {
        joints.set(NECK, new Pose.Joint((a.x() + b.x()) / 2, (a.y() + b.y()) / 2, true));
      }
    }
    return new Pose(joints);
  }

  private static Pose.Joint joint(double[] p) {
    boolean nowhere =
        !Double.isFinite(p[0])
            || !Double.isFinite(p[1])
            || p[0] == 0 && p[1] == 0
            || p[0] == -1 && p[1] == -1;
    return nowhere
        ? new Pose.Joint(0, 0, false)
        : new Pose.Joint((float) p[0], (float) p[1], p[2] > 0);
  }

  /** x, y and confidence of each: lists of lists, or numbers in a row, by threes or by twos. */
  private List<double[]> points(JsonNode k, int which) {
    List<double[]> points = new ArrayList<>();
    k.forEach(
        n -> {
          if (n.isTextual() || n.isObject() || n.isBoolean()) {
            throw new InputException(
                String.format(
                    Locale.ROOT,
                    "a keypoint of figure %d in %s is no pair of numbers",
                    which,
                    source));
          }
        });
    boolean nested = list(k).stream().anyMatch(JsonNode::isArray);
    if (nested) {
      k.forEach(
          p ->
              points.add(
                  new double[] {number(p, 0), number(p, 1), p.size() > 2 ? number(p, 2) : 1}));
      return points;
    }
    int n = k.size();
    boolean pairs = n == 36 || n == 34 || n == 50;
    int step = pairs ? 2 : 3;
    for (int i = 0; i + step <= n; i += step) {
      points.add(new double[] {number(k, i), number(k, i + 1), pairs ? 1 : number(k, i + 2)});
    }
    return n % step == 0 ? points : List.of();
  }

  private static double number(JsonNode array, int index) {
    return array.path(index).asDouble(Double.NaN);
  }

  /** Shares of the picture as pixels; what is in pixels already stays. */
  static List<Pose> inPixels(List<Pose> poses, int width, int height) {
    boolean shares =
        width > 4
            && height > 4
            && poses.stream()
                .flatMap(p -> p.joints().stream())
                .allMatch(j -> Math.abs(j.x()) <= SHARES && Math.abs(j.y()) <= SHARES);
    return shares ? poses.stream().map(p -> p.scaled(width, height)).toList() : poses;
  }
}
