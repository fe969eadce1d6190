package io.tessera.engine.training;

import io.tessera.engine.checkpoint.ConfigNode;
import io.tessera.engine.torch.Precision;

/**
 * How a transformer is trained.
 *
 * @param warmUp steps over which the learning rate rises from 0; 0 for none, as the original
 * @param steps steps over which the rate then falls along a cosine to a tenth; 0 keeps it, as the
 *     original
 * @param weightDecay on the weights of linear layers only
 * @param pkeep probability that a picture token is fed as it is; else a random one takes its place
 * @param dropAll how often the whole condition is left open, for classifier-free guidance
 * @param dropWord how often each of the words before it is
 * @param ema decay of the averaged weights that are measured and saved as the model; 0 for none
 * @param muon whether the matrices of the blocks learn by Muon; the rest learns by AdamW
 * @param clip largest gradient norm; 0 for no limit, as the original
 */
public record TransformerSettings(
    double learningRate,
    double beta1,
    double beta2,
    double weightDecay,
    int warmUp,
    int steps,
    double pkeep,
    double dropAll,
    double dropWord,
    double clip,
    double ema,
    boolean muon,
    Precision precision) {

  public static TransformerSettings of(ConfigNode root) {
    ConfigNode t = root.get("training");
    return new TransformerSettings(
        t.get("learning_rate").number(),
        t.get("beta1").number(0.9),
        t.get("beta2").number(0.95),
        t.get("weight_decay").number(0.01),
        t.get("warm_up").integer(0),
        t.get("cosine_steps").integer(0),
        root.get("model").get("params").get("pkeep").number(1.0),
        t.get("drop_condition").number(0),
        t.get("drop_word").number(0),
        t.get("clip").number(0),
        TrainingSettings.share(t.get("ema"), 0),
        muon(t.get("optimizer")),
        Precision.ofTraining(t.get("precision").text("f32")));
  }

  private static boolean muon(ConfigNode n) {
    return switch (n.text("adamw")) {
      case "adamw" -> false;
      case "muon" -> true;
      default -> throw n.fault("should be adamw or muon");
    };
  }

  /** Learning rate of a step, 0 for the first. */
  double rate(long step) {
    if (step < warmUp) {
      return learningRate * (step + 1) / warmUp;
    }
    if (steps == 0) {
      return learningRate;
    }
    double progress = Math.min(1, (double) (step - warmUp) / Math.max(1, steps - warmUp));
    return learningRate * (0.1 + 0.45 * (1 + Math.cos(Math.PI * progress)));
  }
}
