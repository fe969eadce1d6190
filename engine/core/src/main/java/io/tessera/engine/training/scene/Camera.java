package io.tessera.engine.training.scene;

/**
 * A level camera with square pixels at the origin, looking along +y.
 *
 * @param focal in pixels
 * @param horizon row of the horizon
 * @param eye height above the water level in metres
 */
record Camera(int width, int height, float focal, float horizon, float eye) {
  static Camera of(SceneRecipe recipe, Terrain terrain, int width, int height) {
    float ground = Math.max(0, terrain.height(0, 0, 0.1f));
    // The field of view follows the longer side, so that tall and wide pictures show the same
    // country.
    float focal = 0.95f * Math.max(width, height);
    return new Camera(
        width, height, focal, recipe.pitch() * height, ground + recipe.cameraHeight());
  }

  /** Sideways metres per metre ahead, for a column. */
  float slant(float column) {
    return (column + 0.5f - width / 2f) / focal;
  }

  float row(float z, float distance) {
    return horizon - focal * (z - eye) / distance;
  }

  float column(float x, float distance) {
    return width / 2f + focal * x / distance - 0.5f;
  }
}
