package io.tessera.engine.training.scene;

import io.tessera.api.image.DepthMap;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.Pose;
import io.tessera.api.image.RgbImage;
import java.util.List;

/**
 * One landscape and what is known of it.
 *
 * @param depth distance from the camera in metres; {@link #SKY_DEPTH} where the ray meets nothing
 * @param poses figures in it, if any
 */
public record Scene(RgbImage image, LabelMap labels, DepthMap depth, List<Pose> poses, Mood mood) {
  /** Depth of the sky, in metres: beyond everything. */
  public static final float SKY_DEPTH = 30_000;

  /** Labels that a scene holds, and the one more that stands for "anything". */
  public static final int LABELS = 12;
}
