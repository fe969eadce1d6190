package io.tessera.engine.model;

import io.tessera.api.fault.InputException;
import io.tessera.engine.checkpoint.Checkpoint;
import io.tessera.engine.checkpoint.CondStageConfig;
import io.tessera.engine.checkpoint.FirstStageConfig;
import io.tessera.engine.checkpoint.GptConfig;
import io.tessera.engine.checkpoint.ModelConfig;
import io.tessera.engine.checkpoint.ModelFolder;
import io.tessera.engine.checkpoint.Net2NetConfig;
import io.tessera.engine.checkpoint.SegmenterConfig;
import io.tessera.engine.torch.Device;
import io.tessera.engine.torch.Precision;
import io.tessera.engine.torch.ScriptModule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A whole model, loaded: first stage and, for a second stage, its transformer and condition stage.
 * Owns their native weights; one thread uses it.
 */
public final class ModelBundle implements AutoCloseable {
  private static final String FIRST = "first_stage_model.";
  private static final String COND = "cond_stage_model.";
  private static final String TRANSFORMER = "transformer.";

  private final ModelFolder folder;
  private final ModelConfig config;
  private final Device device;
  private final Precision precision;
  private final List<String> stamps;

  /** The weight files while they are read. */
  private @Nullable Weights weights;

  private @Nullable FirstStage firstStage;
  private @Nullable FirstStage condStage;
  private @Nullable Transformer transformer;

  private ModelBundle(ModelFolder folder, ModelConfig config, Device device, Precision precision) {
    this.folder = folder;
    this.config = config;
    this.device = device;
    this.precision = precision;
    this.stamps = stamps();
  }

  /**
   * Loads all networks of a model; names and shapes of the weights must match the configuration
   * exactly.
   *
   * @throws InputException if the configuration or a weight file is at fault
   */
  public static ModelBundle open(ModelFolder folder, Device device, Precision precision) {
    ModelBundle bundle =
        new ModelBundle(folder, ModelConfig.of(folder.config()), device, precision);
    try {
      bundle.reading(bundle::load);
      return bundle;
    } catch (RuntimeException e) {
      bundle.close();
      throw e;
    }
  }

  /** Opens the weight files for as long as they are read. */
  private void reading(Consumer<Weights> reader) {
    List<Checkpoint> files = new ArrayList<>();
    try {
      folder.weights().forEach(file -> files.add(Checkpoint.open(file)));
      weights = new Weights(files);
      reader.accept(weights);
    } finally {
      weights = null;
      files.forEach(Checkpoint::close);
    }
  }

  /** A first stage that reads what else it needs when it needs it. */
  private FirstStage stage(FirstStageConfig c, FirstStage.Half half, String prefix) {
    return FirstStage.load(
        c, half, device, precision, (script, shapes) -> put(script, prefix, shapes.keySet()));
  }

  private void put(ScriptModule script, String prefix, Set<String> names) {
    if (weights != null) {
      weights.put(script, prefix, names, precision);
      return;
    }
    if (!stamps.equals(stamps())) {
      throw new InputException(
          "the weights of the model '"
              + folder.name()
              + "' in "
              + folder.folder()
              + " have changed since it was opened; unload it and open it again");
    }
    reading(again -> again.put(script, prefix, names, precision));
  }

  /** Size and time of each weight file, to see whether it is the one that was opened. */
  private List<String> stamps() {
    return folder.weights().stream()
        .map(file -> file.toFile().length() + " " + file.toFile().lastModified())
        .toList();
  }

  private void load(Weights weights) {
    expect(config, weights);
    weights.check();
    switch (config) {
      case FirstStageConfig c -> firstStage = stage(c, FirstStage.Half.DECODER, "");
      case SegmenterConfig c ->
          throw new InputException(
              "the model '"
                  + folder.name()
                  + "' is a segmenter: it measures pictures, but makes none");
      case GptConfig c ->
          transformer = Transformer.load(c, weights, TRANSFORMER, device, precision);
      case Net2NetConfig c -> {
        firstStage = stage(c.firstStage(), FirstStage.Half.DECODER, FIRST);
        if (c.condStage() instanceof CondStageConfig.Encoded e && !e.sharedWithFirstStage()) {
          condStage = stage(e.firstStage(), FirstStage.Half.ENCODER, COND);
        }
        transformer = Transformer.load(c.transformer(), weights, TRANSFORMER, device, precision);
      }
    }
  }

  /** Notes in {@code weights} every tensor that the configuration calls for. */
  public static void expect(ModelConfig config, Weights weights) {
    weights.expect("", shapes(config));
  }

  /** Name and shape of every tensor that the configuration calls for. */
  public static Map<String, long[]> shapes(ModelConfig config) {
    Map<String, long[]> all = new LinkedHashMap<>();
    switch (config) {
      case FirstStageConfig c -> all.putAll(WeightShapes.of(c));
      case SegmenterConfig c -> all.putAll(Segmenter.shapes(c));
      case GptConfig c -> put(all, TRANSFORMER, WeightShapes.of(c));
      case Net2NetConfig c -> {
        put(all, FIRST, WeightShapes.of(c.firstStage()));
        if (c.condStage() instanceof CondStageConfig.Encoded e && !e.sharedWithFirstStage()) {
          put(all, COND, WeightShapes.of(e.firstStage()));
        }
        put(all, TRANSFORMER, WeightShapes.of(c.transformer()));
      }
    }
    return all;
  }

  private static void put(Map<String, long[]> all, String prefix, Map<String, long[]> part) {
    part.forEach((name, shape) -> all.put(prefix + name, shape));
  }

  public ModelFolder folder() {
    return folder;
  }

  public ModelConfig config() {
    return config;
  }

  public Device device() {
    return device;
  }

  public Precision precision() {
    return precision;
  }

  /**
   * @throws InputException if the model is a bare transformer
   */
  public FirstStage firstStage() {
    if (firstStage == null) {
      throw new InputException(
          "the model '" + folder.name() + "' has no first stage, so it makes no pictures");
    }
    return firstStage;
  }

  /** What encodes the condition, where that is a picture or a label map. */
  public Optional<FirstStage> condStage() {
    if (config instanceof Net2NetConfig c
        && c.condStage() instanceof CondStageConfig.Encoded e
        && e.sharedWithFirstStage()) {
      return Optional.ofNullable(firstStage);
    }
    return Optional.ofNullable(condStage);
  }

  /**
   * @throws InputException if the model is a first stage alone
   */
  public Transformer transformer() {
    if (transformer == null) {
      throw new InputException(
          "the model '"
              + folder.name()
              + "' is a first stage alone: it encodes and decodes pictures, but cannot make new ones");
    }
    return transformer;
  }

  @Override
  public void close() {
    for (AutoCloseable part : new AutoCloseable[] {firstStage, condStage, transformer}) {
      close(part);
    }
    firstStage = null;
    condStage = null;
    transformer = null;
  }

  private static void close(@Nullable AutoCloseable part) {
    try {
      if (part != null) {
        part.close();
      }
    } catch (Exception e) {
      throw new IllegalStateException("a network did not close", e);
    }
  }
}
