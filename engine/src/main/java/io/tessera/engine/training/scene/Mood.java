package io.tessera.engine.training.scene;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The light of a scene: sky, sun, ambient light, haze. Colours are 0xRRGGBB as seen at noon
 * exposure.
 */
public enum Mood {
  DAY(0x3f78c8, 0xb9d4ee, 0xfff4e0, 0xc4d6ea, 40, 3.1f, 0.62f, 4e-5f),
  GOLDEN(0x4d7fc0, 0xeed3a4, 0xffd296, 0xdfcaa8, 16, 3.0f, 0.52f, 6e-5f),
  SUNSET(0x44609c, 0xf0a070, 0xff9c66, 0xd8a084, 6, 2.4f, 0.50f, 7e-5f),
  DUSK(0x33497c, 0xbf9aa6, 0xd6a0aa, 0x8a8096, 3, 0.8f, 0.62f, 8e-5f),
  NIGHT(0x0d1830, 0x2c4268, 0x9ab4e8, 0x24365a, 34, 0.45f, 0.26f, 5e-5f),
  FOG(0xb4bec6, 0xc9cfd2, 0xf0ece4, 0xc6ccd0, 32, 0.7f, 0.85f, 1.6e-3f);

  final Rgb zenith;
  final Rgb horizon;
  final Rgb sun;
  final Rgb haze;

  /** Degrees above the horizon. */
  final float sunHeight;

  final float sunLight;
  final float ambient;

  /** Extinction per metre. */
  final float hazeDensity;

  Mood(
      int zenith,
      int horizon,
      int sun,
      int haze,
      float sunHeight,
      float sunLight,
      float ambient,
      float hazeDensity) {
    this.zenith = Rgb.of(zenith);
    this.horizon = Rgb.of(horizon);
    this.sun = Rgb.of(sun);
    this.haze = Rgb.of(haze);
    this.sunHeight = sunHeight;
    this.sunLight = sunLight;
    this.ambient = ambient;
    this.hazeDensity = hazeDensity;
  }

  /** The mood of this {@link #id}. */
  public static Optional<Mood> named(String id) {
    return Arrays.stream(values()).filter(mood -> mood.id().equals(id)).findFirst();
  }

  /** The name in files and on the command line, such as {@code golden}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
