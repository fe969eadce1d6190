package io.tessera.api;

import io.tessera.api.fault.InputException;
import java.util.List;

/**
 * The models there are and what their files say, told without running them. Each method works on
 * the caller's thread and may read files or wait for another machine.
 *
 * <p>A model is named as in {@link #models()}, or by its folder or file; an {@link InputException}
 * says what is wrong with it.
 */
public interface Models {
  /** The models that can be chosen, by folder and name. */
  List<ModelEntry> models();

  /** Folders that look like models and are at fault. */
  List<FaultyModel> faultyModels();

  /** The words a model knows, such as moods. */
  List<TagConfig> tags(String model);

  /** What a model makes its pictures from. */
  ModelInput input(String model);

  /** What a model's configuration says; reads no weights. */
  ModelSummary describe(String model);

  /** What a model is; reads and checks all of its files. */
  ModelSummary inspect(String model);
}
