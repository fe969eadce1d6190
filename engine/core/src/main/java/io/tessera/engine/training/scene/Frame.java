package io.tessera.engine.training.scene;

import io.tessera.api.image.RgbImage;
import java.util.Arrays;

/** A picture being drawn: linear colours, distance and label of every pixel. */
final class Frame {
  final int width;
  final int height;
  final float[] r;
  final float[] g;
  final float[] b;
  final float[] distance;
  final byte[] label;

  Frame(int width, int height) {
    this.width = width;
    this.height = height;
    this.r = new float[width * height];
    this.g = new float[width * height];
    this.b = new float[width * height];
    this.distance = new float[width * height];
    this.label = new byte[width * height];
    Arrays.fill(distance, Scene.SKY_DEPTH);
  }

  void set(int i, Rgb c) {
    r[i] = c.r();
    g[i] = c.g();
    b[i] = c.b();
  }

  Rgb at(int i) {
    return new Rgb(r[i], g[i], b[i]);
  }

  /** Exposed, toned and as bytes. */
  RgbImage develop(float exposure) {
    byte[] rgb = new byte[width * height * 3];
    for (int i = 0; i < r.length; i++) {
      rgb[i * 3] = tone(r[i] * exposure);
      rgb[i * 3 + 1] = tone(g[i] * exposure);
      rgb[i * 3 + 2] = tone(b[i] * exposure);
    }
    return new RgbImage(width, height, rgb);
  }

  /** Soft shoulder above middle grey, then the screen's gamma. */
  private static byte tone(float x) {
    float mapped = x * (1 + x * 0.22f) / (1 + x * 0.72f);
    return (byte) Math.round(255 * Math.pow(Math.clamp(mapped, 0f, 1f), 1 / 2.2));
  }
}
