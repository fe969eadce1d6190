package io.tessera.api.image;

import java.util.List;

/**
 * Figures as label maps, as the networks see them: every limb of OpenPose's skeleton has a label of
 * its own, 1 to 17, drawn as a capsule whose thickness follows the figure's size; 0 is what lies
 * around them. A limb with an invisible joint is left out. Later figures cover earlier ones.
 */
public final class PoseRaster {
  /** Labels of a map: the limbs and what lies around them. */
  public static final int LABELS = 18;

  /** Pairs of joints in OpenPose's order of limbs; limb n has the label n + 1. */
  private static final int[][] LIMBS = {
    {1, 2}, {1, 5}, {2, 3}, {3, 4}, {5, 6}, {6, 7}, {1, 8}, {8, 9}, {9, 10}, {1, 11}, {11, 12},
    {12, 13}, {1, 0}, {0, 14}, {14, 16}, {0, 15}, {15, 17}
  };

  /** Half a limb's thickness as a share of the figure's extent. */
  private static final float THICKNESS = 0.025f;

  private static final float LEAST = 1.5f;

  private PoseRaster() {}

  /** The limbs as pairs of joints. */
  public static List<int[]> limbs() {
    return List.of(LIMBS).stream().map(int[]::clone).toList();
  }

  /** A map of {@code width} × {@code height} pixels; joints may lie outside. */
  public static LabelMap draw(List<Pose> poses, int width, int height) {
    byte[] labels = new byte[width * height];
    for (Pose pose : poses) {
      float radius = Math.max(LEAST, THICKNESS * pose.extent());
      for (int limb = 0; limb < LIMBS.length; limb++) {
        Pose.Joint a = pose.joints().get(LIMBS[limb][0]);
        Pose.Joint b = pose.joints().get(LIMBS[limb][1]);
        if (a.visible() && b.visible()) {
          capsule(labels, width, height, a, b, radius, (byte) (limb + 1));
        }
      }
    }
    return new LabelMap(width, height, labels);
  }

  private static void capsule(
      byte[] labels, int width, int height, Pose.Joint a, Pose.Joint b, float radius, byte label) {
    int left = Math.max(0, (int) Math.floor(Math.min(a.x(), b.x()) - radius));
    int right = Math.min(width - 1, (int) Math.ceil(Math.max(a.x(), b.x()) + radius));
    int top = Math.max(0, (int) Math.floor(Math.min(a.y(), b.y()) - radius));
    int bottom = Math.min(height - 1, (int) Math.ceil(Math.max(a.y(), b.y()) + radius));
    float dx = b.x() - a.x();
    float dy = b.y() - a.y();
    float length = Math.max(1e-6f, dx * dx + dy * dy);
    for (int y = top; y <= bottom; y++) {
      for (int x = left; x <= right; x++) {
        float t = Math.clamp(((x - a.x()) * dx + (y - a.y()) * dy) / length, 0f, 1f);
        float ox = x - a.x() - t * dx;
        float oy = y - a.y() - t * dy;
        if (ox * ox + oy * oy <= radius * radius) {
          labels[y * width + x] = label;
        }
      }
    }
  }
}
