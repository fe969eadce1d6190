package io.tessera.engine;

import io.tessera.api.ConditionKind;
import io.tessera.api.EngineSettings;
import io.tessera.api.FaultyModel;
import io.tessera.api.ModelEntry;
import io.tessera.api.ModelInput;
import io.tessera.api.ModelSummary;
import io.tessera.api.Models;
import io.tessera.api.TagConfig;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.LabelNames;
import io.tessera.api.image.Palette;
import io.tessera.engine.checkpoint.ModelConfig;
import io.tessera.engine.checkpoint.ModelFolder;
import io.tessera.engine.checkpoint.ModelLibrary;
import io.tessera.engine.checkpoint.Net2NetConfig;
import java.nio.file.Path;
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
    ModelFolder folder = library.find(model);
    ModelInput input = ModelInputs.of(ModelConfig.of(folder.config()));
    return input.kind() == ConditionKind.LAYOUT
        ? folder
            .labels()
            .map(file -> input.with(fitting(LabelNames.read(file), input.choices(), file)))
            .orElse(input)
        : input;
  }

  private static List<Palette.Material> fitting(Palette palette, int labels, Path file) {
    palette.materials().stream()
        .filter(m -> m.label() >= labels && m.label() != LabelMap.UNLABELLED)
        .findFirst()
        .ifPresent(
            m -> {
              throw new InputException(
                  file
                      + " names the label "
                      + m.label()
                      + "; the model knows 0 to "
                      + (labels - 1));
            });
    return palette.materials();
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
