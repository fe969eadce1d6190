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
    if (size > 14) {
      shadow(frame, crown, size * (conifer ? 0.18f : 0.36f));
    }
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

  /** A crown of round clumps, each lit on its sunny side, over a stem. */
  private void broad(Frame frame, Crown t) {
    float half = t.size * (0.32f + 0.14f * noise.hash(t.id, 11));
    int left = Math.round(t.column - half * 1.25f);
    int right = Math.round(t.column + half * 1.25f);
    float leaves = Math.max(1.2f, t.size / 26);
    int clumps = t.size < 9 ? 3 : 9;
    float[] clump = clumps(t.id, clumps);
    for (int row = Math.max(0, (int) (t.bottom - 1.15f * t.size));
        row <= Math.min(frame.height - 1, (int) t.bottom);
        row++) {
      float v = (t.bottom - row) / t.size;
      for (int x = left; x <= right; x++) {
        float u = (x - t.column) / half;
        float ragged = noise.at(x / leaves + t.id % 977, row / leaves);
        float shade = crown(clump, clumps, u, v, ragged);
        if (shade > 0) {
          put(frame, x, row, t, shade);
        } else if (v < 0.4f && Math.abs(u) < 0.075f - 0.06f * v) {
          put(frame, x, row, t, 0.32f + 0.2f * u * sun.x());
        }
      }
    }
  }

  /** Middle and radius of every clump, in crown widths and tree heights. */
  private float[] clumps(int id, int count) {
    float[] c = new float[count * 3];
    for (int k = 0; k < count; k++) {
      double angle = 2 * Math.PI * (k * 0.618 + noise.hash(id, 40 + k) * 0.3);
      double out = k == 0 ? 0 : 0.25 + 0.4 * noise.hash(id, 60 + k);
      c[3 * k] = (float) (Math.cos(angle) * out);
      c[3 * k + 1] = 0.64f + 0.36f * (float) (Math.sin(angle) * out);
      c[3 * k + 2] = k == 0 ? 0.6f : 0.28f + 0.2f * noise.hash(id, 80 + k);
    }
    return c;
  }

  /** Brightness of the foremost clump at a place of the crown; 0 outside of all. */
  private float crown(float[] clump, int count, float u, float v, float ragged) {
    float best = 0;
    float height = -1;
    for (int k = 0; k < count; k++) {
      float r = clump[3 * k + 2];
      float a = (u - clump[3 * k]) / r;
      float b = (v - clump[3 * k + 1]) / (0.42f * r);
      float d = a * a + b * b;
      if (d < 1 + 0.5f * ragged) {
        float toward = r * (float) Math.sqrt(Math.max(0, 1 - d));
        if (toward > height) {
          height = toward;
          best = 0.66f + 0.3f * b + 0.26f * a * sun.x() + 0.45f * (v - 0.62f) + 0.42f * ragged;
        }
      }
    }
    return height < 0 ? 0 : Math.max(0.22f, best);
  }

  /** Darkens the ground at the foot of a near tree. */
  private void shadow(Frame frame, Crown t, float half) {
    float deep = Math.max(1, 0.07f * t.size);
    for (int row = (int) (t.bottom - deep); row <= t.bottom + deep; row++) {
      if (row < 0 || row >= frame.height) {
        continue;
      }
      for (int x = (int) (t.column - 1.6f * half); x <= t.column + 1.6f * half; x++) {
        if (x < 0 || x >= frame.width) {
          continue;
        }
        float u = (x - t.column + 0.5f * half * sun.x()) / (1.5f * half);
        float v = (row - t.bottom) / deep;
        int i = row * frame.width + x;
        byte label = frame.label[i];
        if (u * u + v * v < 1 && (label == Label.GRASS || label == Label.HILL)) {
          float dark = 1 - 0.5f * (1 - u * u - v * v);
          frame.set(i, frame.at(i).times(dark));
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
