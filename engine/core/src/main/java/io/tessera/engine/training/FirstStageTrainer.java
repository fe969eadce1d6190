package io.tessera.engine.training;

import io.tessera.api.fault.InputException;
import io.tessera.engine.checkpoint.FirstStageConfig;
import io.tessera.engine.checkpoint.SafetensorsWriter;
import io.tessera.engine.checkpoint.TensorEntry;
import io.tessera.engine.model.WeightShapes;
import io.tessera.engine.torch.AdamOption;
import io.tessera.engine.torch.Device;
import io.tessera.engine.torch.HostTensor;
import io.tessera.engine.torch.Kernels;
import io.tessera.engine.torch.ScriptModule;
import io.tessera.engine.torch.ScriptOptions;
import io.tessera.engine.torch.Torch;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Trains a VQGAN or a segmentation first stage (equations 4 to 8): one call is one batch, an
 * autoencoder step and, where there is an adversary, a discriminator step on a new reconstruction,
 * in the original's order.
 *
 * <p>Owns weights and optimiser state; one thread uses it.
 */
public final class FirstStageTrainer implements AutoCloseable {
  private static final List<String> SOURCES =
      List.of(
          "vqgan.py",
          "texture.py",
          "detail.py",
          "drawn.py",
          "adversary.py",
          "features.py",
          "projected.py",
          "optimizer.py",
          "first_stage_trainer.py");

  private static final String DISCRIMINATOR = "loss.discriminator.";

  /** Where a first stage can stand in a file: by itself, or in a transformer's checkpoint. */
  private static final List<String> PLACES = List.of("", "first_stage_model.", "cond_stage_model.");

  private static final String PERCEPTUAL = "loss.perceptual_loss.";
  private static final String FEATURES = "loss.features.";
  private static final String PROJECTED = "loss.projected.";

  /** Pixels that a picture is moved by before features are taken, less than the stride of most. */
  private static final int SHIFTS = 16;

  /** Logarithm of the detail that is expected of a picture to begin with: about 2 of 255. */
  private static final float TEXTURE = -4;

  private static final int FIXED = ParameterStore.FIXED;
  private static final int AUTOENCODER = 1;
  private static final int ADVERSARY = 2;

  private final FirstStageConfig config;
  private final FirstStageSettings settings;
  private final ScriptModule script;
  private final ScriptOptions options;
  private final ParameterStore store;

  /** What {@code first_stage_trainer.py} is told beside the rates. */
  private enum Option {
    DTYPE,
    KIND,
    LEARNING,
    TEMPERATURE,
    FROZEN_ENCODER,
    DRAWN,
    STEP,
    PIXEL_WEIGHT,
    COLOUR_WEIGHT,
    FEATURE_WEIGHT,
    BETA,
    LEGACY,
    CODEBOOK_WEIGHT,
    COSINE,
    CODE_DECAY,
    KL_WEIGHT,
    CLIP,
    EMA,
    SQUARED,
    PERCEPTUAL_WEIGHT,
    SLOPE_WEIGHT,
    TEXTURE_WEIGHT,
    DIM_WEIGHT,
    DISC_WEIGHT,
    MOST_LAMBDA,
    VANILLA,
    JUDGE_LR,
    QUANTIZE,
    FROZEN_NORM,
    JUDGING,
    JUDGE_ROOT,
    DISC_FACTOR,
    SHIFT_Y,
    SHIFT_X,
    ADVERSARY
  }

  public FirstStageTrainer(FirstStageConfig config, FirstStageSettings settings, Device device) {
    this(config, settings, device, List.of());
  }

  /**
   * @param probes further sources, whose methods go on the script's class: tests see its parts so
   */
  FirstStageTrainer(
      FirstStageConfig config, FirstStageSettings settings, Device device, List<String> probes) {
    this.config = config;
    this.settings = settings;
    this.script =
        ScriptModule.load(
            device,
            "FirstStageTrainer",
            Stream.concat(SOURCES.stream(), probes.stream()).toArray(String[]::new));

    this.store = new ParameterStore(script, "", name -> 0);
    this.options = new ScriptOptions(script, List.of(AdamOption.class, Option.class));
    script.call("set_shape", config.dd().numGroups(), config.dd().patch());
    options.set(
        Option.DTYPE, Kernels.here().usableInTraining(settings.precision(), device).scalarType());
    options.set(Option.KIND, config.kind().ordinal());
    options.set(Option.LEARNING, 1);
    options.set(Option.TEMPERATURE, 1);
    options.set(Option.FROZEN_ENCODER, 0);
    options.set(Option.DRAWN, 0);
    options.set(Option.STEP, 0);
    options.set(Option.PIXEL_WEIGHT, settings.detail().pixelWeight());
    options.set(Option.COLOUR_WEIGHT, settings.detail().colourWeight());
    options.set(Option.FEATURE_WEIGHT, settings.detail().featureWeight());
    FirstStageSettings.Latent latent = settings.latent();
    options.set(Option.BETA, latent.beta());
    options.set(Option.LEGACY, latent.legacy());
    options.set(Option.CODEBOOK_WEIGHT, latent.weight());
    options.set(Option.COSINE, latent.cosine());
    options.set(Option.CODE_DECAY, latent.decay());
    options.set(Option.KL_WEIGHT, latent.klWeight());
    options.set(Option.CLIP, settings.optimizer().clip());
    options.set(Option.EMA, settings.optimizer().ema());
    options.set(Option.SQUARED, settings.reconstruction().squared());
    options.set(Option.PERCEPTUAL_WEIGHT, settings.reconstruction().perceptualWeight());
    options.set(Option.SLOPE_WEIGHT, settings.reconstruction().slopeWeight());
    options.set(Option.TEXTURE_WEIGHT, settings.reconstruction().textureWeight());
    options.set(Option.DIM_WEIGHT, settings.reconstruction().dimWeight());
    options.set(Option.DISC_WEIGHT, settings.adversary().weight());
    options.set(Option.MOST_LAMBDA, settings.adversary().mostLambda());
    options.set(Option.VANILLA, settings.adversary().vanilla());
    FirstStageSettings.Projected projected = settings.projected();
    if (projected.present()) {
      options.set(Option.COLOUR_WEIGHT, projected.colourWeight());
      options.set(Option.PERCEPTUAL_WEIGHT, projected.perceptualWeight());
      options.set(Option.SLOPE_WEIGHT, projected.slopeWeight());
      options.set(Option.JUDGE_LR, projected.judgeRate());
    }
    options.set(Option.QUANTIZE, 1);
    options.set(Option.FROZEN_NORM, 0);
  }

  /**
   * New weights: the codebook uniform in ±1/n, the discriminator as the original's weights_init.
   */
  public void initialize(long seed) {
    Initializer init = new Initializer(seed);
    Map<String, long[]> shapes = WeightShapes.of(config);
    Map<String, HostTensor> weights = new LinkedHashMap<>();
    shapes.forEach((name, shape) -> weights.put(name, initial(init, name, shape)));
    if (WaveletStart.fits(config)) {
      WaveletStart.apply(config, weights);
    }
    weights.forEach((name, value) -> store.put(name, value, AUTOENCODER));
    if (settings.adversary().present()) {
      Map<String, long[]> d = DiscriminatorShapes.of(judgedChannels(), settings.adversary());
      d.forEach(
          (name, shape) ->
              store.put(
                  DISCRIMINATOR + name, initialD(init, d, name, shape), adversaryGroup(name)));
    }
    if (settings.projected().present()) {
      initializeProjected(init);
    }
    startUsage();
  }

  private void startUsage() {
    script.train("put_usage", Initializer.constant(new long[] {Math.max(1, config.nEmbed())}, 0));
  }

  /** The fixed mixtures and the discriminators of the projected adversary. */
  private void initializeProjected(Initializer init) {
    ProjectedShapes.all()
        .forEach(
            (name, shape) ->
                store.put(
                    PROJECTED + name,
                    name.endsWith("bias")
                        ? Initializer.constant(shape, 0)
                        : init.normal(shape, 0, ProjectedShapes.deviation(name, shape)),
                    ProjectedShapes.isFixed(name) ? FIXED : ADVERSARY));
  }

  /**
   * Takes the pretrained features, which never change.
   *
   * @param tensors of {@code efficientnet-lite0-features.safetensors}
   */
  public void loadFeatures(Map<String, TensorEntry> tensors) {
    tensors
        .keySet()
        .forEach(name -> store.put(FEATURES + name, ParameterStore.tensor(tensors, name), FIXED));
  }

  /** Channels of what the discriminator sees; of detail also the picture that it is added to. */
  private int judgedChannels() {
    return config.dd().outCh() * (config.dd().detail() > 0 ? 2 : 1);
  }

  private HostTensor initial(Initializer init, String name, long[] shape) {
    if (name.equals("quantize.embedding.weight")) {
      return init.uniform(shape, 1.0 / config.nEmbed());
    }
    if (name.contains("norm")) {
      return Initializer.constant(shape, name.endsWith("weight") ? 1 : 0);
    }
    if (name.equals("texture.conv_out.bias")) {
      return Initializer.constant(shape, TEXTURE);
    }
    if (name.endsWith("bias")) {
      return Initializer.constant(shape, 0);
    }
    // PyTorch's default shrinks a signal by the root of three at every convolution, so that after
    // five levels little of
    // a picture's colours is left beside what the residual branches add. Here the plain path keeps
    // its variance, and the
    // branches begin almost closed.
    boolean closesBranch =
        name.contains("conv2")
            || name.contains("proj_out")
            || name.equals("detail.conv_out.weight");
    return init.uniform(shape, (closesBranch ? 0.1 : 1) * Math.sqrt(3 / Initializer.fanIn(shape)));
  }

  private static HostTensor initialD(
      Initializer init, Map<String, long[]> shapes, String name, long[] shape) {
    if (DiscriminatorShapes.isCounter(name)) {
      return new HostTensor.Longs(new long[1]);
    }
    if (name.endsWith("loc") || name.endsWith("scale")) {
      return Initializer.constant(shape, name.endsWith("scale") ? 1 : 0);
    }
    boolean norm = shapes.containsKey(name.replaceAll("\\.[a-z_]+$", ".running_mean"));
    if (name.endsWith("weight")) {
      return init.normal(shape, norm ? 1 : 0, 0.02);
    }
    if (norm) {
      return Initializer.constant(shape, name.endsWith("running_var") ? 1 : 0);
    }
    long[] weight =
        java.util.Objects.requireNonNull(shapes.get(name.replaceAll("bias$", "weight")));
    return init.uniform(shape, 1 / Math.sqrt(Initializer.fanIn(weight)));
  }

  private static int adversaryGroup(String name) {
    return DiscriminatorShapes.isBuffer(name) ? FIXED : ADVERSARY;
  }

  /**
   * Takes the first stage of a model to go on from, by itself or within a transformer's checkpoint
   * (where more of it fits: its own first stage or the one of its condition), and the discriminator
   * where there is one in it; what it lacks stays as it is.
   *
   * @throws InputException if nothing in it fits
   */
  public void begin(Map<String, TensorEntry> model) {
    int taken = 0;
    Map<String, long[]> shapes = WeightShapes.of(config);
    String place =
        PLACES.stream().max(Comparator.comparingLong(p -> fitting(model, p, shapes))).orElseThrow();
    for (Map.Entry<String, long[]> weight : shapes.entrySet()) {
      if (replace(weight.getKey(), weight.getValue(), model, place + weight.getKey())) {
        taken++;
      }
    }
    if (taken == 0) {
      throw new InputException(
          "the model that init_from names has no first stage of this shape to begin with");
    }
    if (settings.adversary().present()) {
      DiscriminatorShapes.of(judgedChannels(), settings.adversary())
          .forEach(
              (name, shape) -> replace(DISCRIMINATOR + name, shape, model, DISCRIMINATOR + name));
    }
  }

  /** Tensors that a first stage at this place of the file could be taken from. */
  private static long fitting(
      Map<String, TensorEntry> model, String place, Map<String, long[]> shapes) {
    return shapes.entrySet().stream()
        .filter(e -> ParameterStore.fits(model.get(place + e.getKey()), e.getValue()))
        .count();
  }

  private boolean replace(
      String name, long[] shape, Map<String, TensorEntry> model, String inModel) {
    if (!ParameterStore.fits(model.get(inModel), shape)) {
      return false;
    }
    store.replace(name, ParameterStore.tensor(model, inModel));
    return true;
  }

  /**
   * Takes the weights of a checkpoint, also those of its discriminator and of LPIPS, and whatever
   * {@link #save} wrote.
   */
  public void load(Map<String, TensorEntry> tensors) {
    WeightShapes.of(config)
        .keySet()
        .forEach(name -> store.put(name, ParameterStore.tensor(tensors, name), AUTOENCODER));
    if (settings.adversary().present()) {
      DiscriminatorShapes.of(judgedChannels(), settings.adversary())
          .keySet()
          .forEach(
              name ->
                  store.put(
                      DISCRIMINATOR + name,
                      ParameterStore.tensor(tensors, DISCRIMINATOR + name),
                      adversaryGroup(name)));
    }
    loadPerceptual(tensors);
    if (settings.projected().present()) {
      ProjectedShapes.all()
          .keySet()
          .forEach(
              name ->
                  store.put(
                      PROJECTED + name,
                      ParameterStore.tensor(tensors, PROJECTED + name),
                      ProjectedShapes.isFixed(name) ? FIXED : ADVERSARY));
      tensors.keySet().stream()
          .filter(name -> name.startsWith(FEATURES))
          .toList()
          .forEach(name -> store.put(name, ParameterStore.tensor(tensors, name), FIXED));
    }
    store.resume(tensors);
    startUsage();
    if (tensors.containsKey("codebook_usage")) {
      script.train("put_usage", ParameterStore.tensor(tensors, "codebook_usage"));
    }
    for (int n = 0; tensors.containsKey("recent." + n); n++) {
      script.train("put_recent", ParameterStore.tensor(tensors, "recent." + n));
    }
  }

  /**
   * Takes LPIPS from a checkpoint that holds it, such as the original's VQGANs.
   *
   * @return how many tensors it held
   */
  public int loadPerceptual(Map<String, TensorEntry> tensors) {
    List<String> names =
        tensors.keySet().stream().filter(name -> name.startsWith(PERCEPTUAL)).toList();
    names.forEach(name -> store.put(name, ParameterStore.tensor(tensors, name), FIXED));
    return names.size();
  }

  /**
   * One batch of pictures.
   *
   * @param x [B, C, H, W] in [-1, 1]
   * @param globalStep 0 for the first batch
   * @return every term of the losses by the original's name
   */
  public Map<String, Double> step(HostTensor x, long globalStep) {
    Map<String, Double> log = new TreeMap<>();
    if (globalStep >= settings.optimizer().drawnFrom()) {
      if (config.dd().detail() > 0) {
        stepDetail(x, globalStep, log);
      } else {
        prepare(globalStep);
        scalars(script.train("step_texture", x), log);
      }
      return log;
    }
    if (settings.projected().present()) {
      stepProjected(x, globalStep, log);
      return log;
    }
    scalars(stepAutoencoder(x, globalStep), log);
    if (hasAdversary(globalStep)) {
      scalars(stepDiscriminator(x, globalStep), log);
    }
    return log;
  }

  private void stepProjected(HostTensor x, long globalStep, Map<String, Double> log) {
    FirstStageSettings.Projected p = settings.projected();
    prepare(globalStep);
    boolean judging = globalStep >= p.judgeFrom();
    options.set(Option.JUDGING, judging);
    options.set(
        Option.JUDGE_ROOT,
        judging
            ? Math.sqrt(
                1 - Math.pow(settings.optimizer().beta2(), globalStep - p.judgeFrom() + 1.0))
            : 1);
    options.set(Option.DISC_FACTOR, p.weight(globalStep));
    SplittableRandom shift = new SplittableRandom(globalStep);
    options.set(Option.SHIFT_Y, shift.nextInt(SHIFTS));
    options.set(Option.SHIFT_X, shift.nextInt(SHIFTS));
    scalars(script.train("step_projected", x), log);
  }

  private void stepDetail(HostTensor x, long globalStep, Map<String, Double> log) {
    boolean adversary = settings.adversary().takesPart(globalStep);
    prepare(globalStep);
    options.set(Option.STEP, globalStep);
    options.set(Option.ADVERSARY, adversary && discFactor(globalStep) > 0);
    options.set(Option.DISC_FACTOR, discFactor(globalStep));
    if (adversary) {
      rates(settings.adversary().learningRate()).set(options, globalStep + 1);
      scalars(script.train("step_detail_discriminator", x), log);
      rates(settings.optimizer().rate(globalStep)).set(options, globalStep + 1);
    }
    scalars(script.train("step_detail", x), log);
  }

  /** Whether there is an adversary of the whole picture; where there is detail, it judges that. */
  private boolean hasAdversary(long globalStep) {
    return config.dd().detail() == 0 && settings.adversary().takesPart(globalStep);
  }

  /**
   * Lets pixels of some labels count for more in {@link #stepLabels}.
   *
   * @param labels what a pixel of each counts for
   */
  public void weigh(float[] labels) {
    script.call("weigh", new HostTensor.Floats(labels, labels.length));
  }

  /** One batch of label maps [B, H, W] for a segmentation first stage. */
  public Map<String, Double> stepLabels(HostTensor.Bytes labels, long globalStep) {
    prepare(globalStep);
    options.set(Option.ADVERSARY, 0);
    Map<String, Double> log = new TreeMap<>();
    scalars(script.train("step_labels", labels), log);
    return log;
  }

  /** Whether codes stand between encoder and decoder; without, it is a plain autoencoder. */
  public void quantize(boolean on) {
    options.set(Option.QUANTIZE, on);
  }

  Map<String, HostTensor> stepAutoencoder(HostTensor x, long globalStep) {
    prepare(globalStep);
    options.set(Option.ADVERSARY, hasAdversary(globalStep));
    options.set(Option.DISC_FACTOR, discFactor(globalStep));
    return script.train("step_autoencoder", x);
  }

  Map<String, HostTensor> stepDiscriminator(HostTensor x, long globalStep) {
    rates(settings.adversary().learningRate()).set(options, globalStep + 1);
    options.set(Option.DISC_FACTOR, discFactor(globalStep));
    return script.train("step_discriminator", x);
  }

  double discFactor(long globalStep) {
    return settings.adversary().factor(globalStep);
  }

  private void prepare(long globalStep) {
    rates(settings.optimizer().rate(globalStep)).set(options, globalStep + 1);
    FirstStageSettings.Optimizer o = settings.optimizer();
    if (globalStep == o.freezeEncoderFrom() || globalStep == o.drawnFrom()) {
      // From here on the encoder, or all but what is drawn over, is what the model is saved with.
      script.call("settle", globalStep == o.drawnFrom());
    }
    boolean drawn = globalStep >= o.drawnFrom();
    boolean frozen = drawn || globalStep >= o.freezeEncoderFrom();
    options.set(Option.FROZEN_ENCODER, frozen);
    options.set(Option.DRAWN, drawn);
    if (config.kind() == FirstStageConfig.Kind.GUMBEL) {
      options.set(Option.TEMPERATURE, settings.latent().temperature(globalStep));
    }
    if (!config.kind().isVectorQuantized()) {
      // What the latent draws is a function of the step, so that a resumed run draws the same.
      Torch.seed((int) (globalStep * 0x9E3779B9L));
    }
  }

  private AdamRates rates(double learningRate) {
    FirstStageSettings.Optimizer o = settings.optimizer();
    return new AdamRates(learningRate, o.beta1(), o.beta2());
  }

  private static void scalars(Map<String, HostTensor> log, Map<String, Double> out) {
    log.forEach((name, value) -> out.put(name, (double) value.floats()[0]));
  }

  /**
   * Gives entries that were used less than {@code limit} times since the last call the encoder's
   * outputs of the last batches.
   *
   * @param choice one random number per entry, at least 0
   * @return entries revived
   */
  public int revive(double limit, long[] choice) {
    HostTensor result =
        script.call("revive", limit, new HostTensor.Longs(choice, choice.length)).getFirst();
    return (int) result.floats()[0];
  }

  /**
   * Lays the codebook over the encoder's outputs of the last batches by k-means (Lloyd 1982).
   *
   * @param choice one random number per entry, at least 0
   */
  public void kmeans(long[] choice, int rounds) {
    script.call("kmeans", new HostTensor.Longs(choice, choice.length), rounds);
  }

  /** How often every codebook entry was used since {@link #revive}. */
  public float[] usage() {
    return script.call("get_usage").getFirst().floats();
  }

  /** Reconstructs pictures [B, C, H, W] without learning from them. */
  public HostTensor preview(HostTensor x) {
    return script.call("preview", x).getFirst();
  }

  /** Reconstructs label maps [B, H, W] without learning from them. */
  public HostTensor previewLabels(HostTensor.Bytes labels) {
    return script.call("preview_labels", labels).getFirst();
  }

  /**
   * The weights of the first stage alone, in the original's names, as inference loads them: their
   * moving averages, where these are kept.
   */
  public void saveModel(SafetensorsWriter out, String prefix) {
    WeightShapes.of(config)
        .keySet()
        .forEach(
            name -> {
              HostTensor value = store.average(name);
              boolean unit = settings.latent().cosine() && name.startsWith("quantize.");
              ParameterStore.write(out, prefix + name, unit ? onUnitSphere(value) : value);
            });
  }

  private static HostTensor onUnitSphere(HostTensor entries) {
    float[] e = entries.floats().clone();
    int width = (int) entries.shape()[1];
    for (int from = 0; from < e.length; from += width) {
      double norm = 1e-8;
      for (int i = from; i < from + width; i++) {
        norm = Math.hypot(norm, e[i]);
      }
      for (int i = from; i < from + width; i++) {
        e[i] /= (float) norm;
      }
    }
    return new HostTensor.Floats(e, entries.shape());
  }

  /** Everything that {@link #load} needs to go on as if nothing had happened. */
  public void save(SafetensorsWriter out) {
    store.save(out, settings.optimizer().ema() > 0 ? AUTOENCODER : FIXED);
    ParameterStore.write(out, "codebook_usage", script.call("get_usage").getFirst());
    var recent = script.call("get_recent");
    for (int n = 0; n < recent.size(); n++) {
      ParameterStore.write(out, "recent." + n, recent.get(n));
    }
  }

  HostTensor weight(String name) {
    return store.weight(name);
  }

  /** The script itself, for tests of its parts. */
  ScriptModule script() {
    return script;
  }

  /** Its weights, for tests of them. */
  ParameterStore store() {
    return store;
  }

  @Override
  public void close() {
    script.close();
  }
}
