package io.tessera.engine.training.scene;

import static io.tessera.engine.training.scene.Noise.smoothstep;

/**
 * Height of the ground as a function of the place, in metres; the camera stands at the origin and
 * looks along +y. Water fills everything below 0.
 */
final class Terrain {
  private final SceneRecipe recipe;
  private final Noise noise;
  private final Noise rock;
  private final Noise woods;
  private final float shift;

  Terrain(SceneRecipe recipe) {
    this.recipe = recipe;
    this.noise = new Noise(recipe.seed());
    this.rock = new Noise(recipe.seed() + 1);
    this.woods = new Noise(recipe.seed() + 2);
    this.shift = noise.hash(3, 5) * 1000;
  }

  /**
   * How much of a mountain range stands at a place, 0..1: none before the camera, so that a valley
   * opens.
   */
  float range(float x, float y) {
    if (recipe.mountain() <= 0) {
      return 0;
    }
    float edge = 750 + 700 * noise.at(x / 1700 + shift, 4.2f) + 0.3f * Math.abs(x);
    return smoothstep(edge, edge + 2100, y);
  }

  /**
   * @param footprint size of the smallest thing worth showing there, in metres
   */
  float height(float x, float y, float footprint) {
    float wx = x + 220 * noise.at(x / 1100 + 7.7f, y / 1100);
    float wy = y + 220 * noise.at(x / 1100, y / 1100 + 3.1f);
    float h = 4 + 10 * noise.fbm(x / 420 + shift, y / 420, 3, 0.5f);
    h += recipe.hill() * hillMask(y) * (0.45f + noise.fbm(wx / 760 - shift, wy / 760, 4, 0.45f));
    float range = range(x, y);
    if (range > 0) {
      float crest = rock.ridged(wx / 2600 + shift, wy / 2600, octaves(2600, footprint, 9));
      float massif = 0.55f + 0.45f * rock.at(wx / 4200, wy / 4200 + shift);
      h += range * recipe.mountain() * (0.15f + 1.35f * crest * massif);
    }
    if (recipe.biome() == SceneRecipe.Biome.DESERT) {
      h += dunes(wx, wy) * (1 - range);
    }
    if (recipe.water() > 0) {
      h -= basin(x, y);
    }
    if (footprint < 12) {
      h += 1.6f * rock.fbm(x / 38, y / 38, octaves(38, footprint, 5), 0.5f);
    }
    return h;
  }

  private static float hillMask(float y) {
    return smoothstep(60, 900, y);
  }

  /** Asymmetric waves with sharp crests. */
  private float dunes(float x, float y) {
    float n = 1 - Math.abs(noise.at(x / 260 + 0.35f * y / 260, y / 150));
    return 26 * n * n * smoothstep(5, 250, y);
  }

  /** What lakes, rivers and the sea take off the ground, in metres. */
  private float basin(float x, float y) {
    float bank = 1 + 0.5f * noise.fbm(x / 330 + 11, y / 330, 4, 0.5f);
    float depth;
    if (recipe.biome() == SceneRecipe.Biome.COAST) {
      float side = shift > 500 ? 1 : -1;
      depth = 60 * smoothstep(-160, 260, side * x * 0.8f + 0.12f * y + 180 * (bank - 1) + 60);
      depth *= smoothstep(6, 40, y * bank);
    } else {
      float reach = 300 + 2600 * recipe.water();
      float half = (90 + 700 * recipe.water()) * bank + 0.22f * y;
      float bend = 220 * noise.at(y / 900 + shift, 1.5f) * smoothstep(50, 700, y);
      depth =
          34
              * smoothstep(half, half * 0.55f, Math.abs(x - bend))
              * smoothstep(reach * 1.5f, reach, y * bank);
      depth *= smoothstep(5, 45, y * bank - 18 * (1 - recipe.water()));
    }
    return depth + recipe.hill() * hillMask(y) * Math.min(1, depth / 20);
  }

  private static int octaves(float size, float footprint, int most) {
    int n = 1;
    while (n < most && size > 2.4f * footprint) {
      size *= 0.5f;
      n++;
    }
    return n;
  }

  /** How densely trees stand at a place, 0..1. */
  float forest(float x, float y, float height, float slope) {
    if (recipe.forest() <= 0 || height < 1.2f) {
      return 0;
    }
    float patch = 0.5f + 0.9f * woods.fbm(x / 330, y / 330 + shift, 4, 0.55f);
    float line = Math.min(recipe.snowLine() * 0.8f + 120, 620) + 110 * woods.at(x / 300, y / 300);
    float density = smoothstep(1 - recipe.forest() - 0.12f, 1 - recipe.forest() + 0.12f, patch);
    return density
        * smoothstep(line + 60, line - 60, height)
        * smoothstep(1.1f, 0.8f, slope)
        * smoothstep(24, 60, y);
  }
}
