package io.tessera.engine.training;

import io.tessera.api.ConditionKind;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.RgbImage;
import io.tessera.api.image.Tiles;
import io.tessera.engine.checkpoint.Checkpoint;
import io.tessera.engine.checkpoint.ConfigNode;
import io.tessera.engine.checkpoint.FirstStageConfig;
import io.tessera.engine.checkpoint.SafetensorsWriter;
import io.tessera.engine.checkpoint.TensorEntry;
import io.tessera.engine.torch.Device;
import io.tessera.engine.torch.HostTensor;
import io.tessera.engine.training.scene.Scene;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Trains a first stage on crops of scenes: pictures, depth, or label maps (layouts or figures) for
 * a segmentation first stage.
 */
final class FirstStageJob implements Job {
  private static final int HELD_OUT = 8;
  private static final int KMEANS_ROUNDS = 10;

  private final FirstStageConfig config;
  private final TrainingSettings settings;
  private final FirstStageTrainer trainer;
  private final TrainingData data;

  /** Pictures, depth or label maps of a step. */
  private final Ahead<HostTensor> batches;

  private final long quantizeFrom;
  private final int reviveEvery;
  private final long reviveUntil;
  private final boolean kmeans;
  private final Optional<Path> lpips;
  private final Optional<Path> features;
  private final UsageCount use;
  private final Supplier<List<Sample>> heldOut;

  FirstStageJob(
      FirstStageConfig config,
      ConfigNode root,
      TrainingSettings settings,
      Device device,
      Consumer<String> complaints) {
    this.config = config;
    this.settings = settings;
    FirstStageSettings how = FirstStageSettings.of(root);
    if (settings.crop() % config.factor() != 0) {
      throw root.get("training")
          .get("crop")
          .fault(
              "should be a multiple of "
                  + config.factor()
                  + ", a token's side in pixels, not "
                  + settings.crop());
    }
    ConfigNode t = root.get("training");
    this.quantizeFrom = t.get("quantize_from").integer(0);
    this.reviveEvery = t.get("revive_every").integer(0);
    // Where the codebook stands still, its entries keep their places.
    this.reviveUntil = Math.min(t.get("revive_until").integer(0), how.optimizer().codesUntil());
    this.kmeans = t.get("kmeans_start").flag(false);
    this.lpips = lpips(t, how);
    this.features =
        how.projected().present()
            ? Optional.of(Path.of(t.get("features").text()))
            : Optional.empty();
    Optional<float[]> weights = weights(t.get("rare_weight"));
    // What has to be closed comes after what can be at fault.
    this.trainer = new FirstStageTrainer(config, how, device);
    weights.ifPresent(trainer::weigh);
    this.data = new TrainingData(settings, config.encodes(), labels(), complaints);
    this.batches = new Ahead<>(this::batch);
    this.use = new UsageCount(config.nEmbed());
    this.heldOut = heldOut(complaints);
  }

  private int labels() {
    return config.isSegmentation() ? config.labels() : Scene.LABELS;
  }

  /** The user's own pictures where the training is about them, else scenes. */
  private Supplier<List<Sample>> heldOut(Consumer<String> complaints) {
    OwnPictures own = new OwnPictures(settings, config.encodes() == ConditionKind.LAYOUT, labels());
    if (own.areMost()) {
      FolderDataset files = own.measured(settings.crop(), complaints).orElseThrow();
      return () -> own.shown(files, HELD_OUT);
    }
    return new HeldOutScenes(List.of(settings.sceneSizes().getFirst()), config.encodes(), HELD_OUT)
        ::get;
  }

  /** What pixels of each label count for; what is not labelled counts as the mean does. */
  private Optional<float[]> weights(ConfigNode power) {
    if (power.number(0) == 0) {
      return Optional.empty();
    }
    if (!config.isSegmentation()) {
      throw power.fault("is for first stages of labels");
    }
    float[] weights = LabelWeights.of(config.labels(), settings, config.encodes(), power.number(0));
    config.unlabelled().ifPresent(label -> weights[label] = 1);
    return Optional.of(weights);
  }

  /** File with the weights of LPIPS, needed where the loss asks for it. */
  private static Optional<Path> lpips(ConfigNode training, FirstStageSettings how) {
    ConfigNode file = training.get("lpips");
    if (how.reconstruction().perceptualWeight() > 0 && !file.isPresent()) {
      throw file.fault(
          "is missing: perceptual_weight needs the weights of LPIPS, which a VQGAN checkpoint of the original holds; name one, or set perceptual_weight to 0");
    }
    return file.isPresent() ? Optional.of(Path.of(file.text())) : Optional.empty();
  }

  @Override
  public void start(long seed) {
    trainer.initialize(seed);
    lpips.ifPresent(this::loadPerceptual);
    features.ifPresent(this::loadFeatures);
    settings.begin(trainer::begin);
  }

  private void loadFeatures(Path file) {
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      trainer.loadFeatures(checkpoint.tensors());
    }
  }

  private void loadPerceptual(Path file) {
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      if (trainer.loadPerceptual(checkpoint.tensors()) == 0) {
        throw new InputException(file + " holds no LPIPS (no loss.perceptual_loss.* tensors)");
      }
    }
  }

  @Override
  public void resume(Map<String, TensorEntry> state) {
    trainer.load(state);
  }

  @Override
  public Map<String, Double> step(long step) {
    trainer.quantize(step >= quantizeFrom);
    HostTensor batch = batches.get(step);
    Map<String, Double> log =
        new TreeMap<>(
            batch instanceof HostTensor.Bytes labels
                ? trainer.stepLabels(labels, step)
                : trainer.step(batch, step));
    if (config.kind().isVectorQuantized()) {
      tend(step).ifPresent(revived -> log.put("revived", revived));
    }
    return log;
  }

  private HostTensor batch(long step) {
    List<Sample> samples = data.draw(step, settings.batchSize());
    long crop = settings.seed() * 7 + step;
    return config.isSegmentation()
        ? Crops.labels(samples, settings.crop(), crop, config.unlabelled())
        : pictures(samples, crop);
  }

  /** Lays the codebook out at its first step, and gives dead entries new places. */
  private OptionalDouble tend(long step) {
    boolean first = quantizeFrom > 0 && step == quantizeFrom - 1;
    boolean due =
        reviveEvery > 0 && step > quantizeFrom && step < reviveUntil && step % reviveEvery == 0;
    if (!first && !due) {
      return OptionalDouble.empty();
    }
    long[] choice = new SplittableRandom(step).longs(config.nEmbed(), 0, 1L << 40).toArray();
    if (first && kmeans) {
      trainer.kmeans(choice, KMEANS_ROUNDS);
      return OptionalDouble.empty();
    }
    use.add(trainer.usage());
    use.restart();
    return OptionalDouble.of(trainer.revive(first ? Double.MAX_VALUE : 2, choice));
  }

  @Override
  public void save(SafetensorsWriter out) {
    trainer.save(out);
  }

  @Override
  public void saveModel(SafetensorsWriter out) {
    trainer.saveModel(out, "");
  }

  @Override
  public Sheet sheet() {
    return config.isSegmentation() ? labelSheet(heldOut.get()) : pictureSheet(heldOut.get());
  }

  private Sheet pictureSheet(List<Sample> heldOut) {
    HostTensor.Floats x = pictures(heldOut, 1);
    int channels = config.dd().inChannels();
    float[] rec = trainer.preview(x).floats();
    double squares = 0;
    for (int i = 0; i < rec.length; i++) {
      double d = Math.clamp(rec[i], -1f, 1f) - x.data()[i];
      squares += d * d;
    }
    List<RgbImage> rows =
        new ArrayList<>(Tiles.split(x.data(), channels, settings.crop(), settings.crop()));
    rows.addAll(Tiles.split(rec, channels, settings.crop(), settings.crop()));
    return new Sheet(
        Tiles.of(rows, rows.size() / 2),
        withUse(Map.of("psnr_db", 10 * Math.log10(4 / (squares / rec.length)))));
  }

  private HostTensor.Floats pictures(List<Sample> samples, long seed) {
    return config.encodes().form() == ConditionKind.Form.PLANE
        ? Crops.planes(config.encodes(), samples, settings.crop(), seed)
        : Crops.pictures(samples, settings.crop(), seed, config.dd().inChannels());
  }

  private Sheet labelSheet(List<Sample> heldOut) {
    HostTensor.Bytes x = Crops.labels(heldOut, settings.crop(), 1, config.unlabelled());
    byte[] rec = trainer.previewLabels(x).bytes();
    int same = 0;
    for (int i = 0; i < rec.length; i++) {
      same += rec[i] == x.data()[i] ? 1 : 0;
    }
    List<RgbImage> rows = new ArrayList<>(paint(x.data()));
    rows.addAll(paint(rec));
    return new Sheet(
        Tiles.of(rows, rows.size() / 2), withUse(Map.of("accuracy", (double) same / rec.length)));
  }

  private List<RgbImage> paint(byte[] batch) {
    return Tiles.paint(batch, settings.crop(), settings.palette(config.labels()));
  }

  /** Adds how the codebook was used since the last sheet, where there is one. */
  private Map<String, Double> withUse(Map<String, Double> measures) {
    Map<String, Double> all = new TreeMap<>(measures);
    if (config.kind().hasCodes()) {
      use.add(trainer.usage());
      all.put("codebook_used", use.used());
      all.put("perplexity", use.perplexity());
      use.clear();
    }
    return all;
  }

  @Override
  public void close() {
    batches.close();
    data.close();
    trainer.close();
  }
}
