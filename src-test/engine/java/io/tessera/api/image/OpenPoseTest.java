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
    fails(folder, "{\"people\":[{\"pose_keypoints_2d\":[" + words + "]}]}", "keypoint 0");
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
}
