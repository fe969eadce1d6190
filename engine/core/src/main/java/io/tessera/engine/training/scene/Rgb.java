package io.tessera.engine.training.scene;

/** A colour in linear light, about 0..1, brighter for lights. */
record Rgb(float r, float g, float b) {
  /** From the usual 0xRRGGBB of a screen. */
  static Rgb of(int srgb) {
    return new Rgb(linear(srgb >> 16 & 255), linear(srgb >> 8 & 255), linear(srgb & 255));
  }

  private static float linear(int v) {
    return (float) Math.pow(v / 255.0, 2.2);
  }

  Rgb times(float s) {
    return new Rgb(r * s, g * s, b * s);
  }

  Rgb times(Rgb o) {
    return new Rgb(r * o.r, g * o.g, b * o.b);
  }

  Rgb plus(Rgb o) {
    return new Rgb(r + o.r, g + o.g, b + o.b);
  }

  /** This colour where t is 0, the other where it is 1. */
  Rgb mix(Rgb o, float t) {
    return new Rgb(r + (o.r - r) * t, g + (o.g - g) * t, b + (o.b - b) * t);
  }
}
