package io.tessera.engine.training.scene;

import static io.tessera.engine.training.scene.Noise.smoothstep;

/** Boulders and bushes on the near ground, drawn from far to near. */
final class Scatter {
  private static final Rgb BUSH = Rgb.of(0x4a5f2b);
  private static final float FAR = 110;
  private static final float NEAR = 5;

  private final SceneRecipe recipe;
  private final Relief relief;
  private final Camera camera;
  private final Sky sky;
  private final Ground ground;
  private final Sun sun;
  private final Noise noise;

  Scatter(SceneRecipe recipe, Relief relief, Sky sky, Ground ground, Sun sun) {
    this.recipe = recipe;
    this.relief = relief;
    this.camera = relief.camera;
    this.sky = sky;
    this.ground = ground;
    this.sun = sun;
    this.noise = new Noise(recipe.seed() + 12);
  }

  void draw(Frame frame) {
    float stony = smoothstep(0.35f, 1, noise.hash(1, 7)) * 0.22f;
    float bushy = recipe.biome() == SceneRecipe.Biome.DESERT ? 0 : 0.16f * noise.hash(2, 7);
    int rank = 0;
    float y = FAR;
    while (y > NEAR) {
      float gap = Math.max(1.6f, y / 16);
      rank++;
      float reach = y * camera.width() / 2f / camera.focal() + 2;
      int n = (int) (2 * reach / gap);
      for (int k = 0; k < n; k++) {
        float chance = noise.hash(k, rank);
        float patch = smoothstep(-0.1f, 0.35f, noise.at(k * gap / 9, y / 9));
        if (chance < (stony + bushy) * patch) {
          float x = -reach + (k + 0.9f * noise.hash(k + 500, rank)) * gap;
          boolean stone = chance < stony * patch;
          put(frame, x, y - gap * noise.hash(rank, k + 900), rank * 4099 + k, stone);
        }
      }
      y -= gap;
    }
  }

  private void put(Frame frame, float x, float y, int id, boolean stone) {
    int column = Math.round(camera.column(x, y));
    if (column < 0 || column >= camera.width()) {
      return;
    }
    int at = relief.index(column, relief.step(y));
    float h = relief.ground[at];
    if (h < 0.25f || relief.woods[at] > 0.45f) {
      return;
    }
    float wide = (stone ? 0.25f : 0.4f) * (0.4f + 1.7f * noise.hash(id, 3) * noise.hash(id, 4));
    float half = wide * camera.focal() / y;
    float tall = half * (stone ? 0.75f + 0.5f * noise.hash(id, 5) : 1.1f);
    if (half < 1.6f) {
      return;
    }
    float bottom = camera.row(h, y);
    float light = Math.min(1.3f, relief.light[at] / Math.max(0.15f, sun.z()));
    Rgb base =
        stone
            ? ground.color(Label.ROCK, x * 3, y * 3, h, 0.5f, 0.02f).times(1.1f)
            : BUSH.times(0.7f + 0.6f * noise.hash(id, 6));
    float grain = Math.max(1.2f, half / (stone ? 2.5f : 6));
    for (int row = Math.max(0, (int) (bottom - 1.3f * tall));
        row < Math.min(frame.height, (int) (bottom + 0.14f * tall) + 1);
        row++) {
      for (int c = Math.max(0, (int) (column - 1.3f * half));
          c < Math.min(frame.width, column + 1.3f * half);
          c++) {
        int i = row * frame.width + c;
        float u = (c - column) / half;
        float v = (bottom - row) / tall;
        float rough = noise.at(c / grain + id % 613, row / grain);
        float d = u * u + v * v;
        if (v < 0.1f && d < 1.5f && u * u < 1.2f && frame.label[i] != Label.WATER) {
          // What lies under it is in its own shade.
          frame.set(i, frame.at(i).times(0.75f));
        }
        boolean free = frame.distance[i] > 0.9f * y && frame.label[i] != Label.WATER;
        if (v >= -0.04f && d < 1 + (stone ? 0.35f : 0.5f) * rough && free) {
          float facet = stone ? 0.3f * rough : 0.5f * rough;
          float lit = Math.clamp(0.42f + 0.5f * v + 0.55f * u * sun.x() + facet, 0.08f, 1.4f);
          Rgb color = ground.illuminate(base, light * lit * sun.z() + 0.1f * lit, lit, Label.ROCK);
          frame.set(i, sky.hazed(color, y, h, c));
          frame.label[i] = stone ? Label.ROCK : Label.FOREST;
          frame.distance[i] = y;
        }
      }
    }
  }
}
