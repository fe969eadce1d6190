package io.tessera.engine.training;

import io.tessera.api.ConditionKind;
import io.tessera.api.image.DepthMap;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.Pose;
import io.tessera.api.image.PoseRaster;
import io.tessera.api.image.RgbImage;
import io.tessera.engine.training.scene.Mood;
import io.tessera.engine.training.scene.Scene;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A picture to learn from, and what is known of it.
 *
 * @param labels of every pixel, where there are any; of its figures' limbs where poses are learned
 * @param depth nearness of every pixel, 0..1, where it is known and depth is learned
 * @param mood where it is known
 * @param label number of its class, where pictures are sorted into some
 * @param focus a place that many windows should hold, such as the middle of a figure
 */
record Sample(
    RgbImage image,
    Optional<LabelMap> labels,
    Optional<DepthMap> depth,
    Optional<Mood> mood,
    Style style,
    Optional<Focus> focus,
    OptionalInt label) {
  /** A picture of no class. */
  Sample(
      RgbImage image,
      Optional<LabelMap> labels,
      Optional<DepthMap> depth,
      Optional<Mood> mood,
      Style style,
      Optional<Focus> focus) {
    this(image, labels, depth, mood, style, focus, OptionalInt.empty());
  }

  /** The same of a class. */
  Sample of(OptionalInt number) {
    return new Sample(image, labels, depth, mood, style, focus, number);
  }

  /** A pixel. */
  record Focus(int x, int y) {}

  /** Where a picture comes from. */
  enum Style {
    SCENE,
    PHOTOGRAPH;

    /** The name in configurations. */
    String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A scene with its layout. */
  static Sample of(Scene scene) {
    return of(scene, ConditionKind.LAYOUT);
  }

  /** A scene with what a condition of this kind is made from, and no focus. */
  static Sample of(Scene scene, ConditionKind condition) {
    boolean poses = condition == ConditionKind.POSE;
    return new Sample(
        scene.image(),
        Optional.of(
            poses
                ? PoseRaster.draw(scene.poses(), scene.image().width(), scene.image().height())
                : scene.labels()),
        condition == ConditionKind.DEPTH ? Optional.of(scene.depth().nearness()) : Optional.empty(),
        Optional.of(scene.mood()),
        Style.SCENE,
        Optional.empty());
  }

  /** The numbers of its pixels: known with it, or taken from the picture. */
  DepthMap plane(ConditionKind kind) {
    return kind.plane().ofPicture().map(of -> of.apply(image)).orElseGet(depth::orElseThrow);
  }

  /** The same with another focus. */
  Sample about(Optional<Focus> place) {
    return new Sample(image, labels, depth, mood, style, place, label);
  }

  /** The middle of the largest figure, between the hips. */
  static Optional<Focus> focus(Scene scene) {
    return scene.poses().stream()
        .max(Comparator.comparingDouble(Pose::extent))
        .map(
            pose -> {
              Pose.Joint a = pose.joints().get(8);
              Pose.Joint b = pose.joints().get(11);
              return new Focus(
                  Math.clamp((int) (a.x() + b.x()) / 2, 0, scene.image().width() - 1),
                  Math.clamp((int) (a.y() + b.y()) / 2, 0, scene.image().height() - 1));
            });
  }
}
