package io.tessera.api.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tessera.api.fault.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenPoseTest {
  @Test
  void whatIsWrittenIsRead(@TempDir Path folder) {
    List<Pose.Joint> joints = new ArrayList<>();
    for (int n = 0; n < Pose.JOINTS; n++) {
      joints.add(new Pose.Joint(n * 1.5f, 100 - n, n % 4 != 0));
    }
    OpenPose figures = new OpenPose(List.of(new Pose(joints), new Pose(joints)), 640, 480);
    figures.write(folder.resolve("p.json"));
    assertThat(OpenPose.read(folder.resolve("p.json"))).isEqualTo(figures);
  }

  @Test
  void skeletonsOf25KeypointsLoseMidHipAndFeet(@TempDir Path folder) throws IOException {
    String numbers =
        IntStream.range(0, 25)
            .mapToObj(n -> n + "," + (100 + n) + ",0.5")
            .collect(Collectors.joining(","));
    OpenPose read =
        OpenPose.read(
            Files.writeString(
                folder.resolve("b.json"),
                "{\"people\":[{\"pose_keypoints_2d\":[" + numbers + "]}]}"));
    assertThat(read.width()).isZero();
    assertThat(read.poses().getFirst().joints().stream().map(j -> (int) j.x()))
        .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18);
  }

  @Test
  void otherFilesAreToldApart(@TempDir Path folder) throws IOException {
    fails(folder, "no json", "no JSON");
    fails(folder, "{}", "people");
    fails(folder, "{\"people\":[{\"pose_keypoints_2d\":[1,2,3]}]}", "3 numbers");
    String words = IntStream.range(0, 54).mapToObj(n -> "\"x\"").collect(Collectors.joining(","));
    fails(
        folder, "{\"people\":[{\"pose_keypoints_2d\":[" + words + "]}]}", "a keypoint of figure 1");
    assertThatThrownBy(() -> OpenPose.read(folder.resolve("none.json")))
        .isInstanceOf(InputException.class);
  }

  private static void fails(Path folder, String text, String says) throws IOException {
    Path file = Files.writeString(folder.resolve("x.json"), text);
    assertThatThrownBy(() -> OpenPose.read(file))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(says)
        .hasMessageContaining("x.json");
  }

  private static final int[] COCO_OF_OPENPOSE = {
    0, 15, 14, 17, 16, 5, 2, 6, 3, 7, 4, 11, 8, 12, 9, 13, 10
  };

  /**
   * The figure that all the files below say: joint n at (10 + n, 2 n), the neck between shoulders.
   */
  private static OpenPose expected() {
    List<Pose.Joint> joints = new ArrayList<>();
    for (int n = 0; n < Pose.JOINTS; n++) {
      joints.add(new Pose.Joint(n == 1 ? 13.5f : 10 + n, n == 1 ? 7 : 2 * n, true));
    }
    return new OpenPose(List.of(new Pose(joints)), 320, 256);
  }

  private static String numbers(int[] order, String third) {
    List<Pose.Joint> j = expected().poses().getFirst().joints();
    return java.util.Arrays.stream(order)
        .mapToObj(n -> j.get(n).x() + "," + j.get(n).y() + third)
        .collect(Collectors.joining(","));
  }

  private static OpenPose read(Path folder, String text) throws IOException {
    return OpenPose.read(Files.writeString(folder.resolve("f.json"), text));
  }

  @Test
  void detectorsAndEditorsSayTheSameFigure(@TempDir Path folder) throws IOException {
    String own = numbers(IntStream.range(0, 18).toArray(), ",0.9");
    String coco = numbers(COCO_OF_OPENPOSE, ",2");
    String person = "\"people\":[{\"pose_keypoints_2d\":[" + own + "],\"face_keypoints_2d\":null}]";
    String size = "\"canvas_width\":320,\"canvas_height\":256";
    List<Pose.Joint> j = expected().poses().getFirst().joints();
    String pairs =
        j.stream().map(p -> "[" + p.x() + "," + p.y() + "]").collect(Collectors.joining(","));
    for (String text :
        List.of(
            "{" + person + "," + size + "}",
            "\ufeff{" + person + ",\"width\":320,\"height\":256}",
            "[{" + person + "," + size + "},{\"people\":[]," + size + "}]",
            "{\"width\":320,\"height\":256,\"keypoints\":[[" + pairs + "]]}",
            "{\"people\":[{\"pose_keypoints_2d\":[" + coco + "]}]," + size + "}",
            "{\"images\":[{\"id\":1,\"width\":320,\"height\":256}],\"annotations\":[{\"image_id\":1,\"keypoints\":["
                + coco
                + "]},{\"image_id\":2,\"keypoints\":["
                + coco
                + "]}]}")) {
      assertThat(read(folder, text)).as(text).isEqualTo(expected());
    }
    String alpha = "[{\"image_id\":\"a.jpg\",\"keypoints\":[" + coco + "],\"score\":2.5}]";
    assertThat(read(folder, alpha).width()).isZero();
    assertThat(read(folder, alpha).on(320, 256)).isEqualTo(expected());
    assertThat(read(folder, "{" + person + "}").on(320, 256)).isEqualTo(expected());
  }

  @Test
  void sharesBecomePixelsAndMissingJointsAreMissing(@TempDir Path folder) throws IOException {
    String shares =
        IntStream.range(0, 18).mapToObj(n -> "0.5,0.25,1").collect(Collectors.joining(","));
    OpenPose read =
        read(
            folder,
            "{\"people\":[{\"pose_keypoints_2d\":["
                + shares
                + "]}],\"canvas_width\":320,\"canvas_height\":256}");
    assertThat(read.poses().getFirst().joints()).containsOnly(new Pose.Joint(160, 64, true));
    String holes =
        "0,0,0,-1,-1,1,null,null,null,NaN,NaN,0.5,0,0,1,"
            + IntStream.range(5, 18).mapToObj(n -> n + ",9,0.7").collect(Collectors.joining(","));
    List<Pose.Joint> joints =
        read(
                folder,
                "{\"people\":[{\"pose_keypoints_2d\":[" + holes + "]},{\"pose_keypoints_2d\":[]}]}")
            .poses()
            .getFirst()
            .joints();
    assertThat(joints.subList(0, 5)).noneMatch(Pose.Joint::visible);
    assertThat(joints.subList(5, 18)).allMatch(Pose.Joint::visible);
  }
}
