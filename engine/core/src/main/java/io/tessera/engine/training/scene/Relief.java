package io.tessera.engine.training.scene;

/**
 * The ground as the camera sees it: heights at geometrically growing distances along the ray of
 * every column, so that detail is where the pixels are.
 */
final class Relief {
  private static final float NEAR = 1.6f;
  private static final float FAR = 11_000;

  final Camera camera;
  final int steps;
  final float[] distances;
  private final double growth;

  /** Surface (ground or water) by column and step; trees of closed forests included. */
  final float[] surface;

  /** Ground below the water and the trees. */
  final float[] ground;

  final float[] woods;
  final float[] light;
  final float[] slope;

  Relief(SceneRecipe recipe, Terrain terrain, Camera camera, Sun sun) {
    this.camera = camera;
    steps = Math.clamp(camera.width() * 3L / 5, 300, 840);
    growth = Math.pow(FAR / NEAR, 1.0 / (steps - 1));
    distances = new float[steps];
    int n = camera.width() * steps;
    surface = new float[n];
    ground = new float[n];
    woods = new float[n];
    light = new float[n];
    slope = new float[n];
    for (int s = 0; s < steps; s++) {
      distances[s] = (float) (NEAR * Math.pow(growth, s));
    }
    heights(terrain);
    forests(terrain, new Noise(recipe.seed() + 9));
    shade(sun, new Shadows(terrain, sun));
  }

  int index(int column, int step) {
    return column * steps + step;
  }

  /** The last step that is not farther than this. */
  int step(float distance) {
    return Math.clamp((int) (Math.log(distance / NEAR) / Math.log(growth)), 0, steps - 1);
  }

  private void heights(Terrain terrain) {
    for (int c = 0; c < camera.width(); c++) {
      float slant = camera.slant(c);
      for (int s = 0; s < steps; s++) {
        float y = distances[s];
        ground[index(c, s)] = terrain.height(slant * y, y, Math.max(y / camera.focal(), 0.1f));
      }
    }
  }

  private void forests(Terrain terrain, Noise canopy) {
    for (int c = 0; c < camera.width(); c++) {
      float slant = camera.slant(c);
      for (int s = 0; s < steps; s++) {
        int i = index(c, s);
        float y = distances[s];
        float x = slant * y;
        slope[i] = steepness(c, s);
        woods[i] = terrain.forest(x, y, ground[i], slope[i]);
        float tall =
            woods[i] > 0.5f ? (woods[i] - 0.5f) * 2 * (9 + 5 * canopy.at(x / 9, y / 9)) : 0;
        surface[i] = Math.max(0, ground[i]) + tall;
      }
    }
  }

  private float steepness(int c, int s) {
    float gx = across(ground, c, s);
    float gy = along(ground, c, s);
    return (float) Math.sqrt(gx * gx + gy * gy);
  }

  /** Slope to the right, at equal distance. */
  private float across(float[] h, int c, int s) {
    // Over about as far as a step is long, lest slopes along the ray look smoother than those
    // across it.
    int reach = Math.max(1, (int) ((growth - 1) * camera.focal() / 3));
    int a = Math.max(0, c - reach);
    int b = Math.min(camera.width() - 1, c + reach);
    return (h[index(b, s)] - h[index(a, s)]) / ((b - a) * distances[s] / camera.focal());
  }

  /** Slope away from the camera. */
  private float along(float[] h, int c, int s) {
    int a = Math.max(0, s - 1);
    int b = Math.min(steps - 1, s + 1);
    float ray = (h[index(c, b)] - h[index(c, a)]) / (distances[b] - distances[a]);
    return ray - across(h, c, s) * camera.slant(c);
  }

  /** Direct light, 0..1, with cast shadows; 0 in the shade of the slope itself. */
  private void shade(Sun sun, Shadows shadows) {
    for (int c = 0; c < camera.width(); c++) {
      float slant = camera.slant(c);
      for (int s = 0; s < steps; s++) {
        int i = index(c, s);
        float gx = across(surface, c, s);
        float gy = along(surface, c, s);
        float lambert =
            (sun.z() - gx * sun.x() - gy * sun.y()) / (float) Math.sqrt(1 + gx * gx + gy * gy);
        float y = distances[s];
        // A weak light from the other side stands for what sky and ground throw back, so that shade
        // keeps its forms.
        float fill =
            0.13f
                * Math.max(0, 0.5f + gx * sun.x() + gy * sun.y())
                / (float) Math.sqrt(1 + gx * gx + gy * gy);
        light[i] = fill + (lambert <= 0 ? 0 : lambert * shadows.lit(slant * y, y, surface[i]));
      }
    }
  }
}
