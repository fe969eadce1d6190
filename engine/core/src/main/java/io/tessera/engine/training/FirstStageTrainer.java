package io.tessera.engine.training;

import io.tessera.api.fault.InputException;
import io.tessera.engine.checkpoint.FirstStageConfig;
import io.tessera.engine.checkpoint.SafetensorsWriter;
import io.tessera.engine.checkpoint.TensorEntry;
import io.tessera.engine.checkpoint.TensorType;
import io.tessera.engine.model.WeightShapes;
import io.tessera.engine.model.Weights;
import io.tessera.engine.torch.Device;
import io.tessera.engine.torch.HostTensor;
import io.tessera.engine.torch.Kernels;
import io.tessera.engine.torch.ScriptModule;
import io.tessera.engine.torch.Torch;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Trains a VQGAN or a segmentation first stage (equations 4 to 8): one call is one batch, an
 * autoencoder step and, where there is an adversary, a discriminator step on a new reconstruction,
 * in the original's order.
 *
 * <p>Owns weights and optimiser state; one thread uses it.
 */
public final class FirstStageTrainer implements AutoCloseable {
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

  private static final int BUFFER = 0;
  private static final int AUTOENCODER = 1;
  private static final int ADVERSARY = 2;

  private final FirstStageConfig config;
  private final FirstStageSettings settings;
  private final ScriptModule script;
  private final Map<String, Integer> groups = new LinkedHashMap<>();

  public FirstStageTrainer(FirstStageConfig config, FirstStageSettings settings, Device device) {
    this.config = config;
    this.settings = settings;
    this.script =
        ScriptModule.load(
            device,
            "FirstStageTrainer",
            "vqgan.py",
            "texture.py",
            "detail.py",
            "drawn.py",
            "adversary.py",
            "features.py",
            "projected.py",
            "optimizer.py",
            "first_stage_trainer.py");
    script.call("set_shape", config.dd().numGroups(), config.dd().patch());
    set("dtype", Kernels.here().usableInTraining(settings.precision(), device).scalarType());
    set("kind", config.kind().ordinal());
    set("learning", 1);
    set("temperature", 1);
    set("frozen_encoder", 0);
    set("drawn", 0);
    set("step", 0);
    set("pixel_weight", settings.detail().pixelWeight());
    set("colour_weight", settings.detail().colourWeight());
    set("feature_weight", settings.detail().featureWeight());
    FirstStageSettings.Latent latent = settings.latent();
    set("beta", latent.beta());
    set("legacy", latent.legacy() ? 1 : 0);
    set("codebook_weight", latent.weight());
    set("cosine", latent.cosine() ? 1 : 0);
    set("code_decay", latent.decay());
    set("kl_weight", latent.klWeight());
    set("clip", settings.optimizer().clip());
    set("ema", settings.optimizer().ema());
    set("squared", settings.reconstruction().squared() ? 1 : 0);
    set("perceptual_weight", settings.reconstruction().perceptualWeight());
    set("slope_weight", settings.reconstruction().slopeWeight());
    set("texture_weight", settings.reconstruction().textureWeight());
    set("dim_weight", settings.reconstruction().dimWeight());
    set("disc_weight", settings.adversary().weight());
    set("most_lambda", settings.adversary().mostLambda());
    set("vanilla", settings.adversary().vanilla() ? 1 : 0);
    FirstStageSettings.Projected projected = settings.projected();
    if (projected.present()) {
      set("colour_weight", projected.colourWeight());
      set("perceptual_weight", projected.perceptualWeight());
      set("slope_weight", projected.slopeWeight());
      set("judge_lr", projected.judgeRate());
    }
    set("keep_gradients", 0);
    set("quantize", 1);
    set("frozen_norm", 0);
  }

  private void set(String option, double value) {
    script.call("set", option, value);
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
    weights.forEach((name, value) -> put(name, value, AUTOENCODER));
    if (settings.adversary().present()) {
      Map<String, long[]> d = DiscriminatorShapes.of(judgedChannels(), settings.adversary());
      d.forEach(
          (name, shape) ->
              put(DISCRIMINATOR + name, initialD(init, d, name, shape), adversaryGroup(name)));
    }
    if (settings.projected().present()) {
      initializeProjected(init);
    }
  }

  /** The fixed mixtures and the discriminators of the projected adversary. */
  private void initializeProjected(Initializer init) {
    ProjectedShapes.all()
        .forEach(
            (name, shape) ->
                put(
                    PROJECTED + name,
                    name.endsWith("bias")
                        ? Initializer.constant(shape, 0)
                        : init.normal(shape, 0, ProjectedShapes.deviation(name, shape)),
                    ProjectedShapes.isFixed(name) ? BUFFER : ADVERSARY));
  }

  /**
   * Takes the pretrained features, which never change.
   *
   * @param tensors of {@code efficientnet-lite0-features.safetensors}
   */
  public void loadFeatures(Map<String, TensorEntry> tensors) {
    tensors.keySet().forEach(name -> put(FEATURES + name, tensor(tensors, name), BUFFER));
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
    return DiscriminatorShapes.isBuffer(name) ? BUFFER : ADVERSARY;
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
        .filter(e -> fits(model.get(place + e.getKey()), e.getValue()))
        .count();
  }

  private static boolean fits(@Nullable TensorEntry t, long[] shape) {
    return t != null && Arrays.equals(t.shape(), shape);
  }

  private boolean replace(
      String name, long[] shape, Map<String, TensorEntry> model, String inModel) {
    if (!fits(model.get(inModel), shape)) {
      return false;
    }
    script.call("announce", name, java.util.Objects.requireNonNull(groups.get(name)));
    script.train("replace", tensor(model, inModel));
    return true;
  }

  /**
   * Takes the weights of a checkpoint, also those of its discriminator and of LPIPS, and whatever
   * {@link #save} wrote.
   */
  public void load(Map<String, TensorEntry> tensors) {
    WeightShapes.of(config).keySet().forEach(name -> put(name, tensor(tensors, name), AUTOENCODER));
    if (settings.adversary().present()) {
      DiscriminatorShapes.of(judgedChannels(), settings.adversary())
          .keySet()
          .forEach(
              name ->
                  put(
                      DISCRIMINATOR + name,
                      tensor(tensors, DISCRIMINATOR + name),
                      adversaryGroup(name)));
    }
    loadPerceptual(tensors);
    if (settings.projected().present()) {
      ProjectedShapes.all()
          .keySet()
          .forEach(
              name ->
                  put(
                      PROJECTED + name,
                      tensor(tensors, PROJECTED + name),
                      ProjectedShapes.isFixed(name) ? BUFFER : ADVERSARY));
      tensors.keySet().stream()
          .filter(name -> name.startsWith(FEATURES))
          .toList()
          .forEach(name -> put(name, tensor(tensors, name), BUFFER));
    }
    groups.forEach(
        (name, group) -> {
          if (group != BUFFER && tensors.containsKey("exp_avg." + name)) {
            script.call("announce", name, group);
            script.train(
                "put_moments",
                tensor(tensors, "exp_avg." + name),
                tensor(tensors, "exp_avg_sq." + name));
          }
          if (tensors.containsKey("average." + name)) {
            script.call("announce", name, group);
            script.train("put_average", tensor(tensors, "average." + name));
          }
        });
    if (tensors.containsKey("codebook_usage")) {
      script.train("put_usage", tensor(tensors, "codebook_usage"));
    }
    for (int n = 0; tensors.containsKey("recent." + n); n++) {
      script.train("put_recent", tensor(tensors, "recent." + n));
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
    names.forEach(name -> put(name, tensor(tensors, name), BUFFER));
    return names.size();
  }

  private static HostTensor tensor(Map<String, TensorEntry> tensors, String name) {
    TensorEntry t = tensors.get(name);
    if (t == null) {
      throw new IllegalArgumentException("no tensor " + name);
    }
    return t.type() == TensorType.I64
        ? new HostTensor.Longs(t.toLongs(), t.shape())
        : t.type() == TensorType.F32
            ? Weights.hostTensor(t)
            : new HostTensor.Floats(t.toFloats(), t.shape());
  }

  private void put(String name, HostTensor value, int group) {
    groups.put(name, group);
    script.call("announce", name, group);
    script.train("put", value);
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
    set("judging", judging ? 1 : 0);
    set(
        "judge_root",
        judging
            ? Math.sqrt(
                1 - Math.pow(settings.optimizer().beta2(), globalStep - p.judgeFrom() + 1.0))
            : 1);
    set("disc_factor", p.weight(globalStep));
    SplittableRandom shift = new SplittableRandom(globalStep);
    set("shift_y", shift.nextInt(SHIFTS));
    set("shift_x", shift.nextInt(SHIFTS));
    scalars(script.train("step_projected", x), log);
  }

  private void stepDetail(HostTensor x, long globalStep, Map<String, Double> log) {
    boolean adversary = settings.adversary().takesPart(globalStep);
    prepare(globalStep);
    set("step", globalStep);
    set("adversary", adversary && discFactor(globalStep) > 0 ? 1 : 0);
    set("disc_factor", discFactor(globalStep));
    if (adversary) {
      rates(settings.adversary().learningRate()).set(script, globalStep + 1);
      scalars(script.train("step_detail_discriminator", x), log);
      rates(settings.optimizer().rate(globalStep)).set(script, globalStep + 1);
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
    set("adversary", 0);
    Map<String, Double> log = new TreeMap<>();
    scalars(script.train("step_labels", labels), log);
    return log;
  }

  /** Whether codes stand between encoder and decoder; without, it is a plain autoencoder. */
  public void quantize(boolean on) {
    set("quantize", on ? 1 : 0);
  }

  Map<String, HostTensor> stepAutoencoder(HostTensor x, long globalStep) {
    prepare(globalStep);
    set("adversary", hasAdversary(globalStep) ? 1 : 0);
    set("disc_factor", discFactor(globalStep));
    return script.train("step_autoencoder", x);
  }

  Map<String, HostTensor> stepDiscriminator(HostTensor x, long globalStep) {
    rates(settings.adversary().learningRate()).set(script, globalStep + 1);
    set("disc_factor", discFactor(globalStep));
    return script.train("step_discriminator", x);
  }

  double discFactor(long globalStep) {
    return settings.adversary().factor(globalStep);
  }

  private void prepare(long globalStep) {
    rates(settings.optimizer().rate(globalStep)).set(script, globalStep + 1);
    FirstStageSettings.Optimizer o = settings.optimizer();
    if (globalStep == o.freezeEncoderFrom() || globalStep == o.drawnFrom()) {
      // From here on the encoder, or all but what is drawn over, is what the model is saved with.
      script.call("settle", globalStep == o.drawnFrom());
    }
    boolean drawn = globalStep >= o.drawnFrom();
    boolean frozen = drawn || globalStep >= o.freezeEncoderFrom();
    set("frozen_encoder", frozen ? 1 : 0);
    set("drawn", drawn ? 1 : 0);
    if (config.kind() == FirstStageConfig.Kind.GUMBEL) {
      set("temperature", settings.latent().temperature(globalStep));
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
              HostTensor value = script.call("get_average", name).getFirst();
              boolean unit = settings.latent().cosine() && name.startsWith("quantize.");
              write(out, prefix + name, unit ? onUnitSphere(value) : value);
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
    groups.forEach(
        (name, group) -> {
          write(out, name, weight(name));
          if (group != BUFFER) {
            var moments = script.call("get_moments", name);
            write(out, "exp_avg." + name, moments.get(0));
            write(out, "exp_avg_sq." + name, moments.get(1));
          }
          if (group == AUTOENCODER && settings.optimizer().ema() > 0) {
            write(out, "average." + name, script.call("get_average", name).getFirst());
          }
        });
    write(out, "codebook_usage", script.call("get_usage").getFirst());
    var recent = script.call("get_recent");
    for (int n = 0; n < recent.size(); n++) {
      write(out, "recent." + n, recent.get(n));
    }
  }

  HostTensor weight(String name) {
    return script.call("get", name).getFirst();
  }

  /** The script itself, for tests of its parts. */
  ScriptModule script() {
    return script;
  }

  static void write(SafetensorsWriter out, String name, HostTensor value) {
    switch (value) {
      case HostTensor.Floats f -> out.floats(name, TensorType.F32, f.shape(), f.data());
      case HostTensor.Longs l -> out.longs(name, l.shape(), l.data());
      default -> throw new IllegalStateException("no weight: " + name);
    }
  }

  @Override
  public void close() {
    script.close();
  }
}
