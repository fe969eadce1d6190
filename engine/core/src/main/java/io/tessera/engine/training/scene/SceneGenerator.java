package io.tessera.engine.training.scene;

import io.tessera.api.fault.InputException;
import io.tessera.api.image.DepthMap;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.Pose;
import java.util.List;

/**
 * Makes landscapes: a seed gives the same one on every machine and, but for finer detail, at every
 * size.
 */
public final class SceneGenerator {
  private SceneGenerator() {}

  /**
   * Draws the landscape of a seed.
   *
   * @param width in pixels, 16 to 8192
   * @param height in pixels, 16 to 8192
   */
  public static Scene scene(long seed, int width, int height) {
    return draw(SceneRecipe.of(seed), width, height);
  }

  /**
   * The same country with one to three people in it, where there is dry ground for them; as {@link
   * #scene} else.
   */
  public static Scene withFigures(long seed, int width, int height) {
    return draw(SceneRecipe.of(seed).busy(), width, height);
  }

  private static Scene draw(SceneRecipe recipe, int width, int height) {
    if (Math.min(width, height) < 16 || Math.max(width, height) > 8192) {
      throw new InputException(
          "a scene should measure 16 to 8192 pixels a side, not " + width + "x" + height);
    }
    Terrain terrain = new Terrain(recipe);
    Camera camera = Camera.of(recipe, terrain, width, height);
    Sun sun = Sun.at(recipe.sunAzimuth(), recipe.sunHeight());
    Sky sky = new Sky(recipe, camera, sun);
    Ground ground = new Ground(recipe, terrain);
    Relief relief = new Relief(recipe, terrain, camera, sun);
    Frame frame = new Frame(width, height);
    int[] tops = new int[width];
    for (int x = 0; x < width; x++) {
      tops[x] = column(frame, relief, ground, sky, x);
    }
    byte[] label = new byte[1];
    for (int x = 0; x < width; x++) {
      for (int y = 0; y < tops[x]; y++) {
        frame.set(y * width + x, sky.at(x, y, label));
        frame.label[y * width + x] = label[0];
      }
    }
    new Trees(recipe, relief, sky, ground, sun).draw(frame);
    new Scatter(recipe, relief, sky, ground, sun).draw(frame);
    new Water(recipe, relief, sky, sun).draw(frame);
    List<Pose> poses =
        recipe.figures() == SceneRecipe.Figures.NONE
            ? List.of()
            : Figure.draw(frame, recipe, relief, sky, ground, sun);
    return new Scene(
        frame.develop(recipe.mood() == Mood.NIGHT ? 1.25f : 1.05f),
        new LabelMap(width, height, frame.label),
        new DepthMap(width, height, frame.distance),
        poses,
        recipe.mood());
  }

  /** Draws the land of one column, near to far, each pixel once; the first row that is sky. */
  private static int column(Frame frame, Relief relief, Ground ground, Sky sky, int x) {
    Camera camera = relief.camera;
    int top = camera.height();
    float before = Float.POSITIVE_INFINITY;
    for (int s = 0; s < relief.steps && top > 0; s++) {
      int i = relief.index(x, s);
      float row = camera.row(relief.surface[i], relief.distances[s]);
      if (row < top) {
        int to = Math.max(0, (int) Math.ceil(row));
        for (int y = top - 1; y >= to; y--) {
          float t =
              s == 0 || Float.isInfinite(before)
                  ? 1
                  : Math.clamp((before - y) / Math.max(1e-3f, before - row), 0f, 1f);
          pixel(frame, relief, ground, sky, x, y, s, t);
        }
        top = Math.min(top, to);
      }
      before = row;
    }
    return top;
  }

  /** One pixel of land, at {@code t} between step s - 1 and step s. */
  private static void pixel(
      Frame frame, Relief relief, Ground ground, Sky sky, int x, int y, int s, float t) {
    Camera camera = relief.camera;
    int b = relief.index(x, s);
    int a = s == 0 ? b : b - 1;
    float near = relief.distances[Math.max(0, s - 1)];
    float distance = near + (relief.distances[s] - near) * t;
    // Between water and a bank the surface rises from the water, not from its ground.
    float land = relief.ground[b];
    float h = land < 0 ? land : mix(Math.max(0, relief.ground[a]), land, t);
    int i = y * frame.width + x;
    frame.distance[i] = distance;
    if (h < 0) {
      frame.label[i] = Label.WATER;
      frame.distance[i] =
          Math.min(
              Scene.SKY_DEPTH / 2,
              camera.focal() * camera.eye() / Math.max(0.3f, y + 0.5f - camera.horizon()));
      return;
    }
    float wx = camera.slant(x) * distance;
    float slope = mix(relief.slope[a], relief.slope[b], t);
    byte label = ground.label(wx, distance, h, slope, mix(relief.woods[a], relief.woods[b], t));
    frame.label[i] = label;
    Rgb color = ground.color(label, wx, distance, h, slope, distance / camera.focal());
    float open = 1 / (1 + 0.25f * slope);
    Rgb lit = ground.illuminate(color, mix(relief.light[a], relief.light[b], t), open, label);
    frame.set(i, sky.hazed(lit, distance, h, x));
  }

  private static float mix(float a, float b, float t) {
    return a + (b - a) * t;
  }
}
