package io.tessera.engine.training;

import io.tessera.engine.checkpoint.Checkpoint;
import io.tessera.engine.checkpoint.ConfigNode;
import io.tessera.engine.checkpoint.FirstStageConfig;
import io.tessera.engine.checkpoint.SafetensorsWriter;
import io.tessera.engine.checkpoint.TensorEntry;
import io.tessera.engine.image.LabelMap;
import io.tessera.engine.image.Palette;
import io.tessera.engine.image.RgbImage;
import io.tessera.engine.torch.Device;
import io.tessera.engine.torch.HostTensor;
import io.tessera.engine.training.scene.SceneGenerator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/**
 * Trains a first stage on crops of scenes: pictures, or label maps for a segmentation first stage.
 */
final class FirstStageJob implements Job {
  private static final int HELD_OUT = 8;
  private static final int KMEANS_ROUNDS = 10;

  private final FirstStageConfig config;
  private final TrainingSettings settings;
  private final FirstStageTrainer trainer;
  private final TrainingData data;
  private final long quantizeFrom;
  private final int reviveEvery;
  private final long reviveUntil;
  private final boolean kmeans;

  FirstStageJob(
      FirstStageConfig config,
      ConfigNode root,
      TrainingSettings settings,
      Device device,
      Consumer<String> complaints) {
    this.config = config;
    this.settings = settings;
    this.trainer = new FirstStageTrainer(config, FirstStageSettings.of(root), device);
    this.data = new TrainingData(settings, config.isSegmentation(), complaints);
    ConfigNode t = root.get("training");
    this.quantizeFrom = t.get("quantize_from").integer(0);
    this.reviveEvery = t.get("revive_every").integer(0);
    this.reviveUntil = t.get("revive_until").integer(0);
    this.kmeans = t.get("kmeans_start").flag(false);
  }

  @Override
  public void start(long seed) {
    trainer.initialize(seed);
    settings
        .initFrom()
        .ifPresent(
            file -> {
              try (Checkpoint checkpoint = Checkpoint.open(file)) {
                trainer.begin(checkpoint.tensors());
              }
            });
  }

  @Override
  public void resume(Map<String, TensorEntry> state) {
    trainer.load(state);
  }

  @Override
  public Map<String, Double> step(long step) {
    trainer.quantize(step >= quantizeFrom);
    List<Sample> batch = data.draw(step, settings.batchSize());
    long crop = settings.seed() * 7 + step;
    Map<String, Double> log =
        new TreeMap<>(
            config.isSegmentation()
                ? trainer.stepLabels(
                    Crops.labels(batch, settings.crop(), crop, config.unlabelled()), step)
                : trainer.step(Crops.pictures(batch, settings.crop(), crop), step));
    if (config.kind().isVectorQuantized()) {
      tend(step).ifPresent(revived -> log.put("revived", revived));
    }
    return log;
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
    SceneDataset.Size size = settings.sceneSizes().getFirst();
    List<Sample> heldOut =
        LongStream.range(0, HELD_OUT)
            .mapToObj(n -> Sample.of(SceneGenerator.scene(n, size.width(), size.height())))
            .toList();
    return config.isSegmentation() ? labelSheet(heldOut) : pictureSheet(heldOut);
  }

  private Sheet pictureSheet(List<Sample> heldOut) {
    HostTensor.Floats x = Crops.pictures(heldOut, settings.crop(), 1);
    float[] rec = trainer.preview(x).floats();
    double squares = 0;
    for (int i = 0; i < rec.length; i++) {
      double d = Math.clamp(rec[i], -1f, 1f) - x.data()[i];
      squares += d * d;
    }
    List<RgbImage> rows =
        new ArrayList<>(Tiles.split(x.data(), 3, settings.crop(), settings.crop()));
    rows.addAll(Tiles.split(rec, 3, settings.crop(), settings.crop()));
    return new Sheet(
        Tiles.of(rows, HELD_OUT),
        Map.of("psnr_db", 10 * Math.log10(4 / (squares / rec.length)), "codebook_used", used()));
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
        Tiles.of(rows, HELD_OUT),
        Map.of("accuracy", (double) same / rec.length, "codebook_used", used()));
  }

  private List<RgbImage> paint(byte[] batch) {
    int size = settings.crop() * settings.crop();
    Palette palette = Palette.notebook(config.labels());
    return java.util.stream.IntStream.range(0, batch.length / size)
        .mapToObj(
            b ->
                palette.paint(
                    new LabelMap(
                        settings.crop(),
                        settings.crop(),
                        java.util.Arrays.copyOfRange(batch, b * size, (b + 1) * size))))
        .toList();
  }

  /** Share of the codebook in use since the last revival. */
  private double used() {
    float[] usage = trainer.usage();
    int n = 0;
    for (float u : usage) {
      n += u > 0 ? 1 : 0;
    }
    return (double) n / usage.length;
  }

  @Override
  public void close() {
    data.close();
    trainer.close();
  }
}
