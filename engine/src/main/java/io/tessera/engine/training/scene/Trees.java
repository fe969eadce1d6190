package io.tessera.engine.training.scene;

import static io.tessera.engine.training.scene.Noise.smoothstep;

/**
 * Trees, drawn from far to near: conifers in tiers, broad crowns of clumps. Every one stands on the
 * ground it grows on.
 */
final class Trees {
  private static final Rgb CONIFER = Rgb.of(0x34502c);
  private static final Rgb BROAD = Rgb.of(0x56752f);
  private static final Rgb AUTUMN = Rgb.of(0x9c7a33);
  private static final float FAR = 1500;

  private final SceneRecipe recipe;
  private final Relief relief;
  private final Camera camera;
  private final Sky sky;
  private final Ground ground;
  private final Sun sun;
  private final Noise noise;

  Trees(SceneRecipe recipe, Relief relief, Sky sky, Ground ground, Sun sun) {
    this.recipe = recipe;
    this.relief = relief;
    this.camera = relief.camera;
    this.sky = sky;
    this.ground = ground;
    this.sun = sun;
    this.noise = new Noise(recipe.seed() + 6);
  }

  void draw(Frame frame) {
    if (recipe.forest() <= 0) {
      return;
    }
    float autumn = noise.hash(8, 8) < 0.3f ? noise.hash(9, 9) : 0;
    float y = FAR;
    int rank = 0;
    while (y > 28) {
      float gap = Math.max(5.5f, y / 75);
      rank++;
      float reach = y * camera.width() / 2f / camera.focal() + 12;
      int n = (int) (2 * reach / gap);
      for (int k = 0; k < n; k++) {
        float x = -reach + (k + 0.9f * noise.hash(k, rank)) * gap;
        tree(frame, x, y - 0.8f * gap * noise.hash(rank, k + 7000), rank * 4099 + k, autumn);
      }
      y -= gap;
    }
  }

  private void tree(Frame frame, float x, float y, int id, float autumn) {
    int column = Math.round(camera.column(x, y));
    int c = Math.clamp(column, 0, camera.width() - 1);
    int i = relief.index(c, relief.step(y));
    float woods = relief.woods[i];
    if (relief.ground[i] < 0.6f || noise.hash(id, 1) > smoothstep(0.22f, 0.62f, woods)) {
      return;
    }
    boolean conifer = noise.hash(id, 2) < recipe.conifer();
    float tall = (conifer ? 11 : 8) * (0.55f + 0.9f * noise.hash(id, 3));
    float bottom = camera.row(relief.ground[i], y) + 1;
    float size = tall * camera.focal() / y;
    if (size < 2.2f) {
      return;
    }
    Rgb leaf =
        (conifer ? CONIFER : BROAD.mix(AUTUMN, autumn * noise.hash(id, 4)))
            .times(0.7f + 0.6f * noise.hash(id, 5));
    float lit = 0.35f + 0.65f * Math.min(1, relief.light[i] / Math.max(0.15f, sun.z()));
    Crown crown = new Crown(column + noise.hash(id, 6), bottom, size, y, leaf, lit, id);
    if (conifer) {
      conifer(frame, crown);
    } else {
      broad(frame, crown);
    }
  }

  private record Crown(
      float column, float bottom, float size, float distance, Rgb leaf, float lit, int id) {}

  private void conifer(Frame frame, Crown t) {
    float half = t.size * (0.15f + 0.07f * noise.hash(t.id, 11));
    int top = (int) Math.floor(t.bottom - t.size);
    float tiers = 5 + 4 * noise.hash(t.id, 12);
    for (int row = Math.max(0, top); row <= Math.min(frame.height - 1, (int) t.bottom); row++) {
      float v = (row - (t.bottom - t.size)) / t.size;
      float tier = (v * tiers) % 1;
      float edge = v > 0.94f ? 0.12f : (0.05f + 0.95f * v) * (0.66f + 0.34f * tier);
      for (int side = -1; side <= 1; side += 2) {
        float ragged = edge * half * (0.75f + 0.5f * noise.hash(row + t.id, side + 3));
        for (int dx = side < 0 ? 1 : 0; dx <= ragged; dx++) {
          float u = side * dx / Math.max(1, half);
          float shade = 0.62f + 0.45f * (1 - tier) * v + 0.5f * u * sun.x();
          put(
              frame,
              Math.round(t.column) + side * dx,
              row,
              t,
              shade + 0.35f * (noise.hash(row, dx * side + t.id) - 0.5f));
        }
      }
    }
  }

  private void broad(Frame frame, Crown t) {
    float half = t.size * (0.34f + 0.12f * noise.hash(t.id, 11));
    int left = Math.round(t.column - half * 1.15f);
    int right = Math.round(t.column + half * 1.15f);
    float grain = Math.max(1.5f, t.size / 9);
    for (int row = Math.max(0, (int) (t.bottom - 1.2f * t.size));
        row <= Math.min(frame.height - 1, (int) t.bottom);
        row++) {
      float v = (t.bottom - row) / t.size;
      for (int x = left; x <= right; x++) {
        float u = (x - t.column) / half;
        float clump = noise.at(x / grain + t.id % 977, row / grain);
        float up = (v - 0.6f) / 0.42f;
        boolean crown = u * u + up * up < 1 + 0.45f * clump;
        boolean trunk = v < 0.3f && Math.abs(u) < 0.09f;
        if (crown || trunk) {
          float shade =
              trunk && !crown ? 0.4f : 0.72f + 0.35f * up + 0.4f * u * sun.x() + 0.45f * clump;
          put(frame, x, row, t, shade);
        }
      }
    }
  }

  private void put(Frame frame, int x, int row, Crown t, float shade) {
    if (x < 0 || x >= frame.width || row < 0) {
      return;
    }
    int i = row * frame.width + x;
    // A tree's own canopy hides its stem: ground within a few metres of it counts as behind.
    if (frame.distance[i] < t.distance - 14 && frame.distance[i] < 0.97f * t.distance) {
      return;
    }
    float s = Math.clamp(shade, 0.2f, 1.5f);
    Rgb c =
        ground.illuminate(
            t.leaf.times(s),
            t.lit * s * Math.max(0.3f, sun.z() + 0.25f),
            0.55f + 0.3f * s,
            Label.FOREST);
    frame.set(i, sky.hazed(c, t.distance, 0, x));
    frame.distance[i] = t.distance;
    frame.label[i] = Label.FOREST;
  }
}
