package io.tessera.engine;

import io.tessera.api.EngineSettings;
import io.tessera.api.FaultyModel;
import io.tessera.api.ModelEntry;
import io.tessera.api.ModelInput;
import io.tessera.api.ModelSummary;
import io.tessera.api.Models;
import io.tessera.api.TagConfig;
import io.tessera.engine.checkpoint.ModelConfig;
import io.tessera.engine.checkpoint.ModelLibrary;
import io.tessera.engine.checkpoint.Net2NetConfig;
import java.util.List;

/** The models in folders of this computer; needs no libtorch. */
public final class LocalModels implements Models {
  private final ModelLibrary library;

  public LocalModels(EngineSettings settings) {
    this(new ModelLibrary(settings.modelFolders()));
  }

  LocalModels(ModelLibrary library) {
    this.library = library;
  }

  @Override
  public List<ModelEntry> models() {
    return library.models().stream().map(m -> new ModelEntry(m.name(), m.folder())).toList();
  }

  @Override
  public List<FaultyModel> faultyModels() {
    return library.faulty();
  }

  @Override
  public List<TagConfig> tags(String model) {
    return ModelConfig.of(library.find(model).config()) instanceof Net2NetConfig c
        ? c.tags()
        : List.of();
  }

  @Override
  public ModelInput input(String model) {
    return ModelInputs.of(ModelConfig.of(library.find(model).config()));
  }

  @Override
  public ModelSummary describe(String model) {
    return ModelSummaries.brief(library.find(model));
  }

  @Override
  public ModelSummary inspect(String model) {
    return ModelSummaries.of(library.find(model));
  }
}
