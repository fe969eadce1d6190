package io.tessera.engine.training;

import io.tessera.engine.checkpoint.ConfigNode;
import io.tessera.engine.torch.Precision;

/**
 * How a first stage is trained.
 *
 * @param beta weight of the commitment term, 0.25 in the paper
 * @param legacy whether beta stands on the codebook's side, as the original's default does
 * @param squared squared instead of absolute reconstruction error
 * @param perceptualWeight weight of LPIPS; needs its weights
 * @param slopeWeight weight of the multi-scale gradient term that stands in for LPIPS
 * @param discStart first step (batch) at which the adversary counts
 * @param discWeight factor on the adaptive λ
 * @param vanilla softplus instead of hinge for the discriminator
 * @param lazy whether the adversary is left out altogether before discStart; its values are then
 *     not logged
 */
public record FirstStageSettings(
    double learningRate,
    double beta1,
    double beta2,
    double beta,
    boolean legacy,
    double codebookWeight,
    boolean squared,
    double perceptualWeight,
    double slopeWeight,
    boolean adversary,
    int discStart,
    double discWeight,
    double discFactor,
    boolean vanilla,
    boolean lazy,
    int discChannels,
    int discLayers,
    Precision precision) {

  /** Reads {@code lossconfig.params} (the original's names) and the {@code training} section. */
  public static FirstStageSettings of(ConfigNode root) {
    ConfigNode loss = root.get("model").get("params").get("lossconfig");
    ConfigNode p = loss.get("params");
    ConfigNode t = root.get("training");
    boolean adversary = loss.get("target").text("").endsWith("VQLPIPSWithDiscriminator");
    return new FirstStageSettings(
        t.get("learning_rate").number(),
        t.get("beta1").number(0.5),
        t.get("beta2").number(0.9),
        0.25,
        t.get("legacy").flag(true),
        p.get("codebook_weight").number(1),
        t.get("squared").flag(false),
        adversary ? p.get("perceptual_weight").number(1) : 0,
        t.get("slope_weight").number(0),
        adversary,
        p.get("disc_start").integer(0),
        p.get("disc_weight").number(1),
        p.get("disc_factor").number(1),
        p.get("disc_loss").text("hinge").equals("vanilla"),
        t.get("lazy_adversary").flag(false),
        p.get("disc_ndf").integer(64),
        p.get("disc_num_layers").integer(3),
        Precision.of(t.get("precision").text("f32")));
  }
}
