package io.tessera.engine.training.scene;

/** Smooth random functions of the plane. A seed makes one function for ever. */
final class Noise {
  private final int seed;

  Noise(long seed) {
    this.seed = (int) (seed ^ seed >>> 32) * 0x9E3779B1;
  }

  static float smoothstep(float a, float b, float x) {
    float t = Math.clamp((x - a) / (b - a), 0f, 1f);
    return t * t * (3 - 2 * t);
  }

  /** An evenly distributed number in [0, 1) for a lattice point. */
  float hash(int x, int y) {
    return (bits(x, y) >>> 8) * 0x1p-24f;
  }

  private int bits(int x, int y) {
    int h = x * 0x27d4eb2d ^ y * 0x165667b1 ^ seed;
    h ^= h >>> 15;
    h *= 0x85ebca6b;
    h ^= h >>> 13;
    h *= 0xc2b2ae35;
    return h ^ h >>> 16;
  }

  private float gradient(int ix, int iy, float dx, float dy) {
    int h = bits(ix, iy);
    // Eight directions are enough once octaves are summed and the domain is warped.
    float a = (h & 1) == 0 ? dx : -dx;
    float b = (h & 2) == 0 ? dy : -dy;
    return (h & 4) == 0 ? a + 0.5f * b : b + 0.5f * a;
  }

  /** Gradient noise (Perlin 2002), about [-1, 1], features of size 1. */
  float at(float x, float y) {
    int ix = (int) Math.floor(x);
    int iy = (int) Math.floor(y);
    float fx = x - ix;
    float fy = y - iy;
    float u = fx * fx * fx * (fx * (fx * 6 - 15) + 10);
    float v = fy * fy * fy * (fy * (fy * 6 - 15) + 10);
    float a = gradient(ix, iy, fx, fy);
    float b = gradient(ix + 1, iy, fx - 1, fy);
    float c = gradient(ix, iy + 1, fx, fy - 1);
    float d = gradient(ix + 1, iy + 1, fx - 1, fy - 1);
    float top = a + (b - a) * u;
    return 1.5f * (top + (c + (d - c) * u - top) * v);
  }

  /**
   * Octaves of {@link #at}, each twice as fine and {@code gain} as high; turned, so that no lattice
   * shows.
   */
  float fbm(float x, float y, int octaves, float gain) {
    float sum = 0;
    float amplitude = 1;
    float total = 0;
    for (int i = 0; i < octaves; i++) {
      sum += amplitude * at(x, y);
      total += amplitude;
      amplitude *= gain;
      float nx = 1.6f * x - 1.2f * y + 17.3f;
      y = 1.2f * x + 1.6f * y - 9.1f;
      x = nx;
    }
    return sum / total;
  }

  /**
   * Ridges: sharp crests over round valleys, 0..1. Fine octaves grow on crests only, as erosion
   * leaves them.
   */
  float ridged(float x, float y, int octaves) {
    float sum = 0;
    float amplitude = 0.55f;
    float weight = 1;
    for (int i = 0; i < octaves; i++) {
      float n = 1 - Math.abs(at(x, y));
      n *= n;
      sum += amplitude * n * weight;
      weight = Math.clamp(n * 1.4f, 0f, 1f);
      amplitude *= 0.5f;
      float nx = 1.7f * x - 1.15f * y + 31.7f;
      y = 1.15f * x + 1.7f * y + 5.3f;
      x = nx;
    }
    return sum;
  }
}
