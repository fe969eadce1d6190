package io.tessera.engine.golden;

import static io.tessera.engine.golden.Golden.close;
import static io.tessera.engine.golden.Golden.toInts;
import static io.tessera.engine.golden.Layers.fingerprint;
import static io.tessera.engine.golden.Layers.layer;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tessera.api.TokenGrid;
import io.tessera.engine.checkpoint.CondStageConfig;
import io.tessera.engine.checkpoint.FirstStageConfig;
import io.tessera.engine.checkpoint.ModelConfig;
import io.tessera.engine.checkpoint.ModelFolder;
import io.tessera.engine.checkpoint.Net2NetConfig;
import io.tessera.engine.golden.Golden.Npz;
import io.tessera.engine.model.FirstStage;
import io.tessera.engine.torch.HostTensor;
import io.tessera.engine.torch.Precision;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** First stages, number by number against the original's. */
class GoldenFirstStageTest {

  @ParameterizedTest
  @ValueSource(strings = {"io_square", "io_rect"})
  void vqganEncodesQuantisesAndDecodes(String name) {
    Npz f = Golden.npz("vqgan_tiny/" + name + ".npz");
    double tolerance = name.equals("io_square") ? 3e-5 : 5e-5;
    try (FirstStage vqgan = vqganTiny(Precision.F32)) {
      HostTensor h = vqgan.encode(f.tensor("x"));
      close(name + " h", h.floats(), f.floats("h"), tolerance);
      HostTensor codes = vqgan.codes(h);
      assertThat(toInts(codes)).as("indices").isEqualTo(f.ints("indices"));
      HostTensor quant = vqgan.lookup(codes);
      close(name + " quant", quant.floats(), f.floats("quant"), tolerance);
      close(name + " dec", vqgan.decode(quant).floats(), f.floats("dec"), tolerance);
      if (f.has("enc")) {
        close(
            name + " enc",
            layer(vqgan.fingerprints(f.tensor("x")), "encoder"),
            f.floats("enc"),
            tolerance);
      }
      // 1.25 times the mean squared distance, on whichever side beta stands.
      double distance = 0;
      for (int i = 0; i < h.floats().length; i++) {
        distance += Math.pow((double) h.floats()[i] - quant.floats()[i], 2);
      }
      double loss = 1.25 * distance / h.floats().length;
      close("emb_loss", loss, f.scalar("emb_loss"), 1e-6, 0);
      close("emb_loss_nonlegacy", loss, f.scalar("emb_loss_nonlegacy"), 1e-6, 0);
    }
  }

  @Test
  void vqganAgreesLayerByLayer() {
    Npz f = Golden.npz("vqgan_tiny/io_rect.npz");
    JsonNode expected = Golden.json("vqgan_tiny/fingerprints_rect.json");
    try (FirstStage vqgan = vqganTiny(Precision.F32)) {
      Map<String, HostTensor> layers = vqgan.fingerprints(f.tensor("x"));
      int compared = 0;
      for (JsonNode e : expected) {
        String module = e.get("module").asText();
        if (module.startsWith("quantize.")) {
          continue; // a look-up, compared as 'quant' above
        }
        fingerprint(e, layer(layers, module), 3e-5);
        compared++;
      }
      assertThat(compared).isGreaterThanOrEqualTo(expected.size() - 1);
    }
  }

  @Test
  void vqganDecodesCodes() {
    Npz f = Golden.npz("vqgan_tiny/decode_codes.npz");
    try (FirstStage vqgan = vqganTiny(Precision.F32)) {
      HostTensor quant = vqgan.lookup(f.ids("codes"));
      close("decode_codes quant", quant.floats(), f.floats("quant"), 5e-5);
      close("decode_codes dec", vqgan.decode(quant).floats(), f.floats("dec"), 5e-5);
    }
  }

  @Test
  void gumbelReadsTheLikeliestEntry() {
    Npz f = Golden.npz("gumbel_tiny/io.npz");
    ModelFolder model = Golden.model("gumbel_tiny");
    FirstStageConfig config = (FirstStageConfig) ModelConfig.of(model.config());
    try (FirstStage gumbel = Loaded.firstStage(model, config, "", Precision.F32)) {
      HostTensor h = gumbel.encode(f.tensor("x"));
      close("gumbel h", h.floats(), f.floats("h"), 5e-5);
      HostTensor logits = gumbel.entryLogits(h);
      close("gumbel logits", logits.floats(), f.floats("logits"), 5e-5);
      HostTensor codes = gumbel.codes(h);
      assertThat(toInts(codes)).isEqualTo(f.ints("indices"));
      close("gumbel quant", gumbel.lookup(codes).floats(), f.floats("quant"), 5e-5);
      close("gumbel dec", gumbel.decode(gumbel.lookup(codes)).floats(), f.floats("dec"), 5e-5);
      gumbelWithNoise(f, config, gumbel, logits.floats());
    }
  }

  /**
   * Gumbel noise on the logits, and the KL term, from the definitions (the trainer's script is
   * tested elsewhere).
   */
  private static void gumbelWithNoise(
      Npz f, FirstStageConfig config, FirstStage gumbel, float[] logits) {
    float[] noise = f.floats("gumbel_noise");
    int n = config.nEmbed();
    int[] shape = f.shape("indices_with_noise");
    int places = shape[1] * shape[2];
    long[] codes = new long[shape[0] * places];
    double kl = 0;
    for (int b = 0; b < shape[0]; b++) {
      for (int p = 0; p < places; p++) {
        float[] row = new float[n];
        double max = Double.NEGATIVE_INFINITY;
        int best = 0;
        for (int k = 0; k < n; k++) {
          int at = (b * n + k) * places + p;
          row[k] = logits[at];
          max = Math.max(max, row[k]);
          int top = (b * n + best) * places + p;
          if (logits[at] + noise[at] > logits[top] + noise[top]) {
            best = k;
          }
        }
        codes[b * places + p] = best;
        kl += relativeEntropy(row, max);
      }
    }
    assertThat(toInts(new HostTensor.Longs(codes, codes.length)))
        .isEqualTo(f.ints("indices_with_noise"));
    HostTensor.Longs grid = new HostTensor.Longs(codes, shape[0], shape[1], shape[2]);
    close(
        "gumbel quant_with_noise",
        gumbel.lookup(grid).floats(),
        f.floats("quant_with_noise"),
        5e-5);
    double weight =
        Golden.model("gumbel_tiny").config().get("model").get("params").get("kl_weight").number();
    close("gumbel kl", weight * kl / codes.length, f.scalar("kl_diff"), 1e-9, 0);
  }

  private static double relativeEntropy(float[] logits, double max) {
    double sum = 0;
    for (float l : logits) {
      sum += Math.exp(l - max);
    }
    double kl = 0;
    for (float l : logits) {
      double q = Math.exp(l - max) / sum;
      kl += q * Math.log(q * logits.length + 1e-10);
    }
    return kl;
  }

  @Test
  void layoutsAreEncodedAndDecoded() {
    Npz f = Golden.npz("seg2img/encode.npz");
    ModelFolder model = Golden.model("seg2img");
    Net2NetConfig config = (Net2NetConfig) ModelConfig.of(model.config());
    FirstStageConfig cond = ((CondStageConfig.Encoded) config.condStage()).firstStage();
    int[] size = f.shape("labels");
    try (FirstStage layout = Loaded.firstStage(model, cond, "cond_stage_model.", Precision.F32);
        FirstStage image =
            Loaded.firstStage(model, config.firstStage(), "first_stage_model.", Precision.F32)) {
      byte[] labels = new byte[size[0] * size[1]];
      f.get("labels").data().duplicate().get(labels);
      HostTensor h = layout.encodeLabels(new HostTensor.Bytes(labels, 1, size[0], size[1]));
      close("cond_h by look-up", h.floats(), f.floats("cond_h"), 5e-5);
      close(
          "cond_h by one-hot",
          layout.encode(oneHot(labels, cond.labels(), size)).floats(),
          f.floats("cond_h"),
          5e-5);
      TokenGrid tokens = layout.tokens(h);
      assertThat(tokens.tokens()).isEqualTo(f.ints("cond_indices"));
      close("cond_quant", layout.lookup(layout.codes(h)).floats(), f.floats("cond_quant"), 5e-5);
      close("cond_rec_logits", layout.decode(tokens).floats(), f.floats("cond_rec_logits"), 5e-5);
      byte[] decoded = new byte[labels.length];
      f.get("cond_rec_labels").data().duplicate().get(decoded);
      assertThat(layout.decodeLabels(tokens).bytes()).isEqualTo(decoded);
      assertThat(image.tokens(image.encode(f.tensor("x"))).tokens()).isEqualTo(f.ints("z_indices"));
    }
  }

  private static FirstStage vqganTiny(Precision precision) {
    ModelFolder model = Golden.model("vqgan_tiny");
    return Loaded.firstStage(
        model, (FirstStageConfig) ModelConfig.of(model.config()), "", precision);
  }

  private static HostTensor oneHot(byte[] labels, int n, int[] size) {
    float[] x = new float[n * labels.length];
    for (int i = 0; i < labels.length; i++) {
      x[(labels[i] & 0xff) * labels.length + i] = 1;
    }
    return new HostTensor.Floats(x, 1, n, size[0], size[1]);
  }
}
