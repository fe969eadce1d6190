package io.tessera.engine.training;

import io.tessera.engine.checkpoint.Checkpoint;
import io.tessera.engine.checkpoint.CondStageConfig;
import io.tessera.engine.checkpoint.ConfigNode;
import io.tessera.engine.checkpoint.FirstStageConfig;
import io.tessera.engine.checkpoint.Net2NetConfig;
import io.tessera.engine.checkpoint.SafetensorsWriter;
import io.tessera.engine.checkpoint.TensorEntry;
import io.tessera.engine.fault.InputException;
import io.tessera.engine.image.LabelMap;
import io.tessera.engine.image.Palette;
import io.tessera.engine.image.RgbImage;
import io.tessera.engine.model.ConditionTokens;
import io.tessera.engine.model.FirstStage;
import io.tessera.engine.model.TokenGrid;
import io.tessera.engine.model.Transformer;
import io.tessera.engine.model.WeightShapes;
import io.tessera.engine.model.Weights;
import io.tessera.engine.sampling.Sampler;
import io.tessera.engine.sampling.Schedule;
import io.tessera.engine.sampling.TokenSampler;
import io.tessera.engine.torch.Device;
import io.tessera.engine.torch.HostTensor;
import io.tessera.engine.torch.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.IntConsumer;

/** Trains the transformer that turns layouts into pictures, on windows of pre-encoded scenes. */
final class TransformerJob implements Job {
  private static final int HELD_OUT = 48;
  private static final int SHOWN = 6;

  private final Net2NetConfig config;
  private final TrainingSettings settings;
  private final TransformerTrainer trainer;
  private final FirstStage image;
  private final FirstStage layout;
  private final List<Path> firstStageFiles;
  private final TokenSet learned;
  private final TokenSet heldOut;
  private final Device device;
  private final int window;
  private final boolean alignedPositions;

  TransformerJob(
      Net2NetConfig config,
      ConfigNode root,
      TrainingSettings settings,
      Device device,
      Path folder,
      IntConsumer encoded) {
    this.config = config;
    this.settings = settings;
    this.device = device;
    ConfigNode params = root.get("model").get("params");
    if (!(config.condStage() instanceof CondStageConfig.Encoded cond)
        || !cond.firstStage().isSegmentation()) {
      throw params
          .get("cond_stage_config")
          .fault("should be a segmentation first stage; others cannot be trained yet");
    }
    this.alignedPositions = root.get("training").get("aligned_positions").flag(false);
    this.window = (int) Math.sqrt((config.transformer().blockSize() + 1) / 2);
    Path imageFile =
        Path.of(params.get("first_stage_config").get("params").get("ckpt_path").text());
    Path layoutFile =
        Path.of(params.get("cond_stage_config").get("params").get("ckpt_path").text());
    this.firstStageFiles = List.of(imageFile, layoutFile);
    TransformerSettings rates = TransformerSettings.of(root);
    this.image = firstStage(config.firstStage(), imageFile, rates.precision());
    this.layout = firstStage(cond.firstStage(), layoutFile, rates.precision());
    int count = root.get("training").get("scenes").positive();
    try {
      List<SceneDataset.Size> sizes = settings.sceneSizes();
      this.heldOut =
          TokenSet.of(
              folder.resolve("held-out.safetensors"), 0, HELD_OUT, sizes, image, layout, n -> {});
      this.learned =
          TokenSet.of(
              folder.resolve("tokens.safetensors"),
              SceneDataset.TRAINING_SEEDS + settings.seed() * 1_000_003,
              count,
              sizes,
              image,
              layout,
              encoded);
    } catch (IOException e) {
      throw new InputException(folder + " cannot be written: " + e.getMessage(), e);
    }
    this.trainer = new TransformerTrainer(config.transformer(), rates, device);
  }

  private FirstStage firstStage(FirstStageConfig c, Path file, Precision precision) {
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      Weights weights = new Weights(List.of(checkpoint));
      weights.expect("", WeightShapes.of(c));
      weights.check();
      return FirstStage.load(c, weights, "", device, precision);
    }
  }

  @Override
  public void start(long seed) {
    trainer.initialize(seed, alignedPositions);
  }

  @Override
  public void resume(Map<String, TensorEntry> state) {
    trainer.load(state);
  }

  /** Conditions and pictures, [B, window²] each. */
  private record Batch(HostTensor.Longs condition, HostTensor.Longs image) {}

  private Batch batch(TokenSet set, int size, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int cells = window * window;
    long[] c = new long[size * cells];
    long[] z = new long[size * cells];
    for (int b = 0; b < size; b++) {
      TokenSet.Pair pair = set.pairs().get(random.nextInt(set.pairs().size()));
      int top = random.nextInt(pair.image().rows() - window + 1);
      int left = random.nextInt(pair.image().columns() - window + 1);
      for (int i = 0; i < cells; i++) {
        c[b * cells + i] = pair.layout().at(top + i / window, left + i % window);
        z[b * cells + i] = pair.image().at(top + i / window, left + i % window);
      }
    }
    return new Batch(new HostTensor.Longs(c, size, cells), new HostTensor.Longs(z, size, cells));
  }

  @Override
  public Map<String, Double> step(long step) {
    Batch batch = batch(learned, settings.batchSize(), settings.seed() * 7919 + step);
    Map<String, Double> log = new TreeMap<>();
    trainer
        .step(batch.condition, batch.image, step)
        .forEach((name, value) -> log.put(name, (double) value.floats()[0]));
    return log;
  }

  @Override
  public void save(SafetensorsWriter out) {
    trainer.save(out);
  }

  @Override
  public void saveModel(SafetensorsWriter out) {
    copy(out, firstStageFiles.get(0), "first_stage_model.");
    copy(out, firstStageFiles.get(1), "cond_stage_model.");
    trainer.saveModel(out);
  }

  private static void copy(SafetensorsWriter out, Path file, String prefix) {
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      checkpoint
          .tensors()
          .forEach((name, t) -> out.floats(prefix + name, t.type(), t.shape(), t.toFloats()));
    }
  }

  @Override
  public Sheet sheet() {
    double nats = 0;
    int batches = 6;
    for (int k = 0; k < batches; k++) {
      Batch batch = batch(heldOut, 8, 90_001 + k);
      nats += trainer.evaluate(batch.condition, batch.image);
    }
    return new Sheet(samples(), Map.of("nll_bits", nats / batches / Math.log(2)));
  }

  /**
   * Held-out layouts, what the transformer makes of them, and what the first stage makes of the
   * true tokens.
   */
  private RgbImage samples() {
    List<RgbImage> maps = new ArrayList<>();
    List<RgbImage> made = new ArrayList<>();
    List<RgbImage> real = new ArrayList<>();
    Path file = null;
    try {
      file = Files.createTempFile("tessera", ".safetensors");
      SafetensorsWriter out = new SafetensorsWriter();
      trainer.saveModel(out);
      out.write(file);
      try (Checkpoint checkpoint = Checkpoint.open(file)) {
        Weights weights = new Weights(List.of(checkpoint));
        weights.expect("transformer.", WeightShapes.of(config.transformer()));
        try (Transformer transformer =
            Transformer.load(
                config.transformer(), weights, "transformer.", device, Precision.F32)) {
          for (int k = 0; k < SHOWN; k++) {
            Batch batch = batch(heldOut, 1, 70_001 + k);
            TokenGrid c = grid(batch.condition);
            maps.add(layoutPicture(c));
            made.add(picture(sample(transformer, c, k)));
            real.add(picture(grid(batch.image)));
          }
        }
      }
    } catch (IOException e) {
      throw new InputException("the contact sheet cannot be made: " + e.getMessage(), e);
    } finally {
      deleteQuietly(file);
    }
    maps.addAll(made);
    maps.addAll(real);
    return Tiles.of(maps, SHOWN);
  }

  private static void deleteQuietly(@org.jspecify.annotations.Nullable Path file) {
    if (file != null && !file.toFile().delete()) {
      file.toFile().deleteOnExit();
    }
  }

  private TokenGrid grid(HostTensor.Longs tokens) {
    int[] t = java.util.Arrays.stream(tokens.data()).mapToInt(Math::toIntExact).toArray();
    return new TokenGrid(window, window, t);
  }

  private TokenGrid sample(Transformer transformer, TokenGrid c, long seed) {
    Sampler sampler =
        new Sampler(
            transformer,
            ConditionTokens.grid(c),
            TokenGrid.unknown(window, window),
            new TokenSampler(1, 100, 1, false),
            Schedule.EXACT,
            seed,
            0,
            image.codebook().tokens());
    while (sampler.remaining() > 0) {
      sampler.next();
    }
    return sampler.grid();
  }

  private RgbImage picture(TokenGrid tokens) {
    HostTensor x = image.decode(tokens);
    return RgbImage.fromNetwork(
        x.floats(), (int) x.shape()[1], (int) x.shape()[3], (int) x.shape()[2]);
  }

  private RgbImage layoutPicture(TokenGrid tokens) {
    HostTensor labels = layout.decodeLabels(tokens);
    LabelMap map = new LabelMap((int) labels.shape()[2], (int) labels.shape()[1], labels.bytes());
    return Palette.notebook(layout.config().labels()).paint(map);
  }

  @Override
  public void close() {
    trainer.close();
    image.close();
    layout.close();
  }
}
