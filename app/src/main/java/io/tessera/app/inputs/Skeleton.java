package io.tessera.app.inputs;

import io.tessera.api.image.Pose;
import io.tessera.api.image.PoseRaster;
import java.util.ArrayList;
import java.util.List;

/** How a figure's joints hang together, and how it is moved. Angles and places in pixels. */
final class Skeleton {
  /** The joint that all others hang from. */
  static final int NECK = 1;

  private static final int RIGHT_HIP = 8;
  private static final int LEFT_HIP = 11;

  /** The joint that each hangs from; -1 for the neck. */
  private static final int[] PARENT = {1, -1, 1, 2, 3, 1, 5, 6, 1, 8, 9, 1, 11, 12, 0, 0, 14, 15};

  /** The joint on the other side of the body. */
  private static final int[] OTHER_SIDE = {
    0, 1, 5, 6, 7, 2, 3, 4, 11, 12, 13, 8, 9, 10, 15, 14, 17, 16
  };

  private Skeleton() {}

  /** The visible or hidden joint nearest to a place, if one is within reach; else -1. */
  static int nearest(Pose pose, double x, double y, double reach) {
    int best = -1;
    double least = reach;
    for (int j = 0; j < Pose.JOINTS; j++) {
      Pose.Joint at = pose.joints().get(j);
      double d = Math.hypot(at.x() - x, at.y() - y);
      if (d <= least) {
        least = d;
        best = j;
      }
    }
    return best;
  }

  /** Whether a place lies on one of the limbs, or within reach of it. */
  static boolean isOn(Pose pose, double x, double y, double reach) {
    return PoseRaster.limbs().stream()
        .anyMatch(
            limb ->
                distance(x, y, pose.joints().get(limb[0]), pose.joints().get(limb[1])) <= reach);
  }

  private static double distance(double x, double y, Pose.Joint a, Pose.Joint b) {
    double dx = b.x() - a.x();
    double dy = b.y() - a.y();
    double t =
        Math.clamp(
            ((x - a.x()) * dx + (y - a.y()) * dy) / Math.max(1e-9, dx * dx + dy * dy), 0.0, 1.0);
    return Math.hypot(x - a.x() - t * dx, y - a.y() - t * dy);
  }

  /**
   * Turns a joint about the one it hangs from until it points to a place; its limb keeps its length
   * and what hangs from it turns along. The neck moves the whole figure.
   */
  static Pose bend(Pose pose, int joint, double x, double y) {
    int parent = PARENT[joint];
    Pose.Joint at = pose.joints().get(joint);
    if (parent < 0) {
      return moved(pose, x - at.x(), y - at.y());
    }
    Pose.Joint pivot = pose.joints().get(parent);
    double turn =
        Math.atan2(y - pivot.y(), x - pivot.x())
            - Math.atan2(at.y() - pivot.y(), at.x() - pivot.x());
    double cos = Math.cos(turn);
    double sin = Math.sin(turn);
    List<Pose.Joint> joints = new ArrayList<>(pose.joints());
    for (int j = 0; j < Pose.JOINTS; j++) {
      if (hangsFrom(j, joint)) {
        Pose.Joint old = joints.get(j);
        double px = old.x() - pivot.x();
        double py = old.y() - pivot.y();
        joints.set(
            j,
            old.at(
                (float) (pivot.x() + px * cos - py * sin),
                (float) (pivot.y() + px * sin + py * cos)));
      }
    }
    return new Pose(joints);
  }

  private static boolean hangsFrom(int joint, int ancestor) {
    for (int j = joint; j >= 0; j = PARENT[j]) {
      if (j == ancestor) {
        return true;
      }
    }
    return false;
  }

  /** Puts one joint elsewhere; its limbs change their length. */
  static Pose stretch(Pose pose, int joint, double x, double y) {
    List<Pose.Joint> joints = new ArrayList<>(pose.joints());
    joints.set(joint, joints.get(joint).at((float) x, (float) y));
    return new Pose(joints);
  }

  /** Shows a hidden joint, or hides a visible one. */
  static Pose toggled(Pose pose, int joint) {
    List<Pose.Joint> joints = new ArrayList<>(pose.joints());
    Pose.Joint old = joints.get(joint);
    joints.set(joint, new Pose.Joint(old.x(), old.y(), !old.visible()));
    return new Pose(joints);
  }

  static Pose moved(Pose pose, double dx, double dy) {
    return pose.map(j -> j.at((float) (j.x() + dx), (float) (j.y() + dy)));
  }

  /** Left and right swapped about the middle between the hips. */
  static Pose mirrored(Pose pose) {
    float middle = middle(pose);
    List<Pose.Joint> joints = new ArrayList<>();
    for (int j = 0; j < Pose.JOINTS; j++) {
      Pose.Joint old = pose.joints().get(OTHER_SIDE[j]);
      joints.add(old.at(2 * middle - old.x(), old.y()));
    }
    return new Pose(joints);
  }

  /** Larger or smaller, with the lowest joint where it is. */
  static Pose scaled(Pose pose, double by) {
    float x = middle(pose);
    float y = pose.joints().stream().map(Pose.Joint::y).max(Float::compare).orElseThrow();
    return pose.map(j -> j.at((float) (x + (j.x() - x) * by), (float) (y + (j.y() - y) * by)));
  }

  private static float middle(Pose pose) {
    return (pose.joints().get(RIGHT_HIP).x() + pose.joints().get(LEFT_HIP).x()) / 2;
  }
}
