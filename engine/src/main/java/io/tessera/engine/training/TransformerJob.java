package io.tessera.engine.training;

import io.tessera.engine.checkpoint.Checkpoint;
import io.tessera.engine.checkpoint.CondStageConfig;
import io.tessera.engine.checkpoint.ConfigNode;
import io.tessera.engine.checkpoint.FirstStageConfig;
import io.tessera.engine.checkpoint.Net2NetConfig;
import io.tessera.engine.checkpoint.SafetensorsWriter;
import io.tessera.engine.checkpoint.TagConfig;
import io.tessera.engine.checkpoint.TensorEntry;
import io.tessera.engine.fault.InputException;
import io.tessera.engine.image.LabelMap;
import io.tessera.engine.image.Palette;
import io.tessera.engine.image.RgbImage;
import io.tessera.engine.image.Tiles;
import io.tessera.engine.model.ConditionTokens;
import io.tessera.engine.model.FirstStage;
import io.tessera.engine.model.TokenGrid;
import io.tessera.engine.model.Transformer;
import io.tessera.engine.model.WeightShapes;
import io.tessera.engine.model.Weights;
import io.tessera.engine.sampling.Drawing;
import io.tessera.engine.sampling.Picture;
import io.tessera.engine.sampling.Planner;
import io.tessera.engine.sampling.Sampler;
import io.tessera.engine.sampling.Schedule;
import io.tessera.engine.sampling.SlidingWindow;
import io.tessera.engine.sampling.TokenSampler;
import io.tessera.engine.torch.Device;
import io.tessera.engine.torch.HostTensor;
import io.tessera.engine.torch.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
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
  private final TokenSet scenes;
  private final Optional<TokenSet> photographs;
  private final TokenSet heldOut;
  private final Map<Long, TokenGrid> open = new HashMap<>();
  private final TransformerSettings rates;
  private final Device device;
  private final int window;
  private final boolean alignedPositions;

  TransformerJob(
      Net2NetConfig config,
      ConfigNode root,
      TrainingSettings settings,
      Device device,
      Path folder,
      IntConsumer encoded,
      Consumer<String> notices) {
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
    this.window =
        SlidingWindow.largest(config.transformer().blockSize(), config.tags().size(), true);
    Path imageFile =
        Path.of(params.get("first_stage_config").get("params").get("ckpt_path").text());
    Path layoutFile =
        Path.of(params.get("cond_stage_config").get("params").get("ckpt_path").text());
    this.firstStageFiles = List.of(imageFile, layoutFile);
    this.rates = TransformerSettings.of(root);
    this.image = firstStage(config.firstStage(), imageFile, rates.precision());
    this.layout = firstStage(cond.firstStage(), layoutFile, rates.precision());
    int count = root.get("training").get("scenes").positive();
    List<SceneDataset.Size> sizes = settings.sceneSizes();
    try {
      this.heldOut = set(folder, "held-out", SceneDataset.heldOut(sizes), HELD_OUT, n -> {});
      this.scenes = set(folder, "tokens", new SceneDataset(sizes, settings.seed()), count, encoded);
      Optional<TokenSet> more = Optional.empty();
      if (settings.folder().isPresent() && settings.folderShare() > 0) {
        int smallest = window * image.factor();
        FolderDataset files =
            new FolderDataset(settings.folder().get(), smallest, true, settings.seed(), notices);
        int versions = root.get("training").get("folder_versions").integer(3);
        more = Optional.of(set(folder, "photographs", files, versions * files.size(), encoded));
      }
      this.photographs = more;
    } catch (IOException e) {
      throw new InputException(folder + " cannot be written: " + e.getMessage(), e);
    }
    this.trainer = new TransformerTrainer(config.transformer(), rates, device);
  }

  private TokenSet set(Path folder, String name, Dataset data, int count, IntConsumer done)
      throws IOException {
    return TokenSet.of(folder.resolve(name + ".safetensors"), data, 0, count, image, layout, done);
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
    trainer.initialize(seed, config.tags().size(), alignedPositions);
  }

  @Override
  public void resume(Map<String, TensorEntry> state) {
    trainer.load(state);
  }

  /** Conditions [B, words + window²] and pictures [B, window²]. */
  private record Batch(HostTensor.Longs condition, HostTensor.Longs image) {}

  /**
   * Windows at random places.
   *
   * @param learning whether conditions are dropped and photographs mixed in, as settings say
   */
  private Batch batch(boolean learning, int size, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int cells = window * window;
    int words = config.tags().size();
    long[] c = new long[size * (words + cells)];
    long[] z = new long[size * cells];
    for (int b = 0; b < size; b++) {
      TokenSet.Pair pair = draw(learning, random);
      int rows = pair.image().rows();
      int columns = pair.image().columns();
      int top = random.nextInt(rows - window + 1);
      int left = random.nextInt(columns - window + 1);
      boolean dropAll = learning && random.nextDouble() < rates.dropAll();
      TokenGrid condition = dropAll ? open(rows, columns) : pair.layout();
      int at = b * (words + cells);
      for (TagConfig tag : config.tags()) {
        boolean drop = dropAll || learning && random.nextDouble() < rates.dropWord();
        c[at++] = drop ? tag.any() : word(tag, pair);
      }
      for (int i = 0; i < cells; i++) {
        c[at + i] = condition.at(top + i / window, left + i % window);
        z[b * cells + i] = pair.image().at(top + i / window, left + i % window);
      }
    }
    return new Batch(
        new HostTensor.Longs(c, size, words + cells), new HostTensor.Longs(z, size, cells));
  }

  private TokenSet.Pair draw(boolean learning, SplittableRandom random) {
    if (!learning) {
      return heldOut.draw(random);
    }
    boolean photograph = photographs.isPresent() && random.nextDouble() < settings.folderShare();
    return photograph ? photographs.get().draw(random) : scenes.draw(random);
  }

  /** The empty layout of a size, encoded once. */
  private TokenGrid open(int rows, int columns) {
    return open.computeIfAbsent(
        (long) rows << 32 | columns, k -> TokenSet.open(layout, rows, columns));
  }

  private static InputException unknown(TagConfig tag) {
    return new InputException(
        "the word '"
            + tag.name()
            + "' of cond_tags cannot be learned: pictures have a style and a mood");
  }

  private static int word(TagConfig tag, TokenSet.Pair pair) {
    return switch (tag.name()) {
      case "style" -> tag.token(pair.style().id());
      case "mood" -> pair.mood().map(m -> tag.token(m.id())).orElse(tag.any());
      default -> throw unknown(tag);
    };
  }

  @Override
  public Map<String, Double> step(long step) {
    Batch batch = batch(true, settings.batchSize(), settings.seed() * 7919 + step);
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
  public Optional<String> judgedBy() {
    return Optional.of("nll_bits");
  }

  @Override
  public Sheet sheet() {
    double nats = 0;
    int batches = 6;
    for (int k = 0; k < batches; k++) {
      Batch batch = batch(false, 8, 90_001 + k);
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
            Batch batch = batch(false, 1, 70_001 + k);
            int words = config.tags().size();
            int[] c = ints(batch.condition);
            TokenGrid cells = new TokenGrid(window, window, Arrays.copyOfRange(c, words, c.length));
            ConditionTokens condition = ConditionTokens.grid(cells).after(Arrays.copyOf(c, words));
            maps.add(layoutPicture(cells));
            made.add(picture(sample(transformer, condition, k)));
            real.add(picture(new TokenGrid(window, window, ints(batch.image))));
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

  private static int[] ints(HostTensor.Longs tokens) {
    return Arrays.stream(tokens.data()).mapToInt(Math::toIntExact).toArray();
  }

  private TokenGrid sample(Transformer transformer, ConditionTokens condition, long seed) {
    SlidingWindow still = new SlidingWindow(window, window, window);
    TokenSampler top = new TokenSampler(1, 100, 1, false);
    Sampler sampler =
        new Sampler(
            transformer,
            new Drawing(top, Optional.empty(), image.codebook().tokens()),
            Planner.plan(still, Schedule.EXACT),
            List.of(new Picture(condition, TokenGrid.unknown(window, window), seed, 0)));
    while (sampler.remaining() > 0) {
      sampler.next();
    }
    return sampler.grid(0);
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
