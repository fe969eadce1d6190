package io.tessera.engine.training;

import io.tessera.api.CodebookUse;
import io.tessera.api.image.RgbImage;
import io.tessera.engine.checkpoint.SafetensorsWriter;
import io.tessera.engine.checkpoint.TensorEntry;
import java.util.Map;
import java.util.Optional;

/** What a training does at each step: one of the stages, with its data. */
interface Job extends AutoCloseable {
  /** Begins with new weights. */
  void start(long seed);

  /** Goes on with what {@link #save} wrote. */
  void resume(Map<String, TensorEntry> state);

  /** Learns from the batch of this step, 0 for the first; the terms of its loss by name. */
  Map<String, Double> step(long step);

  /** Everything needed to go on as if nothing had happened. */
  void save(SafetensorsWriter out);

  /** The model as inference loads it. */
  void saveModel(SafetensorsWriter out);

  /**
   * What it can do by now, on scenes it does not learn from: a picture to look at, and measures by
   * name.
   */
  Sheet sheet();

  /** The measure, low for good, by which the best model is kept; none keeps the last one. */
  default Optional<String> judgedBy() {
    return Optional.empty();
  }

  /** How often the codebook's entries occur in what is learned from, where that is known. */
  default Optional<CodebookUse> use() {
    return Optional.empty();
  }

  /** A contact sheet and what was measured on it. */
  record Sheet(RgbImage picture, Map<String, Double> measures) {}

  @Override
  void close();
}
