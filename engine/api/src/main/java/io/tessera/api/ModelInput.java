package io.tessera.api;

import io.tessera.api.image.Palette;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a model makes its pictures from.
 *
 * @param choices labels of a layout, or classes, also of boxes; 0 for other kinds
 * @param cell side of a token's cell in pixels
 * @param window side of the attention window in cells; 0 where there is no transformer
 * @param sampling what the model suggests
 * @param texture whether it has learned how much texture its pictures have
 * @param labels names and colours of a layout's labels, where the model brings its own; else empty
 * @param words that stand before the rest of its condition
 */
public record ModelInput(
    ConditionKind kind,
    int choices,
    int cell,
    int window,
    SamplingConfig sampling,
    boolean texture,
    List<Palette.Material> labels,
    List<TagConfig> words) {
  public ModelInput {
    labels = List.copyOf(labels);
    words = List.copyOf(words);
  }

  /** The same with names and colours of its labels. */
  public ModelInput with(List<Palette.Material> own) {
    return new ModelInput(kind, choices, cell, window, sampling, texture, own, words);
  }

  /**
   * What the model suggests for one picture.
   *
   * @param tags words that the user chose, by their names; for others the seed may choose
   */
  public SamplingConfig sampling(Map<String, String> tags, long seed) {
    return sampling.told(
        words.stream()
            .map(word -> word.choice(Optional.ofNullable(tags.get(word.name())), seed))
            .toList());
  }
}
