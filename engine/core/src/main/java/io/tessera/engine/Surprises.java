package io.tessera.engine;

import io.tessera.api.ConditionKind;
import io.tessera.api.Surprise;
import io.tessera.api.image.DepthMap;
import io.tessera.engine.training.scene.Scene;
import io.tessera.engine.training.scene.SceneGenerator;
import java.util.EnumMap;
import java.util.Map;

/** Drawn scenes as something to make a picture from. */
final class Surprises {
  /** Scenes that are looked through for one with somebody in it. */
  private static final int TRIES = 20;

  private Surprises() {}

  static Surprise of(long seed, int width, int height, boolean people) {
    Scene scene = people ? peopled(seed, width, height) : SceneGenerator.scene(seed, width, height);
    Map<ConditionKind, DepthMap> planes = new EnumMap<>(ConditionKind.class);
    for (ConditionKind kind : ConditionKind.planes()) {
      planes.put(
          kind,
          kind.plane()
              .ofPicture()
              .map(of -> of.apply(scene.image()))
              .orElseGet(() -> scene.depth().nearness()));
    }
    return new Surprise(scene.labels(), planes, scene.poses());
  }

  /** The first scene from a seed on that has somebody in it. */
  private static Scene peopled(long seed, int width, int height) {
    Scene scene = SceneGenerator.withFigures(seed, width, height);
    for (long next = seed + 1; scene.poses().isEmpty() && next < seed + TRIES; next++) {
      scene = SceneGenerator.withFigures(next, width, height);
    }
    return scene;
  }
}
