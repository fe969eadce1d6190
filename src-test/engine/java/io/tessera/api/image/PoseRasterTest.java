package io.tessera.api.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PoseRasterTest {
  /** A figure whose joints stand far apart: joint n at (20 + 10 · (n % 6), 20 + 30 · (n / 6)). */
  private static Pose spread(boolean visible) {
    List<Pose.Joint> joints = new ArrayList<>();
    for (int n = 0; n < Pose.JOINTS; n++) {
      joints.add(new Pose.Joint(20 + 10 * (n % 6), 20 + 30 * (n / 6), visible));
    }
    return new Pose(joints);
  }

  @Test
  void everyLimbIsDrawnBetweenItsJointsWithItsOwnLabel() {
    List<int[]> limbs = PoseRaster.limbs();
    assertThat(limbs).hasSize(PoseRaster.LABELS - 1);
    for (int limb = 0; limb < limbs.size(); limb++) {
      int from = limbs.get(limb)[0];
      int to = limbs.get(limb)[1];
      List<Pose.Joint> joints = new ArrayList<>(spread(false).joints());
      for (int j : new int[] {from, to}) {
        joints.set(j, new Pose.Joint(joints.get(j).x(), joints.get(j).y(), true));
      }
      LabelMap map = PoseRaster.draw(List.of(new Pose(joints)), 120, 120);
      assertThat(map.at((int) joints.get(from).x(), (int) joints.get(from).y()))
          .isEqualTo(limb + 1);
      assertThat(map.at((int) joints.get(to).x(), (int) joints.get(to).y())).isEqualTo(limb + 1);
      int[] counts = map.histogram();
      assertThat(counts[0] + counts[limb + 1]).isEqualTo(120 * 120);
    }
  }

  @Test
  void aLimbIsACapsuleOfTheStatedThickness() {
    List<Pose.Joint> joints = new ArrayList<>(spread(false).joints());
    joints.set(1, new Pose.Joint(20, 60, true));
    joints.set(2, new Pose.Joint(220, 60, true));
    LabelMap map = PoseRaster.draw(List.of(new Pose(joints)), 240, 120);
    // The extent is 200, so half the thickness is 5.
    for (int y = 0; y < 120; y++) {
      assertThat(map.at(120, y)).as("row " + y).isEqualTo(Math.abs(y - 60) <= 5 ? 1 : 0);
    }
    assertThat(map.at(15, 60)).isEqualTo(1);
    assertThat(map.at(14, 60)).isZero();
  }

  @Test
  void theSizeDoesNotMatterAndWhatLiesOutsideIsCutOff() {
    Pose pose = spread(true);
    LabelMap small = PoseRaster.draw(List.of(pose), 90, 110);
    LabelMap large = PoseRaster.draw(List.of(pose.scaled(2, 2)), 180, 220);
    int same = 0;
    for (int y = 0; y < 110; y++) {
      for (int x = 0; x < 90; x++) {
        same += small.at(x, y) == large.at(2 * x, 2 * y) ? 1 : 0;
      }
    }
    assertThat(same / (90.0 * 110)).isGreaterThan(0.97);
    assertThat(PoseRaster.draw(List.of(pose.map(j -> j.at(j.x() - 500, j.y()))), 90, 110))
        .isEqualTo(LabelMap.filled(90, 110, 0));
    assertThat(PoseRaster.draw(List.of(spread(false)), 90, 110))
        .isEqualTo(LabelMap.filled(90, 110, 0));
  }
}
