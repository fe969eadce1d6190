package io.tessera.engine.training;

import io.tessera.engine.image.LabelMap;
import io.tessera.engine.image.RgbImage;
import io.tessera.engine.training.scene.Mood;
import io.tessera.engine.training.scene.Scene;
import java.util.Locale;
import java.util.Optional;

/**
 * A picture to learn from, and what is known of it.
 *
 * @param labels of every pixel, where there are any
 * @param mood where it is known
 */
record Sample(RgbImage image, Optional<LabelMap> labels, Optional<Mood> mood, Style style) {
  /** Where a picture comes from. */
  enum Style {
    SCENE,
    PHOTOGRAPH;

    /** The name in configurations. */
    String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Sample of(Scene scene) {
    return new Sample(
        scene.image(), Optional.of(scene.labels()), Optional.of(scene.mood()), Style.SCENE);
  }
}
