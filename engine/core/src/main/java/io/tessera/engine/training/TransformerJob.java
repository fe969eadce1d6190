package io.tessera.engine.training;

import io.tessera.api.CodebookUse;
import io.tessera.api.ConditionKind;
import io.tessera.api.Schedule;
import io.tessera.api.SlidingWindow;
import io.tessera.api.TagConfig;
import io.tessera.api.TokenGrid;
import io.tessera.api.TokenSampler;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.RgbImage;
import io.tessera.api.image.Tiles;
import io.tessera.engine.checkpoint.Checkpoint;
import io.tessera.engine.checkpoint.CondStageConfig;
import io.tessera.engine.checkpoint.ConfigNode;
import io.tessera.engine.checkpoint.FirstStageConfig;
import io.tessera.engine.checkpoint.Net2NetConfig;
import io.tessera.engine.checkpoint.SafetensorsWriter;
import io.tessera.engine.checkpoint.TensorEntry;
import io.tessera.engine.model.ConditionTokens;
import io.tessera.engine.model.FirstStage;
import io.tessera.engine.model.Transformer;
import io.tessera.engine.model.WeightShapes;
import io.tessera.engine.model.Weights;
import io.tessera.engine.sampling.Drawing;
import io.tessera.engine.sampling.Picture;
import io.tessera.engine.sampling.Places;
import io.tessera.engine.sampling.Planner;
import io.tessera.engine.sampling.Sampler;
import io.tessera.engine.torch.Device;
import io.tessera.engine.torch.HostTensor;
import io.tessera.engine.torch.Kernels;
import io.tessera.engine.torch.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

/**
 * Trains a transformer, on windows of encoded pictures and what they are made from: layouts, depth,
 * figures, a class, places, or nothing.
 */
final class TransformerJob implements Job {
  private static final int SHOWN = 6;

  /** Batches of 8 windows that the log-likelihood of held-out pictures is measured on. */
  private static final int MEASURED = 12;

  /** Share of windows that hold the focus of a picture that has one. */
  private static final double FOCUSED = 0.7;

  private final Net2NetConfig config;
  private final TrainingSettings settings;
  private final TransformerTrainer trainer;
  private final FirstStage image;
  private final LearnedCondition condition;
  private final List<StageFile> stages;
  private final TransformerData data;

  /** The step after the last one. */
  private long step;

  /** Stands in every cell of a condition that is left open. */
  private final OptionalInt open;

  private final TransformerSettings rates;
  private final Device device;
  private final int window;
  private final Places places;

  /** Tokens before the window's, or before the picture's where there is none. */
  private final int before;

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
    ConfigNode training = root.get("training");
    this.alignedPositions = training.get("aligned_positions").flag(false);
    StageFile imageFile =
        stage(params.get("first_stage_config"), config.firstStage(), "first_stage_model.");
    Optional<StageFile> conditionFile = conditionFile(params.get("cond_stage_config"));
    this.stages = Stream.concat(Stream.of(imageFile), conditionFile.stream()).toList();
    this.rates = TransformerSettings.of(root);
    if (rates.dropAll() > 0
        && config.openToken().isEmpty()
        && conditionFile.flatMap(c -> unlabelled(c.config())).isEmpty()) {
      throw training
          .get("drop_condition")
          .fault("needs an open_token, or a condition stage with an unlabelled label");
    }
    Precision precision = Kernels.here().usableInTraining(rates.precision(), device);
    this.image = imageFile.load(device, precision);
    this.condition = condition(conditionFile.map(c -> c.load(device, precision)));
    boolean grid = condition.isGrid();
    this.before = config.tags().size() + (grid ? 0 : 1);
    this.window = SlidingWindow.largest(config.transformer().blockSize(), before, grid);
    this.places = new Places(still());
    if (alignedPositions && !grid) {
      throw training.get("aligned_positions").fault("needs a condition with a token for each cell");
    }
    boolean opens = rates.dropAll() > 0;
    this.open =
        config.openToken().isPresent() || !opens
            ? config.openToken()
            : OptionalInt.of(((LearnedCondition.Encoded) condition).stage().openToken());
    this.data =
        new TransformerData(
            root.get("training"), settings, image, condition, folder, window, encoded, notices);
    this.trainer = new TransformerTrainer(config.transformer(), rates, device);
  }

  private static Optional<Integer> unlabelled(FirstStageConfig c) {
    return c.unlabelled().isPresent() ? Optional.of(c.unlabelled().getAsInt()) : Optional.empty();
  }

  /** The first stage of the condition, where it has one. */
  private Optional<StageFile> conditionFile(ConfigNode n) {
    if (!(config.condStage() instanceof CondStageConfig.Encoded cond)) {
      return Optional.empty();
    }
    if (cond.firstStage().encodes() == ConditionKind.NONE) {
      throw n.fault("is a first stage of pictures; a condition is a layout, depth or figures");
    }
    return Optional.of(stage(n, cond.firstStage(), "cond_stage_model."));
  }

  private LearnedCondition condition(Optional<FirstStage> stage) {
    return switch (config.condStage()) {
      case CondStageConfig.Encoded e -> new LearnedCondition.Encoded(stage.orElseThrow());
      case CondStageConfig.StartToken s -> new LearnedCondition.Nothing(s.token());
      case CondStageConfig.ClassLabel c -> new LearnedCondition.ClassOf(c.nClasses());
      case CondStageConfig.Coordinates c -> new LearnedCondition.Place(c.nEmbed());
      case CondStageConfig.BoundingBoxes b ->
          throw new InputException("transformers of objects with boxes cannot be trained yet");
    };
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

  /** Conditions [B, words + window²], or [B, words + 1], and pictures [B, window²]. */
  private record Batch(HostTensor.Longs condition, HostTensor.Longs image) {}

  /**
   * Windows at random places.
   *
   * @param learning whether conditions are dropped, as settings say
   */
  private Batch batch(
      Function<SplittableRandom, TokenSet.Pair> source, boolean learning, int size, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int area = window * window;
    int given = config.tags().size() + (condition.isGrid() ? area : 1);
    long[] c = new long[size * given];
    long[] z = new long[size * area];
    for (int b = 0; b < size; b++) {
      TokenSet.Pair pair = source.apply(random);
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
          dropAll
              ? TokenGrid.filled(
                  pair.condition().rows(), pair.condition().columns(), open.getAsInt())
              : pair.condition();
      int at = b * given;
      for (TagConfig tag : config.tags()) {
        boolean drop = dropAll || learning && random.nextDouble() < rates.dropWord();
        c[at++] = drop ? tag.any() : word(tag, pair);
      }
      if (!condition.isGrid()) {
        c[at] = cells.at(0, 0);
      }
      for (int i = 0; i < area; i++) {
        if (condition.isGrid()) {
          c[at + i] = cells.at(top + i / window, left + i % window);
        }
        z[b * area + i] = pair.image().at(top + places.row(i), left + places.column(i));
      }
    }
    return new Batch(new HostTensor.Longs(c, size, given), new HostTensor.Longs(z, size, area));
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
    this.step = step + 1;
    Batch batch =
        batch(data.at(step)::draw, true, settings.batchSize(), settings.seed() * 7919 + step);
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
    return Optional.of(data.use(step));
  }

  @Override
  public Optional<String> judgedBy() {
    return Optional.of("nll_bits");
  }

  @Override
  public Sheet sheet() {
    Map<String, Double> measures = new TreeMap<>();
    data.heldOut().forEach((name, set) -> measures.put(name, bits(set)));
    return new Sheet(samples(), measures);
  }

  /** Mean negative log-likelihood of a token in windows of a set. */
  private double bits(TokenSet set) {
    double nats = 0;
    for (int k = 0; k < MEASURED; k++) {
      Batch batch = batch(set::draw, false, 8, 90_001 + k);
      nats += trainer.evaluate(batch.condition, batch.image);
    }
    return nats / MEASURED / Math.log(2);
  }

  /**
   * Held-out conditions, what the transformer makes of them, and what the first stage makes of the
   * true tokens.
   */
  private RgbImage samples() {
    List<RgbImage> maps = new ArrayList<>();
    List<RgbImage> made = new ArrayList<>();
    List<RgbImage> real = new ArrayList<>();
    TokenSet shown = Objects.requireNonNull(data.heldOut().get("nll_bits"));
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
            Batch batch = batch(shown::draw, false, 1, 70_001 + k);
            int words = config.tags().size();
            int[] c = ints(batch.condition);
            ConditionTokens given = ConditionTokens.prefix(c);
            if (condition.isGrid()) {
              TokenGrid cells =
                  new TokenGrid(window, window, Arrays.copyOfRange(c, words, c.length));
              given = ConditionTokens.grid(cells).after(Arrays.copyOf(c, words));
              synchronized (image) {
                condition.picture(cells).ifPresent(maps::add);
              }
            }
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
    synchronized (image) {
      return picture(image.decode(tokens));
    }
  }

  private static RgbImage picture(HostTensor x) {
    return RgbImage.fromNetwork(
        x.floats(), (int) x.shape()[1], (int) x.shape()[3], (int) x.shape()[2]);
  }

  @Override
  public void close() {
    data.close();
    trainer.close();
    image.close();
    condition.close();
  }
}
