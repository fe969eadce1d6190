package io.tessera.engine.training.scene;

import io.tessera.api.image.Pose;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** People in the landscape: capsules over an 18-keypoint skeleton, lit like everything else. */
final class Figure {
  private static final float TALL = 1.75f;

  /**
   * Joints of someone who stands still, in metres right of and above the feet, in OpenPose's order.
   */
  private static final float[][] STANDING = {
    {0, 1.58f},
    {0, 1.42f},
    {-.19f, 1.40f},
    {-.25f, 1.12f},
    {-.27f, .86f},
    {.19f, 1.40f},
    {.25f, 1.12f},
    {.27f, .86f},
    {-.10f, .90f},
    {-.11f, .48f},
    {-.12f, .05f},
    {.10f, .90f},
    {.11f, .48f},
    {.12f, .05f},
    {-.03f, 1.62f},
    {.03f, 1.62f},
    {-.07f, 1.60f},
    {.07f, 1.60f}
  };

  /**
   * Limbs as pairs of joints, their thickness in metres, and what they wear: 0 skin, 1 jacket, 2
   * trousers, 3 hair.
   */
  private static final float[][] LIMBS = {
    {9, 10, .075f, 2},
    {12, 13, .075f, 2},
    {8, 9, .09f, 2},
    {11, 12, .09f, 2},
    {3, 4, .05f, 1},
    {6, 7, .05f, 1},
    {2, 3, .06f, 1},
    {5, 6, .06f, 1},
    {2, 8, .13f, 1},
    {5, 11, .13f, 1},
    {1, 8, .14f, 1},
    {1, 11, .14f, 1},
    {1, 0, .07f, 0},
    {0, 0, .115f, 0},
    {14, 15, .10f, 3}
  };

  private Figure() {}

  /** Draws them somewhere on dry ground within sight, where there is any. */
  static List<Pose> draw(
      Frame frame, SceneRecipe recipe, Relief relief, Sky sky, Ground ground, Sun sun) {
    SplittableRandom random = new SplittableRandom(recipe.seed() ^ 0x5f19);
    Camera camera = relief.camera;
    List<Pose> poses = new ArrayList<>();
    boolean busy = recipe.figures() == SceneRecipe.Figures.BUSY;
    int count = busy ? 1 + (int) Long.remainderUnsigned(recipe.seed(), 3) : 1;
    for (int attempt = 0; attempt < 30 * count && poses.size() < count; attempt++) {
      int column = (int) (camera.width() * random.nextDouble(0.12, 0.88));
      int step = relief.step((float) random.nextDouble(5, busy ? 16 : 20));
      int i = relief.index(column, step);
      float distance = relief.distances[step];
      float row = camera.row(relief.ground[i], distance);
      if (relief.ground[i] < 0.4f || row > camera.height() * 0.97f || relief.woods[i] > 0.4f) {
        continue;
      }
      float[][] joints = busy ? lively(random) : pose(random);
      float scale = camera.focal() / distance;
      List<Pose.Joint> out = new ArrayList<>();
      for (float[] j : joints) {
        float x = column + j[0] * scale;
        float y = row - j[1] * scale;
        out.add(
            new Pose.Joint(x, y, x >= 0 && y >= 0 && x < camera.width() && y < camera.height()));
      }
      paint(frame, joints, random, sky, ground, sun, relief.light[i], distance, column, row, scale);
      poses.add(new Pose(out));
    }
    return poses;
  }

  private static float[][] pose(SplittableRandom random) {
    float[][] p = new float[Pose.JOINTS][];
    float turn = (float) random.nextDouble(0.35, 1) * (random.nextBoolean() ? 1 : -1);
    for (int j = 0; j < p.length; j++) {
      p[j] = new float[] {STANDING[j][0] * turn, STANDING[j][1]};
    }
    for (int arm = 3; arm <= 6; arm += 3) {
      swing(
          p,
          arm - 1,
          new int[] {arm, arm + 1},
          random.nextDouble(-0.5, 0.9) * Math.signum(p[arm][0]));
      swing(p, arm, new int[] {arm + 1}, random.nextDouble(0, 0.9) * Math.signum(p[arm][0]));
    }
    double stride = random.nextDouble(-0.35, 0.35);
    swing(p, 8, new int[] {9, 10}, stride);
    swing(p, 11, new int[] {12, 13}, -stride);
    return p;
  }

  /** Someone who walks, waves, stretches or leans: wider movements than {@link #pose}. */
  private static float[][] lively(SplittableRandom random) {
    float[][] p = new float[Pose.JOINTS][];
    float turn = (float) random.nextDouble(0.3, 1) * (random.nextBoolean() ? 1 : -1);
    for (int j = 0; j < p.length; j++) {
      p[j] = new float[] {STANDING[j][0] * turn, STANDING[j][1]};
    }
    for (int arm = 3; arm <= 6; arm += 3) {
      double side = Math.signum(p[arm][0]);
      swing(p, arm - 1, new int[] {arm, arm + 1}, random.nextDouble(-0.6, 2.7) * side);
      swing(p, arm, new int[] {arm + 1}, random.nextDouble(-0.2, 1.9) * side);
    }
    double stride = random.nextDouble(-0.6, 0.6);
    swing(p, 8, new int[] {9, 10}, stride);
    swing(p, 11, new int[] {12, 13}, -stride);
    double bend = random.nextDouble(0, 0.9);
    swing(p, stride > 0 ? 12 : 9, new int[] {stride > 0 ? 13 : 10}, stride > 0 ? -bend : bend);
    double lean = random.nextDouble(-0.2, 0.2);
    for (int hip = 8; hip <= 11; hip += 3) {
      swing(
          p, hip, hip == 8 ? new int[] {0, 1, 2, 3, 4, 14, 16} : new int[] {5, 6, 7, 15, 17}, lean);
    }
    // Whichever foot is lower now stands on the ground.
    float lowest = Math.min(p[10][1], p[13][1]) - STANDING[10][1];
    for (float[] joint : p) {
      joint[1] -= lowest;
    }
    return p;
  }

  /** Turns joints about another one, by an angle in radians. */
  private static void swing(float[][] p, int about, int[] joints, double angle) {
    for (int j : joints) {
      double x = p[j][0] - p[about][0];
      double y = p[j][1] - p[about][1];
      p[j][0] = (float) (p[about][0] + x * Math.cos(angle) - y * Math.sin(angle));
      p[j][1] = (float) (p[about][1] + x * Math.sin(angle) + y * Math.cos(angle));
    }
  }

  private static void paint(
      Frame frame,
      float[][] joints,
      SplittableRandom random,
      Sky sky,
      Ground ground,
      Sun sun,
      float light,
      float distance,
      float column,
      float row,
      float scale) {
    Rgb[] wear = {
      Rgb.of(0xc99a7a).times((float) random.nextDouble(0.35, 1.1)),
      new Rgb(
          (float) random.nextDouble(0.03, 0.6),
          (float) random.nextDouble(0.03, 0.35),
          (float) random.nextDouble(0.03, 0.45)),
      Rgb.of(0x3b4150).times((float) random.nextDouble(0.5, 1.5)),
      Rgb.of(0x3a2a1e)
    };
    int top = (int) (row - TALL * 1.1f * scale);
    int side = (int) (1.1f * scale) + 1;
    for (float[] limb : LIMBS) {
      float[] a = joints[(int) limb[0]];
      float[] b = joints[(int) limb[1]];
      for (int y = Math.max(0, top); y <= Math.min(frame.height - 1, (int) row); y++) {
        for (int x = Math.max(0, (int) column - side);
            x <= Math.min(frame.width - 1, (int) column + side);
            x++) {
          float px = (x - column) / scale;
          float py = (row - y) / scale;
          float off = distance(px, py, a, b) / limb[2];
          int i = y * frame.width + x;
          if (off <= 1 && frame.distance[i] > distance * 0.98f) {
            float round = (float) Math.sqrt(1 - off * off);
            float lit =
                Math.max(0.1f, 0.4f * round + Math.signum(px - a[0]) * off * sun.x() * 0.6f + 0.3f)
                    * Math.min(1, 0.4f + 2 * light);
            frame.set(
                i,
                sky.hazed(
                    ground.illuminate(wear[(int) limb[3]], lit, 0.6f + 0.4f * round, Label.FIGURE),
                    distance,
                    0,
                    x));
            frame.label[i] = Label.FIGURE;
            frame.distance[i] = distance;
          }
        }
      }
    }
  }

  private static float distance(float x, float y, float[] a, float[] b) {
    float dx = b[0] - a[0];
    float dy = b[1] - a[1];
    float t =
        Math.clamp(
            ((x - a[0]) * dx + (y - a[1]) * dy) / Math.max(1e-6f, dx * dx + dy * dy), 0f, 1f);
    return (float) Math.hypot(x - a[0] - t * dx, y - a[1] - t * dy);
  }
}
