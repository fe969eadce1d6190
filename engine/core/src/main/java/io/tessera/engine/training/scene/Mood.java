package io.tessera.engine.training.scene;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The light of a scene: sky, sun, ambient light, haze. Colours are 0xRRGGBB as seen at noon
 * exposure.
 */
public enum Mood {
  DAY(0x3a74c6, 0xb9d4ee, 0xfff4e0, 0xc4d6ea, 42, 3.2f, 0.60f, 4e-5f),
  GOLDEN(0x4a7cc0, 0xf2d79c, 0xffc67a, 0xe4c99c, 14, 3.9f, 0.50f, 6e-5f),
  SUNSET(0x4a5f9e, 0xf59a5e, 0xff8448, 0xd99a7c, 7, 4.0f, 0.72f, 7e-5f),
  DUSK(0x2c4480, 0xc08fa6, 0xd68fa0, 0x7c84a4, 4, 0.7f, 0.80f, 8e-5f),
  NIGHT(0x0b1734, 0x2a4674, 0x9ab8f0, 0x22385f, 34, 0.60f, 0.34f, 5e-5f),
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
