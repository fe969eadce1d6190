package io.tessera.engine.training.scene;

import static io.tessera.engine.training.scene.Noise.smoothstep;

/** Sky, sun, stars and clouds, and the haze that takes their colour. */
final class Sky {
  private final SceneRecipe recipe;
  private final Mood mood;
  private final Camera camera;
  private final Sun sun;
  private final Noise clouds;
  private final float drift;

  Sky(SceneRecipe recipe, Camera camera, Sun sun) {
    this.recipe = recipe;
    this.mood = recipe.mood();
    this.camera = camera;
    this.sun = sun;
    this.clouds = new Noise(recipe.seed() + 5);
    this.drift = clouds.hash(1, 2) * 100;
  }

  /** Colour of the sky at (possibly negative) row, and its label in {@code label[0]}. */
  Rgb at(float column, float row, byte[] label) {
    float dx = camera.slant(column);
    float dz = (camera.horizon() - row) / camera.focal();
    float norm = (float) Math.sqrt(dx * dx + 1 + dz * dz);
    float up = Math.max(0, dz / norm);
    float toward = (dx * sun.x() + sun.y() + dz * sun.z()) / norm;
    Rgb c = clear(up, toward);
    label[0] = Label.SKY;
    float disc = mood == Mood.FOG ? 0 : smoothstep(0.99955f, 0.99972f, toward);
    if (disc > 0) {
      c = c.mix(mood.sun.times(mood == Mood.NIGHT ? 1.6f : 9), disc);
      label[0] = disc > 0.5f ? Label.SUN : label[0];
    }
    if (mood == Mood.NIGHT && disc == 0) {
      c = c.plus(star(dx, dz));
    }
    return recipe.clouds() > 0 ? cloud(c, dx, up, toward, label) : c;
  }

  /** Sky without sun disc and clouds. */
  private Rgb clear(float up, float toward) {
    Rgb c = mood.horizon.mix(mood.zenith, 1 - (float) Math.exp(-up * 5.2f));
    float near = Math.max(0, toward);
    float glow = 0.30f * (float) Math.pow(near, 24) + 0.9f * (float) Math.pow(near, 420);
    return c.plus(
        mood.sun.times(
            glow * Math.min(1.6f, mood.sunLight) * (mood == Mood.NIGHT ? 0.35f : 0.75f)));
  }

  private Rgb star(float dx, float dz) {
    int x = Math.round(dx * 420);
    int y = Math.round(dz * 420);
    float h = clouds.hash(x, y);
    float off = (float) Math.hypot(dx * 420 - x, dz * 420 - y);
    return h < 0.985f
        ? new Rgb(0, 0, 0)
        : new Rgb(1, 1, 1.1f).times((h - 0.985f) * 60 * smoothstep(0.55f, 0.1f, off));
  }

  private Rgb cloud(Rgb behind, float dx, float up, float toward, byte[] label) {
    // A layer seen from below; flattened toward the horizon, but never so far that it breaks up
    // into streaks.
    float depth = 1 / (up + 0.24f);
    float x = dx * depth * 1.25f + drift;
    float y = depth * 1.55f;
    float d = density(x, y);
    if (d <= 0) {
      return behind;
    }
    float beyond = density(x + 0.14f * sun.x(), y + 0.14f * sun.y());
    // Heaps are bright where they end upward in the picture and dark at their flat feet.
    float crown = density(x, y + 0.09f) - density(x, y - 0.09f);
    float bright = Math.clamp(0.86f - 0.55f * beyond + 0.25f * (1 - d) + 0.4f * crown, 0.1f, 1f);
    float rim = (float) Math.pow(Math.max(0, toward), 12) * (1 - d) * 0.9f;
    Rgb lit = mood.sun.times(0.30f * mood.sunLight * bright + rim).plus(mood.horizon.times(0.35f));
    Rgb shaded = mood.zenith.mix(mood.horizon, 0.55f).times(0.72f);
    Rgb c = shaded.mix(lit, bright);
    float cover = smoothstep(0, 0.34f, d) * smoothstep(0.004f, 0.06f, up);
    if (cover > 0.55f) {
      label[0] = Label.CLOUD;
    }
    return behind.mix(c, cover);
  }

  private float density(float x, float y) {
    float wx = x + 0.25f * clouds.at(x * 0.9f, y * 0.9f + 7);
    float base = clouds.fbm(wx * 0.8f, y * 0.8f, 3, 0.5f);
    float v = 0.5f + 0.66f * base + 0.30f * billows(wx * 1.9f + 5, y * 1.9f);
    return smoothstep(1.03f - recipe.clouds() * 0.75f, 1.42f - recipe.clouds() * 0.55f, v);
  }

  /** Round heaps: folded noise turned upside down, -0.5..0.5. */
  private float billows(float x, float y) {
    float sum = 0;
    float amplitude = 0.5f;
    for (int i = 0; i < 4; i++) {
      sum += amplitude * (0.5f - Math.abs(clouds.at(x, y))) * 1.6f;
      amplitude *= 0.55f;
      float nx = 1.7f * x - 1.15f * y + 13.7f;
      y = 1.15f * x + 1.7f * y - 4.9f;
      x = nx;
    }
    return sum;
  }

  /**
   * What distance does to a colour: it fades to the colour of the sky at the horizon on that side.
   */
  Rgb hazed(Rgb c, float distance, float height, float column) {
    float dx = camera.slant(column);
    float toward = Math.max(0, (dx * sun.x() + sun.y()) / (float) Math.sqrt(1 + dx * dx));
    float thin = (float) Math.exp(-Math.max(0, height) / 1500f);
    float fade = 1 - (float) Math.exp(-distance * mood.hazeDensity * recipe.haze() * thin);
    Rgb haze =
        mood.haze
            .mix(mood.horizon, 0.5f)
            .plus(
                mood.sun.times(0.22f * (float) Math.pow(toward, 10) * Math.min(1, mood.sunLight)));
    return c.mix(haze, fade);
  }
}
