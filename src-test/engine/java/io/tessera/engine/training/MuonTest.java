package io.tessera.engine.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.tessera.api.TokenOrder;
import io.tessera.engine.checkpoint.GptConfig;
import io.tessera.engine.golden.Golden;
import io.tessera.engine.torch.Device;
import io.tessera.engine.torch.HostTensor;
import io.tessera.engine.torch.Precision;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MuonTest {
  private static final GptConfig CONFIG =
      new GptConfig(20, 24, 2, 2, 16, 0, 0, 0, 0, TokenOrder.RASTER);
  private static final double RATE = 0.01;

  private static TransformerTrainer trainer(boolean muon, Precision precision) {
    TransformerSettings settings =
        new TransformerSettings(RATE, 0.9, 0.95, 0, 0, 0, 1, 0, 0, 0, 0, muon, precision);
    TransformerTrainer trainer = new TransformerTrainer(CONFIG, settings, Device.CPU);
    trainer.initialize(3, 0, false);
    return trainer;
  }

  private static Map<String, HostTensor> step(TransformerTrainer trainer, long step) {
    Random random = new Random(step % 4);
    int[] c = random.ints(4 * 8, 0, 20).toArray();
    int[] z = new int[4 * 16];
    for (int i = 0; i < z.length; i++) {
      z[i] = c[i / 16 * 8 + i % 8]; // to be copied from the condition
    }
    return trainer.step(Golden.longs(c, 4, 8), Golden.longs(z, 4, 16), step);
  }

  /** Every direction of a matrix moves by about 0.2 · rate · sqrt(longer side). */
  @ParameterizedTest
  @EnumSource(names = {"F32", "BF16"})
  void updatesAreNearlyOrthogonal(Precision precision) {
    for (String name : new String[] {"blocks.0.attn.key.weight", "blocks.1.mlp.0.weight"}) {
      try (TransformerTrainer trainer = trainer(true, precision)) {
        float[] before = trainer.weight(name).floats().clone();
        step(trainer, 0);
        float[] after = trainer.weight(name).floats();
        int columns = 16;
        int rows = after.length / columns;
        double scale = 0.2 * RATE * Math.sqrt(rows);
        for (int i = 0; i < columns; i++) {
          for (int j = 0; j <= i; j++) {
            double dot = 0;
            for (int r = 0; r < rows; r++) {
              int a = r * columns + i;
              int b = r * columns + j;
              dot += (after[a] - before[a]) / scale * ((after[b] - before[b]) / scale);
            }
            if (i == j) {
              assertThat(dot).as(name).isBetween(0.3, 1.6);
            } else {
              assertThat(dot).as(name).isBetween(-0.4, 0.4);
            }
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "BF16"})
  void learnsFasterThanAdamAlone(Precision precision) {
    try (TransformerTrainer muon = trainer(true, precision);
        TransformerTrainer adam = trainer(false, precision)) {
      float first = 0;
      float last = 0;
      float lastOfAdam = 0;
      for (int s = 0; s < 40; s++) {
        last = step(muon, s).get("loss").floats()[0];
        lastOfAdam = step(adam, s).get("loss").floats()[0];
        first = s == 0 ? last : first;
      }
      assertThat(last).isLessThan(0.8f * first).isLessThan(lastOfAdam);
    }
  }
}
