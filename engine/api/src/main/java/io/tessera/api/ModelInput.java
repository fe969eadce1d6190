package io.tessera.api;

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
 * @param words that stand before the rest of its condition
 */
public record ModelInput(
    ConditionKind kind,
    int choices,
    int cell,
    int window,
    SamplingConfig sampling,
    boolean texture,
    List<TagConfig> words) {
  public ModelInput {
    words = List.copyOf(words);
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
