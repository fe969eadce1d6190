package io.tessera.engine.image;

import java.util.List;

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
  public record Joint(float x, float y, boolean visible) {}

  public Pose {
    joints = List.copyOf(joints);
    if (joints.size() != JOINTS) {
      throw new IllegalArgumentException(joints.size() + " joints, not " + JOINTS);
    }
  }
}
