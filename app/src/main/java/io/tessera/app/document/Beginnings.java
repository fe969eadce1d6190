package io.tessera.app.document;

import io.tessera.api.ConditionKind;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.Pose;
import java.util.ArrayList;
import java.util.List;

/** What depth and figures of a new document are: something to begin with rather than nothing. */
public final class Beginnings {
  /** Where the horizon of a plain lies, as a share of the height. */
  private static final double HORIZON = 0.45;

  /** Nearness at the horizon of the plain, so that its edge shows against the sky's 0. */
  private static final int FAR_GROUND = 84;

  /** A person who stands, as shares of the height, from the middle of the feet. */
  private static final float[][] STANDING = {
    {0, .90f}, {0, .81f}, {-.11f, .80f}, {-.15f, .64f}, {-.16f, .49f}, {.11f, .80f},
    {.15f, .64f}, {.16f, .49f}, {-.06f, .51f}, {-.065f, .28f}, {-.07f, .03f}, {.06f, .51f},
    {.065f, .28f}, {.07f, .03f}, {-.02f, .93f}, {.02f, .93f}, {-.04f, .91f}, {.04f, .91f}
  };

  /**
   * A new figure's height in that of the picture: someone a few steps away, as most people in
   * landscapes are. Models know fewer who stand nearer.
   */
  public static final float TALL = 0.36f;

  private Beginnings() {}

  /** What a layer with a number in every pixel begins with. */
  static LabelMap plane(ConditionKind kind, int width, int height) {
    return kind.plane().gradual() ? plain(width, height) : LabelMap.filled(width, height, 0);
  }

  /** A plain that reaches to the horizon, as nearness 0 to 255; the sky is farthest. */
  public static LabelMap plain(int width, int height) {
    byte[] nearness = new byte[width * height];
    int horizon = (int) (height * HORIZON);
    for (int y = horizon; y < height; y++) {
      // Distance of flat ground falls as one over the rows below the horizon; nearness is its log.
      double below = (y - horizon + 1.0) / (height - horizon);
      double near = 1 + Math.log(below) / Math.log(height - horizon);
      int value = (int) Math.round(FAR_GROUND + (255 - FAR_GROUND) * Math.max(0, near));
      java.util.Arrays.fill(nearness, y * width, (y + 1) * width, (byte) value);
    }
    return new LabelMap(width, height, nearness);
  }

  /**
   * Someone who stands.
   *
   * @param x of the feet
   * @param y of the feet
   * @param height from feet to crown, in pixels
   */
  public static Pose standing(float x, float y, float height) {
    List<Pose.Joint> joints = new ArrayList<>();
    for (float[] j : STANDING) {
      joints.add(new Pose.Joint(x + j[0] * height, y - j[1] * height, true));
    }
    return new Pose(joints);
  }

  /** One person a little left of the middle. */
  static List<Pose> onePerson(int width, int height) {
    return List.of(standing(width * 0.42f, height * 0.86f, height * TALL));
  }
}
