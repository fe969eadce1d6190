package io.tessera.engine.training.scene;

import static io.tessera.engine.training.scene.Noise.smoothstep;

/** Materials of the land: which label lies where, its colour, and how it is lit. */
final class Ground {
  private static final Rgb GRASS = Rgb.of(0x64803e);
  private static final Rgb LUSH = Rgb.of(0x47702c);
  private static final Rgb[] PETALS = {
    Rgb.of(0xf2e25a), Rgb.of(0xf4f1ea), Rgb.of(0x8b6fc8), Rgb.of(0xd8586a)
  };
  private static final Rgb DRY = Rgb.of(0x9c9058);
  private static final Rgb HILL = Rgb.of(0x6c7c48);
  private static final Rgb ROCK = Rgb.of(0x85796b);
  private static final Rgb DARK_ROCK = Rgb.of(0x57504c);
  private static final Rgb RED_ROCK = Rgb.of(0xa8663f);
  private static final Rgb SAND = Rgb.of(0xd9c08c);
  private static final Rgb SNOW = Rgb.of(0xf6f9ff);
  private static final Rgb FLOOR = Rgb.of(0x33481f);

  private final SceneRecipe recipe;
  private final Terrain terrain;
  private final Noise noise;
  private final Noise fine;
  private final boolean desert;

  /** How many flowers there are, 0 on most lands. */
  private final float flowers;

  private final Rgb petal;

  Ground(SceneRecipe recipe, Terrain terrain) {
    this.recipe = recipe;
    this.terrain = terrain;
    this.noise = new Noise(recipe.seed() + 3);
    this.fine = new Noise(recipe.seed() + 4);
    this.flowers = smoothstep(0.45f, 0.9f, noise.hash(11, 4));
    this.petal = PETALS[(int) (noise.hash(12, 4) * PETALS.length)];
    this.desert = recipe.biome() == SceneRecipe.Biome.DESERT;
  }

  /** The label of dry ground. */
  byte label(float x, float y, float h, float slope, float woods) {
    float rough = noise.fbm(x / 90, y / 90, 3, 0.6f);
    float range = terrain.range(x, y);
    float high = range * smoothstep(60, 190, h + 60 * rough);
    if (h > recipe.snowLine() + 130 * rough && slope < 1.15f + 0.5f * rough) {
      return Label.SNOW;
    }
    if (woods > 0.5f) {
      return Label.FOREST;
    }
    if (slope > 0.62f + 0.2f * rough || high > 0.55f) {
      return range > 0.25f ? Label.MOUNTAIN : Label.ROCK;
    }
    if (desert) {
      return Label.SAND;
    }
    if (recipe.water() > 0 && h < 1.5f + 1.3f * rough && slope < 0.5f) {
      return Label.SAND;
    }
    boolean near = y < 700 + 250 * rough;
    if (near && slope > 0.34f + 0.3f * rough && fine.fbm(x / 14, y / 14, 2, 0.5f) > 0.15f) {
      return Label.ROCK;
    }
    return near && h < 60 + 40 * rough ? Label.GRASS : Label.HILL;
  }

  /** Reflectance of a label at a place; detail finer than the footprint is left out. */
  Rgb color(byte label, float x, float y, float h, float slope, float footprint) {
    float broad = 0.5f + 0.5f * noise.fbm(x / 140, y / 140, 3, 0.5f);
    float grain = detail(x, y, footprint);
    return switch (label) {
      case Label.SNOW -> SNOW.times(0.97f + 0.05f * grain);
      case Label.FOREST -> FLOOR.times(0.9f + 0.5f * grain);
      case Label.MOUNTAIN, Label.ROCK -> rock(x, y, h, broad, grain);
      case Label.SAND ->
          SAND.mix(desert ? RED_ROCK : DRY, 0.15f + 0.3f * broad)
              .times(0.95f + 0.16f * grain + ripples(x, y, footprint));
      case Label.HILL -> HILL.mix(DRY, 0.75f * broad).times(0.9f + 0.4f * grain);
      default -> meadow(x, y, broad, grain, footprint);
    };
  }

  /** Grass, lush and dry by turns, with darker tufts and, on some meadows, flowers. */
  private Rgb meadow(float x, float y, float broad, float grain, float footprint) {
    float dry = 0.1f + 0.75f * smoothstep(0.35f, 0.95f, broad + 0.3f * grain);
    Rgb c = GRASS.mix(LUSH, smoothstep(0.55f, 0.25f, broad)).mix(DRY, dry);
    float tufts = smoothstep(0.1f, 0.6f, fine.fbm(x / 2.6f + 40, y / 2.6f, 2, 0.5f));
    c = c.times((0.9f + 0.55f * grain) * (1 - 0.3f * tufts * smoothstep(0.9f, 0.2f, footprint)));
    float bloom = smoothstep(0.12f, 0.45f, noise.at(x / 21 + 80, y / 21)) * flowers;
    if (bloom > 0 && footprint < 0.09f) {
      int cx = (int) Math.floor(x / 0.16f);
      int cy = (int) Math.floor(y / 0.16f);
      double off = Math.hypot(x / 0.16f - cx - 0.5f, y / 0.16f - cy - 0.5f);
      float radius = Math.max(0.2f, footprint / 0.16f);
      if (fine.hash(cx, cy) < 0.2f * bloom && off < radius) {
        float light = 0.8f + 0.4f * fine.hash(cy, cx);
        c = c.mix(petal.times(light), smoothstep(0.09f, 0.02f, footprint));
      }
    }
    return c;
  }

  private Rgb rock(float x, float y, float h, float broad, float grain) {
    float bend = h / 17 + 1.4f * noise.at(x / 160, y / 160);
    float strata = 0.5f + 0.5f * fine.at(bend, 0.5f + x / 900);
    Rgb stone =
        desert
            ? RED_ROCK.mix(SAND, 0.55f * strata)
            : ROCK.mix(DARK_ROCK, 0.3f * strata + 0.45f * broad);
    return stone.times(0.75f + 0.4f * broad + 0.55f * grain);
  }

  /** Lines that wind leaves on sand, on the near ground only. */
  private float ripples(float x, float y, float footprint) {
    float w = x * 2.2f + y * 3.4f + 2.2f * noise.at(x / 3, y / 3);
    return desert ? 0.07f * (float) Math.sin(w) * smoothstep(0.35f, 0.08f, footprint) : 0;
  }

  /** Texture from coarse to as fine as a pixel, about -0.5..0.5. */
  private float detail(float x, float y, float footprint) {
    float sum = 0;
    float weight = 0.30f;
    for (float size = 0.08f; size < 100; size *= 3.1f) {
      float seen = smoothstep(0.4f, 1.6f, size / (2 * footprint));
      if (seen > 0) {
        sum += weight * seen * fine.at(x / size + size, y / size);
      }
      weight *= 0.95f;
    }
    return sum;
  }

  /** Light on a surface: sun through {@code lit}, sky from above. */
  Rgb illuminate(Rgb color, float lit, float open, byte label) {
    Mood m = recipe.mood();
    Rgb sun = m.sun.times(m.sunLight * lit * 0.62f);
    Rgb sky =
        m.zenith.mix(m.horizon, 0.38f).times(m.ambient * open * (label == Label.SNOW ? 1.25f : 1));
    return color.times(sun.plus(sky));
  }
}
