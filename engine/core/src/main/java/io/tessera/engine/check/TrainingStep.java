package io.tessera.engine.check;

import io.tessera.api.CheckReport.Result;
import io.tessera.engine.checkpoint.ConfigNode;
import io.tessera.engine.checkpoint.FirstStageConfig;
import io.tessera.engine.checkpoint.ModelConfig;
import io.tessera.engine.checkpoint.Yaml;
import io.tessera.engine.torch.Device;
import io.tessera.engine.torch.HostTensor;
import io.tessera.engine.training.FirstStageSettings;
import io.tessera.engine.training.FirstStageTrainer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;

/**
 * Steps of a first stage and its discriminator whose channels fill no blocks: the same twice, and
 * finite.
 */
final class TrainingStep {
  private static final int STEPS = 3;

  private static final String CONFIG =
      """
      model:
        target: taming.models.vqgan.VQModel
        params:
          embed_dim: 12
          n_embed: 32
          ddconfig: {double_z: false, z_channels: 12, resolution: 32, in_channels: 3, out_ch: 3, ch: 24, ch_mult: [1, 1], num_res_blocks: 1, attn_resolutions: [], dropout: 0.0, num_groups: 4}
          lossconfig:
            target: taming.modules.losses.vqperceptual.VQLPIPSWithDiscriminator
            params: {disc_start: 0, perceptual_weight: 0, disc_ndf: 12, disc_num_layers: 2}
      training: {learning_rate: 1.0e-3}
      """;

  private TrainingStep() {}

  static Result repeated() {
    Map<String, Double> first = steps();
    Map<String, Double> second = steps();
    boolean finite = first.values().stream().allMatch(Double::isFinite);
    boolean same = first.equals(second);
    return new Result(
        "training steps",
        finite && same,
        true,
        !finite
            ? "losses are not finite"
            : same ? "the same twice, finite" : "another loss the second time");
  }

  private static Map<String, Double> steps() {
    ConfigNode root = Yaml.parse(Path.of("check.yaml"), CONFIG);
    FirstStageConfig config = (FirstStageConfig) ModelConfig.of(root);
    try (FirstStageTrainer trainer =
        new FirstStageTrainer(config, FirstStageSettings.of(root), Device.CPU)) {
      trainer.initialize(1);
      Random random = new Random(2);
      float[] x = new float[2 * 3 * 32 * 32];
      for (int i = 0; i < x.length; i++) {
        x[i] = random.nextFloat() * 2 - 1;
      }
      HostTensor batch = new HostTensor.Floats(x, 2, 3, 32, 32);
      Map<String, Double> log = Map.of();
      for (int step = 0; step < STEPS; step++) {
        log = trainer.step(batch, step);
      }
      return log;
    }
  }
}
