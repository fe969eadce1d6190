package io.tessera.engine.training;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tessera.engine.checkpoint.Checkpoint;
import io.tessera.engine.checkpoint.ConfigNode;
import io.tessera.engine.checkpoint.FirstStageConfig;
import io.tessera.engine.checkpoint.ModelConfig;
import io.tessera.engine.checkpoint.ModelFolder;
import io.tessera.engine.checkpoint.Net2NetConfig;
import io.tessera.engine.golden.Golden;
import io.tessera.engine.golden.Golden.Npz;
import io.tessera.engine.torch.Device;
import io.tessera.engine.torch.HostTensor;
import io.tessera.engine.torch.Precision;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Losses, gradients and whole training steps against the original's numbers, float32, in the
 * fixtures' tolerances.
 */
class GoldenTrainingTest {
  private static final List<String> PROBES = List.of("first_stage_probe.py");

  private static FirstStageTrainer vqgan(double learningRate, int discStart) {
    ModelFolder model = Golden.model("vqgan_tiny");
    ConfigNode root = model.config();
    ConfigNode loss = root.get("model").get("params").get("lossconfig").get("params");
    FirstStageSettings settings =
        new FirstStageSettings(
            new FirstStageSettings.Optimizer(
                learningRate, 0, 0.5, 0.9, 0, 0, Long.MAX_VALUE, Long.MAX_VALUE),
            new FirstStageSettings.Reconstruction(
                false, loss.get("perceptual_weight").number(1), 0, 0, 0),
            new FirstStageSettings.Latent(
                0.25, true, loss.get("codebook_weight").number(), false, 0, 0, 1, 1, 1),
            new FirstStageSettings.Adversary(
                true,
                discStart,
                0,
                loss.get("disc_weight").number(),
                1e4,
                1,
                false,
                false,
                false,
                loss.get("disc_ndf").integer(64),
                loss.get("disc_num_layers").integer(3),
                learningRate),
            new FirstStageSettings.Detail(1, 10, 10),
            FirstStageSettings.Projected.NONE,
            Precision.F32);
    FirstStageTrainer trainer =
        new FirstStageTrainer(
            (FirstStageConfig) ModelConfig.of(root), settings, Device.CPU, PROBES);
    try (Checkpoint checkpoint = Checkpoint.open(model.weights().getFirst())) {
      trainer.load(checkpoint.tensors());
    }
    return trainer;
  }

  private static int discStart() {
    return Golden.model("vqgan_tiny")
        .config()
        .get("model")
        .get("params")
        .get("lossconfig")
        .get("params")
        .get("disc_start")
        .integer();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5})
  void everyTermOfTheLoss(int globalStep) {
    Npz f = Golden.npz("vqgan_tiny/loss.npz");
    String at = "gs" + globalStep + "/";
    // A learning rate of zero, so that the discriminator sees the reconstruction of the same
    // weights.
    try (FirstStageTrainer trainer = vqgan(0, discStart())) {
      Map<String, HostTensor> log =
          new HashMap<>(trainer.stepAutoencoder(f.tensor("x"), globalStep));
      log.putAll(without(trainer.stepDiscriminator(f.tensor("x"), globalStep), "gradient_norm"));
      log.put(
          "disc_factor",
          new HostTensor.Floats(new float[] {(float) trainer.discFactor(globalStep)}, 1));
      for (String term :
          List.of(
              "total_loss",
              "quant_loss",
              "nll_loss",
              "rec_loss",
              "p_loss",
              "d_weight",
              "disc_factor",
              "g_loss",
              "disc_loss",
              "logits_real",
              "logits_fake")) {
        Golden.close(at + term, log.get(term).floats()[0], f.scalar(at + term), 1e-6, 1e-4);
      }
      gradient(f, trainer, at + "grad_dec_conv_out", "decoder.conv_out.weight");
      gradient(f, trainer, at + "grad_enc_conv_in", "encoder.conv_in.weight");
      gradient(f, trainer, at + "grad_codebook", "quantize.embedding.weight");
      if (f.has(at + "grad_disc0")) {
        gradient(f, trainer, at + "grad_disc0", "loss.discriminator.main.0.weight");
      }
    }
  }

  private static Map<String, HostTensor> without(Map<String, HostTensor> log, String key) {
    Map<String, HostTensor> out = new HashMap<>(log);
    out.remove(key);
    return out;
  }

  private static void gradient(Npz f, FirstStageTrainer trainer, String key, String name) {
    Golden.close(key, gradient(trainer, name), f.floats(key), 1e-5);
  }

  /** After one step Adam's first moment is the gradient times 1 - beta1, a power of two here. */
  private static float[] gradient(FirstStageTrainer trainer, String name) {
    float[] g = trainer.store().firstMoment(name).floats().clone();
    for (int i = 0; i < g.length; i++) {
      g[i] /= 0.5f;
    }
    return g;
  }

  @Test
  void actNormOfTheDiscriminator() {
    Npz f = Golden.npz("misc/disc_actnorm.npz");
    ModelFolder model = Golden.model("vqgan_tiny");
    FirstStageSettings settings =
        StillSettings.with(
            new FirstStageSettings.Adversary(true, 0, 0, 1, 1e4, 1, false, false, true, 8, 2, 0));
    FirstStageConfig config = (FirstStageConfig) ModelConfig.of(model.config());
    try (FirstStageTrainer t = new FirstStageTrainer(config, settings, Device.CPU, PROBES)) {
      t.initialize(1);
      // The convolutions are the fixture's; location and scale come from the first batch.
      for (String name : f.all().keySet()) {
        if (name.startsWith("w/") && !name.matches(".*\\.(loc|scale|initialized)")) {
          t.store().replace("loss.discriminator." + name.substring(2), f.tensor(name));
        }
      }
      HostTensor x = f.tensor("x");
      float[] first = t.script().call("discriminator_logits", x, true).getFirst().floats();
      Golden.close("actnorm first call", first, f.floats("y_first_train_call"), 1e-4);
      float[] then = t.script().call("discriminator_logits", x, false).getFirst().floats();
      Golden.close("actnorm later", then, f.floats("y_eval"), 1e-4);
      Golden.close(
          "actnorm scale",
          t.weight("loss.discriminator.main.3.scale").floats(),
          f.floats("w/main.3.scale"),
          1e-4);
    }
  }

  @Test
  void discriminatorLossesAndLpips() {
    Npz f = Golden.npz("vqgan_tiny/loss.npz");
    try (FirstStageTrainer t = vqgan(0, 0)) {
      for (String which : List.of("real", "fake")) {
        HostTensor x = f.tensor(which.equals("real") ? "x" : "xrec");
        float[] eval = t.script().call("discriminator_logits", x, false).getFirst().floats();
        Golden.close(
            "disc_logits_" + which + "_eval",
            eval,
            f.floats("disc_logits_" + which + "_eval"),
            1e-5);
      }
      for (String which : List.of("real", "fake")) {
        HostTensor x = f.tensor(which.equals("real") ? "x" : "xrec");
        float[] train = t.script().call("discriminator_logits", x, true).getFirst().floats();
        Golden.close(
            "disc_logits_" + which + "_train",
            train,
            f.floats("disc_logits_" + which + "_train"),
            1e-5);
      }
      Map<String, HostTensor> losses =
          t.script()
              .callForMap(
                  "losses_of",
                  f.tensor("disc_logits_real_train"),
                  f.tensor("disc_logits_fake_train"));
      Golden.close("hinge", losses.get("hinge").floats()[0], f.scalar("hinge"), 1e-6, 1e-4);
      Golden.close("vanilla", losses.get("vanilla").floats()[0], f.scalar("vanilla"), 1e-6, 1e-4);
      HostTensor lpips = t.script().call("perceptual", f.tensor("x"), f.tensor("xrec")).getFirst();
      assertThat(lpips.shape()).containsExactly(f.shape("lpips")[0], 1, 1, 1);
      Golden.close("lpips", lpips.floats(), f.floats("lpips"), 1e-5);
      float[] scaled = t.script().call("scaled_input", f.tensor("x")).getFirst().floats();
      Golden.close("lpips_scaled_input", scaled, f.floats("lpips_scaled_input"), 1e-5);
    }
  }

  @Test
  void gradientOfEveryParameter() {
    Npz f = Golden.npz("vqgan_tiny/loss.npz");
    JsonNode expected = Golden.json("vqgan_tiny/grads_gs5.json");
    try (FirstStageTrainer trainer = vqgan(0, discStart())) {
      trainer.script().call("set", "frozen_norm", 1.0);
      trainer.stepAutoencoder(f.tensor("x"), 5);
      trainer.stepDiscriminator(f.tensor("x"), 5);
      int compared = 0;
      for (JsonNode group : expected) {
        if (group.isObject()) {
          for (Map.Entry<String, JsonNode> e : group.properties()) {
            compareGradient(trainer, e.getKey(), e.getValue());
            compared++;
          }
        }
      }
      assertThat(compared).isGreaterThan(100);
    }
  }

  private static void compareGradient(FirstStageTrainer trainer, String name, JsonNode e) {
    boolean ofFirstStage =
        name.matches("(encoder|decoder|quant_conv|post_quant_conv|quantize)[.].*");
    float[] g =
        gradient(
            trainer,
            ofFirstStage ? name : "loss.discriminator." + name.replace("discriminator.", ""));
    double squares = 0;
    double sum = 0;
    for (float v : g) {
      squares += (double) v * v;
      sum += v;
    }
    double l2 = e.get("l2").asDouble();
    Golden.close(name + " l2", Math.sqrt(squares), l2, 1e-6, 1e-3);
    // A sum of values of both signs is as uncertain as the values themselves are large.
    Golden.close(name + " sum", sum, e.get("sum").asDouble(), 1e-6 + 1e-3 * l2, 1e-3);
    for (int i = 0; i < e.get("first").size(); i++) {
      double rms = l2 / Math.sqrt(g.length);
      Golden.close(
          name + " first " + i, g[i], e.get("first").get(i).asDouble(), 1e-6 + 1e-3 * rms, 1e-3);
    }
  }

  @Test
  void quantiserGradientsBothWays() {
    Npz f = Golden.npz("vqgan_tiny/quantizer_grads.npz");
    try (FirstStageTrainer t = vqgan(0, 0)) {
      for (String way : List.of("legacy", "fixed")) {
        HostTensor legacy = new HostTensor.Floats(new float[] {way.equals("legacy") ? 1 : 0}, 1);
        Map<String, HostTensor> g = t.script().train("quantizer_gradients", f.tensor("z"), legacy);
        Golden.close(
            "quantiser loss " + way,
            g.get("loss").floats()[0],
            f.scalar("loss_" + way),
            1e-7,
            1e-6);
        Golden.close(
            "quantiser grad_z " + way, g.get("z").floats(), f.floats("grad_z_" + way), 1e-7);
        Golden.close(
            "quantiser grad_codebook " + way,
            g.get("codebook").floats(),
            f.floats("grad_codebook_" + way),
            1e-7);
      }
    }
  }

  @Test
  void adaptiveWeightOnAToyLayer() {
    Npz f = Golden.npz("vqgan_tiny/toy_lambda.npz");
    try (FirstStageTrainer t = vqgan(0, 0)) {
      t.script().call("set", "frozen_norm", 1.0);
      t.script().call("set", "disc_weight", (double) f.scalar("disc_weight"));
      Map<String, HostTensor> toy =
          t.script().train("toy_lambda", f.tensor("h"), f.tensor("w"), f.tensor("x"));
      Golden.close("toy rec", toy.get("rec").floats(), f.floats("rec"), 1e-5);
      for (String term : List.of("nll", "g_loss", "nll_grad_norm", "g_grad_norm", "d_weight")) {
        Golden.close("toy " + term, toy.get(term).floats()[0], f.scalar(term), 1e-7, 1e-3);
      }
    }
  }

  @Test
  void fourBatchesOfTheWholeTraining() {
    JsonNode trace = Golden.json("vqgan_tiny/train_trace.json");
    Npz f = Golden.npz("vqgan_tiny/train_trace.npz");
    try (FirstStageTrainer trainer = vqgan(trace.get("lr").asDouble(), discStart())) {
      for (int s = 0; s < trace.get("batches").size(); s++) {
        Map<String, Double> log = trainer.step(f.tensor(trace.get("batches").get(s).asText()), s);
        JsonNode expected = trace.get("steps").get(s);
        for (String term :
            List.of(
                "total_loss",
                "quant_loss",
                "nll_loss",
                "rec_loss",
                "p_loss",
                "d_weight",
                "g_loss",
                "disc_loss",
                "logits_real",
                "logits_fake")) {
          Golden.close(
              "step " + s + " " + term,
              log.get(term),
              expected.get(term).asDouble(),
              1e-4,
              term.equals("d_weight") ? 1e-3 : 0);
        }
      }
      f.all().keySet().stream()
          .filter(key -> key.startsWith("after"))
          .forEach(
              key -> {
                HostTensor w = trainer.weight(key.substring(key.indexOf('/') + 1));
                if (w instanceof HostTensor.Longs l) {
                  assertThat(l.data()[0]).as(key).isEqualTo(f.ints(key)[0]);
                } else {
                  Golden.close(key, w.floats(), f.floats(key), 5e-5);
                }
              });
    }
  }

  @Test
  void fiveStepsOfTheTransformer() {
    JsonNode trace = Golden.json("uncond/train_trace.json");
    Npz f = Golden.npz("uncond/train_trace.npz");
    ModelFolder model = Golden.model("uncond");
    Net2NetConfig config = (Net2NetConfig) ModelConfig.of(model.config());
    List<String> decayed = new ArrayList<>();
    trace.get("decay_0.01").forEach(n -> decayed.add(n.asText()));
    decayed.forEach(name -> assertThat(TransformerTrainer.isDecayed(name)).as(name).isTrue());
    trace
        .get("decay_0")
        .forEach(
            n -> assertThat(TransformerTrainer.isDecayed(n.asText())).as(n.asText()).isFalse());
    TransformerSettings settings =
        new TransformerSettings(
            trace.get("lr").asDouble(), 0.9, 0.95, 0.01, 0, 0, 1, 0, 0, 0, 0, false, Precision.F32);
    try (TransformerTrainer trainer =
        new TransformerTrainer(config.transformer(), settings, Device.CPU)) {
      try (Checkpoint checkpoint = Checkpoint.open(model.weights().getFirst())) {
        trainer.load(checkpoint.tensors());
      }
      int[] shape = f.shape("z");
      int sos =
          ((io.tessera.engine.checkpoint.CondStageConfig.StartToken) config.condStage()).token();
      for (int s = 0; s < trace.get("losses").size(); s++) {
        int[] z =
            java.util.Arrays.copyOfRange(
                f.ints("z"),
                s % shape[0] * shape[1] * shape[2],
                (s % shape[0] + 1) * shape[1] * shape[2]);
        int[] c = new int[shape[1]];
        java.util.Arrays.fill(c, sos);
        Map<String, HostTensor> log =
            trainer.step(Golden.longs(c, shape[1], 1), Golden.longs(z, shape[1], shape[2]), s);
        Golden.close(
            "transformer loss " + s,
            log.get("loss").floats()[0],
            trace.get("losses").get(s).asDouble(),
            1e-4,
            0);
      }
      f.all().keySet().stream()
          .filter(key -> key.startsWith("after"))
          .forEach(
              key ->
                  Golden.close(
                      key,
                      trainer.weight(key.replaceFirst("after\\d+/transformer\\.", "")).floats(),
                      f.floats(key),
                      2e-5));
    }
  }
}
