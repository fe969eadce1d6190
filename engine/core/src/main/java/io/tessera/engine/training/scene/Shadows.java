package io.tessera.engine.training.scene;

/**
 * Shadows that mountains and hills cast, marched toward the sun over a coarse square grid of the
 * land.
 */
final class Shadows {
  private static final int CELLS = 160;
  private static final float CELL = 75;
  private static final int STEPS = 22;
  private final float[] height = new float[CELLS * CELLS];
  private final Sun sun;

  Shadows(Terrain terrain, Sun sun) {
    this.sun = sun;
    for (int j = 0; j < CELLS; j++) {
      for (int i = 0; i < CELLS; i++) {
        height[j * CELLS + i] = terrain.height((i - CELLS / 2f) * CELL, j * CELL, CELL / 2);
      }
    }
  }

  /** 1 in the sun, 0 in full shadow. */
  float lit(float x, float y, float z) {
    float flat = (float) Math.hypot(sun.x(), sun.y());
    float lit = 1;
    float step = 60;
    float way = step;
    for (int k = 0; k < STEPS; k++) {
      float h = at(x + sun.x() / flat * way, y + sun.y() / flat * way);
      float ray = z + way * sun.z() / flat;
      lit = Math.min(lit, 0.5f + (ray - h) / (0.12f * way + 12));
      if (lit <= 0) {
        return 0;
      }
      step *= 1.13f;
      way += step;
    }
    return lit;
  }

  private float at(float x, float y) {
    float fx = Math.clamp(x / CELL + CELLS / 2f, 0f, CELLS - 1.001f);
    float fy = Math.clamp(y / CELL, 0f, CELLS - 1.001f);
    int i = (int) fx;
    int j = (int) fy;
    float a =
        height[j * CELLS + i] + (height[j * CELLS + i + 1] - height[j * CELLS + i]) * (fx - i);
    int k = (j + 1) * CELLS + i;
    float b = height[k] + (height[k + 1] - height[k]) * (fx - i);
    return a + (b - a) * (fy - j);
  }
}
