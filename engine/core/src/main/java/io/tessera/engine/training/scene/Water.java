package io.tessera.engine.training.scene;

import static io.tessera.engine.training.scene.Noise.smoothstep;

/**
 * Water: what stands behind it, upside down and broken by ripples, over its own colour where one
 * looks down into it.
 */
final class Water {
  private static final Rgb DEEP = Rgb.of(0x1d4a5e);
  private static final Rgb SHALLOW = Rgb.of(0x4d8f88);

  private final SceneRecipe recipe;
  private final Relief relief;
  private final Camera camera;
  private final Sky sky;
  private final Sun sun;
  private final Noise noise;
  private final float wind;

  Water(SceneRecipe recipe, Relief relief, Sky sky, Sun sun) {
    this.recipe = recipe;
    this.relief = relief;
    this.camera = relief.camera;
    this.sky = sky;
    this.sun = sun;
    this.noise = new Noise(recipe.seed() + 7);
    float calm = noise.hash(1, 1);
    this.wind =
        recipe.biome() == SceneRecipe.Biome.COAST ? 0.5f + 0.5f * calm : 0.1f + 0.75f * calm * calm;
  }

  /** Colours all pixels labelled water; everything above them is drawn already. */
  void draw(Frame frame) {
    for (int x = 0; x < frame.width; x++) {
      int shore = -1;
      for (int y = 0; y < frame.height; y++) {
        int i = y * frame.width + x;
        if (frame.label[i] != Label.WATER) {
          shore = y;
        } else {
          frame.set(
              i, sky.hazed(color(frame, x, y, shore, frame.distance[i]), frame.distance[i], 0, x));
        }
      }
    }
  }

  private Rgb color(Frame frame, int column, int row, int shore, float distance) {
    float x = camera.slant(column) * distance;
    float footprint = distance / camera.focal();
    // Waves stretch away from the viewer, because the look is so flat.
    float wave =
        noise.fbm(x / 2.4f, distance / 1.1f, 3, 0.6f) * smoothstep(1.1f, 0.15f, footprint)
            + 0.6f * noise.fbm(x / 17, distance / 8, 2, 0.5f) * smoothstep(8, 1, footprint)
            + 0.35f * noise.at(x / 140, distance / 60);
    float tilt = wave * wind;
    float shift = tilt * 0.05f * camera.focal() * 0.35f;
    float flat = (float) Math.atan2(camera.eye(), distance);
    float fresnel =
        0.06f
            + 0.94f
                * (float)
                    Math.pow(1 - Math.clamp(Math.sin(flat) + 0.06f * Math.abs(tilt), 0, 1), 6);
    Rgb mirrored = mirrored(frame, column, row + shift, shore, distance);
    float depth = smoothstep(0, 7, -relief.ground[relief.index(column, relief.step(distance))]);
    Mood m = recipe.mood();
    Rgb body =
        SHALLOW
            .mix(DEEP, depth)
            .times(
                m.zenith
                    .mix(m.horizon, 0.5f)
                    .times(m.ambient * 1.3f)
                    .plus(m.sun.times(0.10f * m.sunLight)));
    Rgb c = body.mix(mirrored, fresnel * 0.96f);
    float toward =
        (camera.slant(column) * sun.x() + sun.y())
            / (float) Math.sqrt(1 + Math.pow(camera.slant(column), 2));
    if (toward > 0.9f && recipe.mood() != Mood.FOG) {
      float path = smoothstep(0.955f, 1f, toward);
      float spread = path * path * smoothstep(0.12f, 0.75f, wave + 0.35f);
      c = c.plus(m.sun.times(spread * m.sunLight * 0.55f));
    }
    return c;
  }

  /**
   * What the ray off the water meets: land by its height along the column, else trees on the shore,
   * else the sky.
   */
  private Rgb mirrored(Frame frame, int column, float row, int shore, float distance) {
    float rise = Math.max(0.0005f, (row - camera.horizon()) / camera.focal());
    for (int s = relief.step(distance) + 1; s < relief.steps; s++) {
      float away = relief.distances[s];
      float h = relief.surface[relief.index(column, s)];
      float ray = (away - distance) * rise;
      if (h > 0 && h > ray) {
        // Where the ray meets the bank, not the bank's top: steep ones rise far within one step.
        int y = Math.clamp(Math.round(camera.row(ray, away)), 0, Math.max(0, shore));
        return frame.at(y * frame.width + column);
      }
    }
    int twin = Math.round(2 * shore - row);
    if (shore > 0 && twin >= 0 && twin <= shore) {
      int i = twin * frame.width + column;
      if (frame.label[i] == Label.FOREST) {
        return frame.at(i);
      }
    }
    return sky.at(column, 2 * camera.horizon() - row, new byte[1]);
  }
}
