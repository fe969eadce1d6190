package io.tessera.app.render;

import io.tessera.api.SamplingConfig;
import java.util.List;

/**
 * Settings that go together, under a name.
 *
 * @param id key of its name in the texts where it comes with the program, else the name itself
 */
public record Preset(
    String id, double temperature, int topK, double topP, double guidance, Quality quality) {
  /** Those that come with the program. */
  public static final List<Preset> BUILT_IN =
      List.of(
          new Preset("preset.standard", 1, 100, 1, 1, Quality.BALANCED),
          new Preset("preset.faithful", 0.9, 100, 0.95, 1.6, Quality.BALANCED),
          new Preset("preset.calm", 0.75, 50, 0.9, 1, Quality.BALANCED),
          new Preset("preset.wild", 1.2, 400, 1, 1, Quality.BALANCED),
          new Preset("preset.sketch", 1, 100, 1, 1, Quality.DRAFT));

  public static final Preset STANDARD = BUILT_IN.getFirst();

  boolean isBuiltIn() {
    return BUILT_IN.contains(this);
  }

  /**
   * The preset for a model that suggests other settings than {@link SamplingConfig#PLAIN}, which
   * those of the program are written down for: as far from what it suggests.
   */
  Preset over(SamplingConfig suggested) {
    SamplingConfig plain = SamplingConfig.PLAIN;
    return new Preset(
        id,
        temperature,
        Math.max(1, Math.toIntExact(Math.round((double) topK * suggested.topK() / plain.topK()))),
        topP * suggested.topP(),
        guidance * suggested.guidance(),
        quality);
  }
}
