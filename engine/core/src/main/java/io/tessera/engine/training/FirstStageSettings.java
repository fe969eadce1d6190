package io.tessera.engine.training;

import io.tessera.engine.checkpoint.ConfigNode;
import io.tessera.engine.torch.Precision;
import java.util.List;

/** How a first stage is trained. */
public record FirstStageSettings(
    Optimizer optimizer,
    Reconstruction reconstruction,
    Latent latent,
    Adversary adversary,
    Detail detail,
    Projected projected,
    Precision precision) {

  /**
   * Adam (Kingma, Ba 2015).
   *
   * @param warmUp steps over which the learning rate rises from 0; 0 for none, as the original
   * @param clip largest gradient norm; 0 for no limit, as the original
   * @param ema decay of the moving average of the weights that is saved as the model; 0 for none
   * @param freezeEncoderFrom first step at which encoder and codebook stand still, so that the
   *     tokens keep their meaning while the decoder goes on
   * @param drawnFrom first step at which all else stands still, and what is drawn over a decoded
   *     picture is learned: texture or detail
   */
  public record Optimizer(
      double learningRate,
      long warmUp,
      double beta1,
      double beta2,
      double clip,
      double ema,
      long freezeEncoderFrom,
      long drawnFrom) {

    /** First step at which the codebook stands still. */
    long codesUntil() {
      return Math.min(freezeEncoderFrom, drawnFrom);
    }

    /** Learning rate of a step, 0 for the first. */
    double rate(long step) {
      return learningRate * Math.min(1, (step + 1.0) / Math.max(1, warmUp));
    }
  }

  /**
   * The terms that compare a picture with its reconstruction.
   *
   * @param squared squared instead of absolute error
   * @param perceptualWeight weight of LPIPS; needs its weights
   * @param slopeWeight weight of the multi-scale gradient term that stands in for LPIPS
   * @param textureWeight weight of the term that compares how much texture there is around a place
   * @param dimWeight how much more the differences of a picture of little contrast count: by its
   *     deviation to this power; 0 for all alike
   */
  public record Reconstruction(
      boolean squared,
      double perceptualWeight,
      double slopeWeight,
      double textureWeight,
      double dimWeight) {}

  /**
   * The terms that hold detail in its place once there is an adversary.
   *
   * @param pixelWeight weight of the absolute error
   * @param colourWeight weight of the absolute error of means of 4 × 4 pixels
   * @param featureWeight weight of the distance in what the discriminator's stages see (Wang et al.
   *     2018)
   */
  public record Detail(double pixelWeight, double colourWeight, double featureWeight) {}

  /**
   * The loss in pretrained features, with a projected adversary (Sauer et al. 2021).
   *
   * @param present whether it takes the place of the original's loss
   * @param colourWeight weight of the absolute error of means of 8 × 8 pixels
   * @param perceptualWeight weight of the distance in features
   * @param slopeWeight weight of the difference of mean slopes
   * @param adversaryWeight weight of the adversary, at the end of its ramp
   * @param judgeFrom first step at which the discriminators learn
   * @param start first step at which the decoder learns from them
   * @param ramp steps over which their weight rises
   * @param judgeRate learning rate of the discriminators
   */
  public record Projected(
      boolean present,
      double colourWeight,
      double perceptualWeight,
      double slopeWeight,
      double adversaryWeight,
      long judgeFrom,
      long start,
      long ramp,
      double judgeRate) {

    /** Without it. */
    public static final Projected NONE = new Projected(false, 0, 0, 0, 0, 0, 0, 0, 0);

    static Projected of(ConfigNode loss) {
      ConfigNode p = loss.get("params");
      return loss.get("target").text("").endsWith("ProjectedLoss")
          ? new Projected(
              true,
              p.get("colour_weight").number(2),
              p.get("perceptual_weight").number(1),
              p.get("slope_weight").number(2),
              p.get("adversary_weight").number(0.25),
              p.get("judge_from").integer(20),
              p.get("disc_start").integer(120),
              p.get("disc_ramp").integer(300),
              p.get("disc_learning_rate").number(4e-4))
          : NONE;
    }

    /** Weight of the adversary at a step, 0 for the first. */
    double weight(long step) {
      return step < start
          ? 0
          : adversaryWeight * Math.min(1, (step - start + 1.0) / Math.max(1, ramp));
    }
  }

  /**
   * What stands between encoder and decoder.
   *
   * @param beta weight of the commitment term, 0.25 in the paper
   * @param legacy whether beta stands on the codebook's side, as the original's default does
   * @param weight factor on the loss of the codes
   * @param cosine whether codes and encoder outputs are compared on the unit sphere
   * @param decay of the moving means that entries follow, instead of a gradient; 0 for the gradient
   * @param klWeight weight of the divergence from the prior (Gumbel-softmax, VAE)
   * @param temperature of the Gumbel-softmax at the first step
   * @param lastTemperature of the Gumbel-softmax at the end of its decay
   * @param temperatureSteps steps the decay, a half cosine, takes
   */
  public record Latent(
      double beta,
      boolean legacy,
      double weight,
      boolean cosine,
      double decay,
      double klWeight,
      double temperature,
      double lastTemperature,
      long temperatureSteps) {

    /** Temperature of a step, 0 for the first. */
    double temperature(long step) {
      return new WarmUpCosine(temperature, temperature, lastTemperature, 0, temperatureSteps)
          .at(step);
    }
  }

  /**
   * The PatchGAN discriminator.
   *
   * @param start first step (batch) at which it counts
   * @param ramp steps over which its weight rises to the full one
   * @param weight factor on the adaptive λ
   * @param mostLambda what λ is cut off at before that factor: where the discriminator tells
   *     nothing its gradient is small noise, and λ would make it large
   * @param vanilla softplus instead of hinge for the discriminator
   * @param lazy whether it is left out altogether before {@code start}; its values are then not
   *     logged
   * @param actNorm ActNorm instead of batch norm
   */
  public record Adversary(
      boolean present,
      long start,
      long ramp,
      double weight,
      double mostLambda,
      double factor,
      boolean vanilla,
      boolean lazy,
      boolean actNorm,
      int channels,
      int layers,
      double learningRate) {

    /** The original's adopt_weight, 0 before the start; rising over the ramp. */
    double factor(long step) {
      return step < start ? 0 : factor * Math.min(1, (step - start + 1.0) / Math.max(1, ramp));
    }

    boolean takesPart(long step) {
      return present && (!lazy || step >= start);
    }
  }

  private static long drawnFrom(ConfigNode dd, ConfigNode training) {
    long first = Integer.MAX_VALUE;
    for (String what : List.of("texture", "detail")) {
      ConfigNode from = training.get(what + "_from");
      if (from.isPresent() && !dd.get(what).isPresent()) {
        throw from.fault("needs ddconfig." + what + ": the channels of the network that learns it");
      }
      first = Math.min(first, from.integer(Integer.MAX_VALUE));
    }
    return first;
  }

  /** Reads {@code lossconfig.params} (the original's names) and the {@code training} section. */
  public static FirstStageSettings of(ConfigNode root) {
    ConfigNode params = root.get("model").get("params");
    ConfigNode loss = params.get("lossconfig");
    ConfigNode p = loss.get("params");
    ConfigNode t = root.get("training");
    boolean adversary = loss.get("target").text("").endsWith("VQLPIPSWithDiscriminator");
    ConfigNode detailFrom = t.get("detail_from");
    if (adversary && params.get("ddconfig").get("detail").isPresent() && !detailFrom.isPresent()) {
      throw detailFrom.fault(
          "is missing: where there is detail, the discriminator is for it alone");
    }
    double rate = t.get("learning_rate").number();
    ConfigNode schedule = params.get("temperature_scheduler_config").get("params");
    return new FirstStageSettings(
        new Optimizer(
            rate,
            t.get("warm_up").integer(0),
            t.get("beta1").number(0.5),
            t.get("beta2").number(0.9),
            t.get("clip").number(0),
            t.get("ema").number(0),
            t.get("freeze_encoder_from").integer(Integer.MAX_VALUE),
            drawnFrom(params.get("ddconfig"), t)),
        new Reconstruction(
            t.get("squared").flag(false),
            adversary ? p.get("perceptual_weight").number(1) : 0,
            t.get("slope_weight").number(0),
            t.get("texture_weight").number(0),
            t.get("dim_weight").number(0)),
        new Latent(
            0.25,
            t.get("legacy").flag(true),
            p.get("codebook_weight").number(1),
            t.get("cosine_codes").flag(false),
            t.get("code_decay").number(0),
            params.get("kl_weight").number(1e-8),
            schedule.get("lr_max").number(1),
            schedule.get("lr_min").number(1),
            schedule.get("max_decay_steps").integer(1)),
        new Adversary(
            adversary,
            p.get("disc_start").integer(0),
            t.get("disc_ramp").integer(0),
            p.get("disc_weight").number(1),
            t.get("most_lambda").number(1e4),
            p.get("disc_factor").number(1),
            p.get("disc_loss").text("hinge").equals("vanilla"),
            t.get("lazy_adversary").flag(false),
            p.get("use_actnorm").flag(false),
            p.get("disc_ndf").integer(64),
            p.get("disc_num_layers").integer(3),
            t.get("disc_learning_rate").number(rate)),
        new Detail(
            t.get("pixel_weight").number(1),
            t.get("colour_weight").number(10),
            t.get("feature_weight").number(10)),
        Projected.of(loss),
        Precision.ofTraining(t.get("precision").text("f32")));
  }
}
