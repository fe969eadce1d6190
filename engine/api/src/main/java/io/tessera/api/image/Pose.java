package io.tessera.api.image;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A figure of 18 keypoints in OpenPose's order (nose, neck, right shoulder, elbow, wrist, left
 * ones, right hip, knee, ankle, left ones, right eye, left eye, right ear, left ear).
 *
 * @param joints 18 places in pixels
 */
public record Pose(List<Joint> joints) {
  public static final int JOINTS = 18;

  /**
   * @param visible whether it lies inside the picture with nothing in front of it
   */
  public record Joint(float x, float y, boolean visible) {
    public Joint at(float newX, float newY) {
      return new Joint(newX, newY, visible);
    }
  }

  public Pose {
    joints = List.copyOf(joints);
    if (joints.size() != JOINTS) {
      throw new IllegalArgumentException(joints.size() + " joints, not " + JOINTS);
    }
  }

  /** Every joint changed in the same way. */
  public Pose map(UnaryOperator<Joint> change) {
    return new Pose(joints.stream().map(change).toList());
  }

  /** Stretched about the picture's upper left corner. */
  public Pose scaled(float byX, float byY) {
    return map(j -> j.at(j.x() * byX, j.y() * byY));
  }

  /** Diagonal of the box around its visible joints, in pixels; 0 where there are none. */
  public float extent() {
    float left = Float.POSITIVE_INFINITY;
    float right = Float.NEGATIVE_INFINITY;
    float top = Float.POSITIVE_INFINITY;
    float bottom = Float.NEGATIVE_INFINITY;
    for (Joint j : joints) {
      if (j.visible()) {
        left = Math.min(left, j.x());
        right = Math.max(right, j.x());
        top = Math.min(top, j.y());
        bottom = Math.max(bottom, j.y());
      }
    }
    return right < left ? 0 : (float) Math.hypot(right - left, bottom - top);
  }
}
