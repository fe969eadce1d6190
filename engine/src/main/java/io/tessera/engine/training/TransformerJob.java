package io.tessera.engine.training;

import io.tessera.engine.checkpoint.Checkpoint;
import io.tessera.engine.checkpoint.CondStageConfig;
import io.tessera.engine.checkpoint.ConfigNode;
import io.tessera.engine.checkpoint.FirstStageConfig;
import io.tessera.engine.checkpoint.Modality;
import io.tessera.engine.checkpoint.Net2NetConfig;
import io.tessera.engine.checkpoint.SafetensorsWriter;
import io.tessera.engine.checkpoint.TagConfig;
import io.tessera.engine.checkpoint.TensorEntry;
import io.tessera.engine.fault.InputException;
import io.tessera.engine.image.LabelMap;
import io.tessera.engine.image.Palette;
import io.tessera.engine.image.RgbImage;
import io.tessera.engine.image.Tiles;
import io.tessera.engine.model.CodebookUse;
import io.tessera.engine.model.ConditionTokens;
import io.tessera.engine.model.FirstStage;
import io.tessera.engine.model.TokenGrid;
import io.tessera.engine.model.Transformer;
import io.tessera.engine.model.WeightShapes;
import io.tessera.engine.model.Weights;
import io.tessera.engine.sampling.Drawing;
import io.tessera.engine.sampling.Picture;
import io.tessera.engine.sampling.Places;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * Trains the transformer that turns layouts, depth or figures into pictures, on windows of
 * pre-encoded scenes.
 */
final class TransformerJob implements Job {
  private static final int HELD_OUT = 48;
  private static final int SHOWN = 6;

  /** Share of windows that hold the focus of a picture that has one. */
  private static final double FOCUSED = 0.7;

  private final Net2NetConfig config;
  private final TrainingSettings settings;
  private final TransformerTrainer trainer;
  private final FirstStage image;
  private final FirstStage condition;
  private final List<StageFile> stages;
  private final TokenSet scenes;
  private final Optional<TokenSet> photographs;
  private final TokenSet heldOut;

  /** Stands in every cell of a condition that is left open. */
  private final OptionalInt open;

  private final TransformerSettings rates;
  private final Device device;
  private final int window;
  private final Places places;
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
        || cond.firstStage().modality() == Modality.IMAGE) {
      throw params
          .get("cond_stage_config")
          .fault(
              "should be a first stage of layouts, depth or figures; others cannot be trained yet");
    }
    this.alignedPositions = root.get("training").get("aligned_positions").flag(false);
    this.window =
        SlidingWindow.largest(config.transformer().blockSize(), config.tags().size(), true);
    this.places = new Places(still());
    StageFile imageFile =
        stage(params.get("first_stage_config"), config.firstStage(), "first_stage_model.");
    StageFile conditionFile =
        stage(params.get("cond_stage_config"), cond.firstStage(), "cond_stage_model.");
    this.stages = List.of(imageFile, conditionFile);
    this.rates = TransformerSettings.of(root);
    if (rates.dropAll() > 0
        && config.openToken().isEmpty()
        && cond.firstStage().unlabelled().isEmpty()) {
      throw root.get("training")
          .get("drop_condition")
          .fault("needs an open_token, or a condition stage with an unlabelled label");
    }
    this.image = imageFile.load(device, rates.precision());
    this.condition = conditionFile.load(device, rates.precision());
    boolean opens = rates.dropAll() > 0;
    this.open =
        config.openToken().isPresent() || !opens
            ? config.openToken()
            : OptionalInt.of(condition.openToken());
    Modality modality = cond.firstStage().modality();
    int count = root.get("training").get("scenes").positive();
    List<SceneDataset.Size> sizes = settings.sceneSizes();
    try {
      this.heldOut =
          set(folder, "held-out", SceneDataset.heldOut(sizes, modality), HELD_OUT, n -> {});
      Dataset drawn = new SceneDataset(sizes, settings.seed(), modality, settings.figureShare());
      double painted = painted(root.get("training").get("painted_share"), modality);
      this.scenes =
          withEarlier(
              set(
                  folder,
                  "tokens",
                  new PaintedLayouts(drawn, painted, settings.seed()),
                  count,
                  encoded),
              root.get("training").get("token_sets"));
      Optional<TokenSet> more = Optional.empty();
      if (settings.folder().isPresent()
          && settings.folderShare() > 0
          && modality == Modality.LAYOUT) {
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
    return TokenSet.of(
        folder.resolve(name + ".safetensors"),
        data,
        0,
        count,
        image,
        condition,
        settings.dataThreads(),
        done);
  }

  private static double painted(ConfigNode n, Modality modality) {
    double share = TrainingSettings.share(n, 0);
    if (share > 0 && modality != Modality.LAYOUT) {
      throw n.fault("is for models of layouts");
    }
    return share;
  }

  /** The token sets of earlier trainings with the same first stages join this one's. */
  private TokenSet withEarlier(TokenSet own, ConfigNode files) throws IOException {
    TokenSet all = own;
    for (String file : files.isPresent() ? files.texts() : List.<String>of()) {
      if (!Files.exists(Path.of(file))) {
        throw files.fault("should list token sets of earlier trainings; there is no " + file);
      }
      TokenSet earlier = TokenSet.read(Path.of(file));
      if (!earlier.fits(image.codebook().tokens(), condition.codebook().tokens())) {
        throw files.fault("lists " + file + ", whose tokens these first stages do not have");
      }
      all = all.and(earlier);
    }
    return all;
  }

  private static StageFile stage(ConfigNode n, FirstStageConfig c, String inModel) {
    return new StageFile(c, Path.of(n.get("params").get("ckpt_path").text()), inModel);
  }

  @Override
  public void start(long seed) {
    trainer.initialize(seed, config.tags().size(), alignedPositions);
    settings.begin(
        model -> {
          if (trainer.begin(model) == 0) {
            throw new InputException(
                "the model that init_from names has no transformer of this width to begin with");
          }
        });
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
    int area = window * window;
    int words = config.tags().size();
    long[] c = new long[size * (words + area)];
    long[] z = new long[size * area];
    for (int b = 0; b < size; b++) {
      TokenSet.Pair pair = draw(learning, random);
      int rows = pair.image().rows();
      int columns = pair.image().columns();
      int top = random.nextInt(rows - window + 1);
      int left = random.nextInt(columns - window + 1);
      if (pair.focus().isPresent() && random.nextDouble() < FOCUSED) {
        TokenSet.Cell focus = pair.focus().get();
        top = Math.clamp(focus.row() - random.nextInt(window), 0, rows - window);
        left = Math.clamp(focus.column() - random.nextInt(window), 0, columns - window);
      }
      boolean dropAll = learning && random.nextDouble() < rates.dropAll();
      TokenGrid cells =
          dropAll ? TokenGrid.filled(rows, columns, open.getAsInt()) : pair.condition();
      int at = b * (words + area);
      for (TagConfig tag : config.tags()) {
        boolean drop = dropAll || learning && random.nextDouble() < rates.dropWord();
        c[at++] = drop ? tag.any() : word(tag, pair);
      }
      for (int i = 0; i < area; i++) {
        c[at + i] = cells.at(top + i / window, left + i % window);
        z[b * area + i] = pair.image().at(top + places.row(i), left + places.column(i));
      }
    }
    return new Batch(
        new HostTensor.Longs(c, size, words + area), new HostTensor.Longs(z, size, area));
  }

  private TokenSet.Pair draw(boolean learning, SplittableRandom random) {
    if (!learning) {
      return heldOut.draw(random);
    }
    boolean photograph = photographs.isPresent() && random.nextDouble() < settings.folderShare();
    return photograph ? photographs.get().draw(random) : scenes.draw(random);
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
    stages.forEach(stage -> stage.copyTo(out));
    trainer.saveModel(out);
  }

  @Override
  public Optional<CodebookUse> use() {
    CodebookUse use = new CodebookUse(image.codebook().tokens());
    scenes.countInto(use);
    photographs.ifPresent(p -> p.countInto(use));
    return Optional.of(use);
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
   * Held-out conditions, what the transformer makes of them, and what the first stage makes of the
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
            ConditionTokens given = ConditionTokens.grid(cells).after(Arrays.copyOf(c, words));
            maps.add(conditionPicture(cells));
            made.add(picture(sample(transformer, given, k)));
            real.add(picture(inRows(ints(batch.image))));
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

  /** The window, standing still. */
  private SlidingWindow still() {
    return new SlidingWindow(window, window, window, config.transformer().order());
  }

  /** A window's tokens as a grid. */
  private TokenGrid inRows(int[] ordered) {
    int[] tokens = new int[ordered.length];
    for (int place = 0; place < ordered.length; place++) {
      tokens[places.row(place) * window + places.column(place)] = ordered[place];
    }
    return new TokenGrid(window, window, tokens);
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
    TokenSampler top = new TokenSampler(1, 100, 1, false);
    Sampler sampler =
        new Sampler(
            transformer,
            new Drawing(top, Optional.empty(), image.codebook().tokens()),
            Planner.plan(still(), Schedule.EXACT),
            List.of(new Picture(condition, TokenGrid.unknown(window, window), seed, 0)));
    while (sampler.remaining() > 0) {
      sampler.next();
    }
    return sampler.grid(0);
  }

  private RgbImage picture(TokenGrid tokens) {
    return picture(image.decode(tokens));
  }

  private static RgbImage picture(HostTensor x) {
    return RgbImage.fromNetwork(
        x.floats(), (int) x.shape()[1], (int) x.shape()[3], (int) x.shape()[2]);
  }

  private RgbImage conditionPicture(TokenGrid tokens) {
    if (!condition.config().isSegmentation()) {
      return picture(condition.decode(tokens));
    }
    HostTensor labels = condition.decodeLabels(tokens);
    LabelMap map = new LabelMap((int) labels.shape()[2], (int) labels.shape()[1], labels.bytes());
    return Palette.notebook(condition.config().labels()).paint(map);
  }

  @Override
  public void close() {
    trainer.close();
    image.close();
    condition.close();
  }
}
