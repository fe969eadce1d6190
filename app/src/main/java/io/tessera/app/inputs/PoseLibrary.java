package io.tessera.app.inputs;

import io.tessera.api.image.Pose;
import io.tessera.app.document.Beginnings;
import java.util.Locale;

/** Poses to begin with. */
enum PoseLibrary {
  STANDING,
  WALKING(8, 9, 18, 11, 12, -18, 12, 13, -14, 2, 3, -16, 5, 6, 16),
  WAVING(2, 3, 138, 3, 4, 20, 5, 6, -6),
  ARMS_WIDE(2, 3, 74, 3, 4, 0, 5, 6, -74),
  ARMS_UP(2, 3, 152, 5, 6, -152),
  HANDS_ON_HIPS(2, 3, 42, 3, 4, -98, 5, 6, -42, 6, 7, 98),
  RUNNING(8, 9, 36, 9, 10, -30, 11, 12, -24, 12, 13, -56, 2, 3, -40, 3, 4, -70, 5, 6, 36, 6, 7, 70),
  LEANING(1, 0, 8, 2, 3, -10, 5, 6, 24, 8, 9, -8, 11, 12, 14);

  /**
   * Joint that is turned about, joint that is turned with what hangs from it, degrees clockwise.
   */
  private final int[] turns;

  PoseLibrary(int... turns) {
    this.turns = turns;
  }

  /** The end of its key in resources. */
  String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * A figure with its feet at a place.
   *
   * @param height of someone who stands, in pixels
   */
  Pose at(float x, float y, float height) {
    Pose pose = Beginnings.standing(x, y, height);
    for (int k = 0; k < turns.length; k += 3) {
      Pose.Joint pivot = pose.joints().get(turns[k]);
      Pose.Joint end = pose.joints().get(turns[k + 1]);
      double a =
          Math.atan2(end.y() - pivot.y(), end.x() - pivot.x()) + Math.toRadians(turns[k + 2]);
      pose = Skeleton.bend(pose, turns[k + 1], pivot.x() + Math.cos(a), pivot.y() + Math.sin(a));
    }
    // The lower foot stays on the ground.
    float lowest = Math.max(pose.joints().get(10).y(), pose.joints().get(13).y());
    return Skeleton.moved(pose, 0, y - 0.03f * height - lowest);
  }
}
