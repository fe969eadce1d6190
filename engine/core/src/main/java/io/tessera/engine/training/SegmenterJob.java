package io.tessera.engine.training;

import io.tessera.api.ConditionKind;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.RgbImage;
import io.tessera.api.image.Tiles;
import io.tessera.engine.checkpoint.Checkpoint;
import io.tessera.engine.checkpoint.ConfigNode;
import io.tessera.engine.checkpoint.ModelFolder;
import io.tessera.engine.checkpoint.SafetensorsWriter;
import io.tessera.engine.checkpoint.SegmenterConfig;
import io.tessera.engine.checkpoint.TensorEntry;
import io.tessera.engine.model.FirstStage;
import io.tessera.engine.model.ModelBundle;
import io.tessera.engine.model.Segmenter;
import io.tessera.engine.torch.AdamOption;
import io.tessera.engine.torch.Device;
import io.tessera.engine.torch.HostTensor;
import io.tessera.engine.torch.Kernels;
import io.tessera.engine.torch.Precision;
import io.tessera.engine.torch.ScriptModule;
import io.tessera.engine.torch.ScriptOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Trains the segmenter that measures layout fidelity, on crops of scenes and photographs. A share
 * of them goes through a first stage before, since the renders that it will read come out of one.
 */
final class SegmenterJob implements Job {
  private static final int HELD_OUT = 8;

  /** Held-out photographs that are measured. */
  private static final int MEASURED = 32;

  /** Pretrained weights learn at this share of the rate. */
  private static final double BACKBONE_RATE = 0.1;

  /** Groups of {@code segmenter.py}: what begins at random, and what was pretrained. */
  private static final int HEAD = 1;

  private static final int PRETRAINED = 2;

  /** What {@code segmenter.py} is told beside the rates. */
  private enum Option {
    DTYPE,
    JACCARD_WEIGHT,
    BACKBONE_RATE
  }

  private final SegmenterConfig config;
  private final TrainingSettings settings;
  private final TrainingData data;
  private final Ahead<Batch> batches;
  private final WarmUpCosine rate;
  private final ScriptModule script;
  private final ScriptOptions options;
  private final ParameterStore store;
  private final Optional<ModelBundle> reconstructing;
  private final double reconstructed;
  private final Supplier<List<Sample>> heldOut;

  /** Where the pretrained features' weights are. */
  private final Optional<Path> features;

  SegmenterJob(
      SegmenterConfig config,
      ConfigNode root,
      TrainingSettings settings,
      Device device,
      Consumer<String> complaints) {
    this.config = config;
    this.settings = settings;
    this.data = new TrainingData(settings, ConditionKind.LAYOUT, config.labels(), complaints);
    this.batches = new Ahead<>(this::batch);
    ConfigNode t = root.get("training");
    double most = t.get("learning_rate").number();
    this.rate =
        new WarmUpCosine(
            0,
            most,
            most / 10,
            t.get("warm_up").integer(0),
            t.get("cosine_steps").integer((int) settings.steps()));
    Precision precision =
        Kernels.here()
            .usableInTraining(Precision.ofTraining(t.get("precision").text("f32")), device);
    this.reconstructed = TrainingSettings.share(t.get("reconstructed_share"), 0);
    this.reconstructing =
        reconstructed > 0
            ? Optional.of(
                ModelBundle.open(
                    ModelFolder.at(Path.of(t.get("reconstructed_by").text())), device, precision))
            : Optional.empty();
    this.script = Segmenter.script(device);
    double decay = t.get("weight_decay").number(0);
    this.store = new ParameterStore(script, "", name -> decay);
    this.options = new ScriptOptions(script, List.of(AdamOption.class, Option.class));
    options.set(Option.DTYPE, precision.scalarType());
    options.set(Option.JACCARD_WEIGHT, t.get("jaccard_weight").number(0));
    options.set(Option.BACKBONE_RATE, BACKBONE_RATE);
    this.features =
        config.pretrained() ? Optional.of(Path.of(t.get("features").text())) : Optional.empty();
    this.heldOut = heldOut(complaints);
    double power = t.get("rare_weight").number(0.5);
    float[] weights = LabelWeights.of(config.labels(), settings, ConditionKind.LAYOUT, power);
    script.train("weigh", new HostTensor.Floats(weights, weights.length));
  }

  private Supplier<List<Sample>> heldOut(Consumer<String> complaints) {
    OwnPictures own = new OwnPictures(settings, true, config.labels());
    if (settings.heldOut().isEmpty() && !own.areMost()) {
      return new HeldOutScenes(settings.sceneSizes(), ConditionKind.LAYOUT, HELD_OUT)::get;
    }
    FolderDataset files = own.measured(settings.crop(), complaints).orElseThrow();
    return () -> own.shown(files, MEASURED);
  }

  @Override
  public void start(long seed) {
    Initializer init = new Initializer(seed);
    Map<String, HostTensor> weights = new LinkedHashMap<>();
    Segmenter.shapes(config)
        .forEach((name, shape) -> weights.put(name, initial(init, name, shape)));
    features.ifPresent(
        file -> {
          try (Checkpoint pretrained = Checkpoint.open(file)) {
            weights.replaceAll((name, value) -> known(pretrained.tensors(), name, value));
          }
        });
    settings.begin(model -> weights.replaceAll((name, value) -> begun(model, name, value)));
    weights.forEach(this::put);
  }

  private static HostTensor initial(Initializer init, String name, long[] shape) {
    if (name.contains("norm") || name.endsWith("bias")) {
      return Initializer.constant(shape, name.endsWith("weight") ? 1 : 0);
    }
    boolean closesBranch = name.contains("conv2") || name.contains("context");
    double bound = Math.sqrt(3 / Initializer.fanIn(shape));
    return init.uniform(shape, (closesBranch ? 0.1 : 1) * bound);
  }

  private static HostTensor known(
      Map<String, TensorEntry> pretrained, String name, HostTensor value) {
    return name.startsWith(Segmenter.BACKBONE)
        ? ParameterStore.tensor(pretrained, name.substring(Segmenter.BACKBONE.length()))
        : value;
  }

  private static HostTensor begun(Map<String, TensorEntry> model, String name, HostTensor value) {
    TensorEntry t = model.get(name);
    if (t != null && name.equals("conv_in.weight") && seesLess(t.shape(), value.shape())) {
      return widened(t, value.shape());
    }
    if (t == null || !Arrays.equals(t.shape(), value.shape())) {
      throw new InputException(
          "the model that init_from names is no segmenter of this kind: it has no "
              + name
              + " of shape "
              + Arrays.toString(value.shape()));
    }
    return new HostTensor.Floats(t.toFloats(), t.shape());
  }

  private static boolean seesLess(long[] has, long[] wants) {
    return has.length == 4 && has[0] == wants[0] && 2 * has[1] == wants[1] && has[3] == wants[3];
  }

  /**
   * The first convolution of one that sees pictures as they are, for one that sees them spread too:
   * of that it takes nothing yet.
   *
   * @param shape [out, 2n, k, k], where the other one has n
   */
  private static HostTensor widened(TensorEntry narrow, long[] shape) {
    float[] from = narrow.toFloats();
    int kept = from.length / (int) shape[0];
    float[] out = new float[2 * from.length];
    for (int o = 0; o < shape[0]; o++) {
      System.arraycopy(from, o * kept, out, 2 * o * kept, kept);
    }
    return new HostTensor.Floats(out, shape);
  }

  private void put(String name, HostTensor value) {
    store.put(name, value, name.startsWith(Segmenter.BACKBONE) ? PRETRAINED : HEAD);
  }

  @Override
  public void resume(Map<String, TensorEntry> state) {
    for (String name : Segmenter.shapes(config).keySet()) {
      put(name, ParameterStore.tensor(state, name));
    }
    store.resume(state);
  }

  @Override
  public Map<String, Double> step(long step) {
    Batch batch = batches.get(step);
    new AdamRates(rate.at(step), 0.9, 0.99).set(options, step + 1);
    Map<String, Double> log = new TreeMap<>();
    script
        .train("step", reconstruct(batch.pictures, settings.seed() * 7 + step), batch.labels)
        .forEach((name, value) -> log.put(name, (double) value.floats()[0]));
    return log;
  }

  /** Pictures [B, 3, H, W] and their labels [B, H, W]. */
  private record Batch(HostTensor.Floats pictures, HostTensor.Bytes labels) {}

  private Batch batch(long step) {
    List<Sample> samples = data.draw(step, settings.batchSize());
    long crop = settings.seed() * 7 + step;
    // The same places are cut out of pictures and labels: both draw them from the same seed.
    return new Batch(
        Crops.pictures(samples, settings.crop(), crop),
        Crops.labels(samples, settings.crop(), crop, OptionalInt.empty()));
  }

  /** Some of the pictures as the first stage would give them back. */
  private HostTensor.Floats reconstruct(HostTensor.Floats x, long seed) {
    if (reconstructing.isEmpty()) {
      return x;
    }
    FirstStage stage = reconstructing.get().firstStage();
    SplittableRandom random = new SplittableRandom(seed);
    int size = settings.crop();
    int numbers = 3 * size * size;
    float[] all = x.data().clone();
    for (int b = 0; b < x.shape()[0]; b++) {
      if (random.nextDouble() < reconstructed) {
        float[] one = Arrays.copyOfRange(all, b * numbers, (b + 1) * numbers);
        HostTensor h = stage.encode(new HostTensor.Floats(one, 1, 3, size, size));
        float[] back = stage.decode(stage.tokens(h)).floats();
        System.arraycopy(back, 0, all, b * numbers, numbers);
      }
    }
    return new HostTensor.Floats(all, x.shape());
  }

  @Override
  public void save(SafetensorsWriter out) {
    store.save(out, ParameterStore.FIXED);
  }

  @Override
  public void saveModel(SafetensorsWriter out) {
    Segmenter.shapes(config)
        .keySet()
        .forEach(name -> ParameterStore.write(out, name, store.weight(name)));
  }

  @Override
  public Sheet sheet() {
    List<Sample> samples = heldOut.get();
    int size = settings.crop();
    HostTensor.Floats x = Crops.pictures(samples, size, 1);
    byte[] labels = Crops.labels(samples, size, 1, OptionalInt.empty()).data();
    byte[] told = new byte[labels.length];
    int area = size * size;
    int numbers = 3 * area;
    for (int b = 0; b < samples.size(); b++) {
      float[] one = Arrays.copyOfRange(x.data(), b * numbers, (b + 1) * numbers);
      byte[] seen =
          script.call("segment", new HostTensor.Floats(one, 1, 3, size, size)).getFirst().bytes();
      System.arraycopy(seen, 0, told, b * area, area);
    }
    int same = 0;
    int known = 0;
    for (int i = 0; i < told.length; i++) {
      known += (labels[i] & 0xff) < config.labels() ? 1 : 0;
      same += told[i] == labels[i] ? 1 : 0;
    }
    int shown = Math.min(HELD_OUT, samples.size());
    List<RgbImage> rows =
        new ArrayList<>(Tiles.split(Arrays.copyOf(x.data(), shown * numbers), 3, size, size));
    rows.addAll(paint(Arrays.copyOf(labels, shown * area)));
    rows.addAll(paint(Arrays.copyOf(told, shown * area)));
    return new Sheet(Tiles.of(rows, shown), Map.of("accuracy", (double) same / Math.max(1, known)));
  }

  private List<RgbImage> paint(byte[] batch) {
    return Tiles.paint(batch, settings.crop(), settings.palette(config.labels()));
  }

  @Override
  public void close() {
    batches.close();
    data.close();
    reconstructing.ifPresent(ModelBundle::close);
    script.close();
  }
}
