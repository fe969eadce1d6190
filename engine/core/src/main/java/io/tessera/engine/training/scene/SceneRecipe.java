package io.tessera.engine.training.scene;

import java.util.SplittableRandom;

/**
 * Everything random about a scene but its noise, drawn from the seed alone, so that a scene is the
 * same at every size.
 *
 * @param mountain height of mountains in metres; 0 for none
 * @param hill height of hills in metres
 * @param water how much of the near ground lies under water, 0 for none
 * @param snowLine height in metres above which snow lies
 * @param forest share of the ground under trees, 0..1
 * @param conifer share of conifers among the trees
 * @param clouds cover, 0..1
 * @param sunAzimuth degrees right of the view's centre
 * @param sunHeight degrees above the horizon
 * @param cameraHeight metres above the ground or the water
 * @param pitch where the horizon lies, as a share of the picture's height from the top
 * @param haze factor on the mood's haze
 */
record SceneRecipe(
    long seed,
    Mood mood,
    Biome biome,
    float mountain,
    float hill,
    float water,
    float snowLine,
    float forest,
    float conifer,
    float clouds,
    float sunAzimuth,
    float sunHeight,
    float cameraHeight,
    float pitch,
    float haze,
    Figures figures) {

  /** How many people there are, and how they move. */
  enum Figures {
    NONE,
    /** One who stands or walks. */
    ONE,
    /** One to three, in all kinds of poses. */
    BUSY
  }

  /** Kinds of land. */
  enum Biome {
    ALPINE,
    LAKE,
    COAST,
    HILLS,
    DESERT,
    TUNDRA
  }

  static SceneRecipe of(long seed) {
    SplittableRandom r = new SplittableRandom(seed);
    Mood mood = mood(r.nextDouble());
    Biome biome = biome(r.nextDouble());
    float mountain =
        switch (biome) {
          case ALPINE, LAKE -> range(r, 700, 1700);
          case TUNDRA -> range(r, 500, 1300);
          case COAST -> r.nextDouble() < 0.5 ? range(r, 150, 600) : 0;
          case HILLS -> r.nextDouble() < 0.4 ? range(r, 250, 700) : 0;
          case DESERT -> range(r, 150, 700);
        };
    float water =
        switch (biome) {
          case LAKE -> range(r, 0.5, 1);
          case COAST -> range(r, 0.7, 1);
          case ALPINE, HILLS, TUNDRA -> r.nextDouble() < 0.45 ? range(r, 0.15, 0.6) : 0;
          case DESERT -> 0;
        };
    return new SceneRecipe(
        seed,
        mood,
        biome,
        mountain,
        biome == Biome.HILLS ? range(r, 60, 190) : range(r, 15, 80),
        water,
        switch (biome) {
          case TUNDRA -> range(r, -40, 300);
          case DESERT -> 5000;
          default -> r.nextDouble() < 0.75 ? range(r, 350, 900) : 3000;
        },
        switch (biome) {
          case DESERT -> 0;
          case TUNDRA -> range(r, 0, 0.25);
          default -> range(r, 0.1, 0.75);
        },
        biome == Biome.ALPINE || biome == Biome.TUNDRA ? range(r, 0.7, 1) : range(r, 0, 1),
        mood == Mood.FOG ? range(r, 0, 0.3) : r.nextDouble() < 0.25 ? 0 : range(r, 0.15, 0.8),
        range(r, -75, 75),
        mood.sunHeight * range(r, 0.6, 1.5),
        r.nextDouble() < 0.75 ? range(r, 1.7, 14) : range(r, 20, 70),
        range(r, 0.34, 0.62),
        range(r, 0.5, 1.7),
        r.nextDouble() < 0.1 ? Figures.ONE : Figures.NONE);
  }

  /** The same country with people in it, seen from not too high above them. */
  SceneRecipe busy() {
    return new SceneRecipe(
        seed,
        mood,
        biome,
        mountain,
        hill,
        water,
        snowLine,
        forest,
        conifer,
        clouds,
        sunAzimuth,
        sunHeight,
        Math.min(cameraHeight, 4),
        pitch,
        haze,
        Figures.BUSY);
  }

  /** Night and fog show little; they stay rare. */
  private static Mood mood(double u) {
    if (u < 0.36) {
      return Mood.DAY;
    }
    if (u < 0.58) {
      return Mood.GOLDEN;
    }
    if (u < 0.74) {
      return Mood.SUNSET;
    }
    if (u < 0.86) {
      return Mood.DUSK;
    }
    return u < 0.93 ? Mood.NIGHT : Mood.FOG;
  }

  /** Deserts are plain, so they come half as often as the others. */
  private static Biome biome(double u) {
    Biome[] all = Biome.values();
    double share = 2.0 / (2 * all.length - 1);
    if (u < share / 2) {
      return Biome.DESERT;
    }
    int n = (int) ((u - share / 2) / share);
    return n < Biome.DESERT.ordinal() ? all[n] : all[Math.min(all.length - 1, n + 1)];
  }

  private static float range(SplittableRandom r, double from, double to) {
    return (float) r.nextDouble(from, to);
  }
}
