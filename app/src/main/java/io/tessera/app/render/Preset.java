package io.tessera.app.render;

import java.util.List;

/**
 * Settings that go together, under a name.
 *
 * @param id key of its name in the texts where it comes with the program, else the name itself
 * @param guidance of presets that come with the program: times what the model suggests
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
}
