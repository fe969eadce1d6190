package io.tessera.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tessera.api.SamplingConfig;
import io.tessera.api.fault.InputException;
import io.tessera.engine.model.WeightShapes;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Configurations in the original's schema. */
class ModelConfigTest {
  private static final String F16 =
      """
      double_z: False, z_channels: 256, resolution: 256, in_channels: %d, out_ch: %d, ch: 128,
      ch_mult: [1,1,2,2,4], num_res_blocks: 2, attn_resolutions: [16], dropout: 0.0""";

  private static final String SFLCKR =
      """
      model:
        base_learning_rate: 4.5e-06
        target: taming.models.cond_transformer.Net2NetTransformer
        params:
          cond_stage_key: segmentation
          transformer_config:
            target: taming.modules.transformer.mingpt.GPT
            params: {vocab_size: 1024, block_size: 512, n_layer: 24, n_head: 16, n_embd: 1024}
          first_stage_config:
            target: taming.models.vqgan.VQModel
            params:
              embed_dim: 256
              n_embed: 1024
              ddconfig: {%s}
              lossconfig: {target: taming.modules.losses.vqperceptual.DummyLoss}
          cond_stage_config:
            target: taming.models.vqgan.VQModel
            params:
              embed_dim: 256
              n_embed: 1024
              image_key: segmentation
              ddconfig: {%s}
              lossconfig: {target: taming.modules.losses.vqperceptual.DummyLoss}
      """
          .formatted(F16.formatted(3, 3), F16.formatted(182, 182));

  private static ModelConfig parse(String yaml) {
    return ModelConfig.of(Yaml.parse(Path.of("test.yaml"), yaml));
  }

  private static long parameters(Map<String, long[]> shapes) {
    return shapes.values().stream()
        .mapToLong(s -> Arrays.stream(s).reduce(1, (a, b) -> a * b))
        .sum();
  }

  @Test
  void theSflckrModelHasTheParametersOfTheOriginal() {
    Net2NetConfig c = (Net2NetConfig) parse(SFLCKR);
    assertThat(parameters(WeightShapes.of(c.transformer()))).isEqualTo(304_932_864L);
    assertThat(parameters(WeightShapes.of(c.firstStage()))).isEqualTo(72_141_699L);
    CondStageConfig.Encoded cond = (CondStageConfig.Encoded) c.condStage();
    assertThat(cond.firstStage().isSegmentation()).isTrue();
    assertThat(cond.firstStage().labels()).isEqualTo(182);
    assertThat(parameters(WeightShapes.of(cond.firstStage()))).isEqualTo(72_554_294L);
    assertThat(c.firstStage().factor()).isEqualTo(16);
  }

  @Test
  void theClassModelHasTheParametersOfThePaper() {
    String cin =
        SFLCKR
            .substring(0, SFLCKR.indexOf("    cond_stage_config"))
            .replace(
                "vocab_size: 1024, block_size: 512, n_layer: 24, n_head: 16, n_embd: 1024",
                "vocab_size: 16384, block_size: 257, n_layer: 48, n_head: 24, n_embd: 1536")
            .replace("cond_stage_key: segmentation", "cond_stage_key: class_label");
    Net2NetConfig c =
        (Net2NetConfig)
            parse(
                cin
                    + "    cond_stage_config:\n      target: taming.modules.util.Labelator\n      params: {n_classes: 1000}\n");
    assertThat(c.condStage()).isEqualTo(new CondStageConfig.ClassLabel(1000));
    assertThat(parameters(WeightShapes.of(c.transformer()))).isEqualTo(1_410_642_432L);
  }

  @Test
  void theOtherPublishedConditionsAreKnown() {
    String base = SFLCKR.substring(0, SFLCKR.indexOf("    cond_stage_config"));
    assertThat(
            ((Net2NetConfig) parse(base + "    cond_stage_config: __is_unconditional__\n"))
                .condStage())
        .isEqualTo(new CondStageConfig.StartToken(0));
    assertThat(
            ((Net2NetConfig) parse(base + "    cond_stage_config: __is_first_stage__\n"))
                .condStage())
        .isInstanceOf(CondStageConfig.Encoded.class);
    assertThat(
            ((Net2NetConfig)
                    parse(
                        base
                            + "    cond_stage_config:\n      target: taming.modules.misc.coord.CoordStage\n      params: {n_embed: 1024, down_factor: 16}\n"))
                .condStage())
        .isEqualTo(new CondStageConfig.Coordinates(1024, 16));
    assertThat(
            ((Net2NetConfig)
                    parse(
                        base
                            + "    cond_stage_config:\n      target: taming.models.dummy_cond_stage.DummyCondStage\n      params: {conditional_key: objects_bbox}\n"))
                .condStage())
        .isEqualTo(new CondStageConfig.BoundingBoxes());
  }

  @Test
  void gumbelOfFactorEightHasTheParametersOfTheOriginal() {
    FirstStageConfig c =
        (FirstStageConfig)
            parse(
                """
                model:
                  target: taming.models.vqgan.GumbelVQ
                  params:
                    embed_dim: 256
                    n_embed: 8192
                    kl_weight: 1e-8
                    ddconfig: {double_z: False, z_channels: 256, resolution: 256, in_channels: 3, out_ch: 3, ch: 128,
                      ch_mult: [1,1,2,4], num_res_blocks: 2, attn_resolutions: [32], dropout: 0.0}
                    lossconfig: {target: taming.modules.losses.vqperceptual.DummyLoss}
                """);
    long all = parameters(WeightShapes.of(c));
    assertThat(all).isEqualTo(26_345_728L + 38_316_163L + 4_202_496L + 2 * 65_792L);
  }

  @Test
  void unknownTargetsAreRefusedByName() {
    assertThatThrownBy(() -> parse("model: {target: evil.Module, params: {}}"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("evil.Module")
        .hasMessageContaining("test.yaml");
    assertThatThrownBy(() -> parse(SFLCKR.replace("mingpt.GPT", "mingpt.Other")))
        .hasMessageContaining("mingpt.Other");
  }

  @Test
  void someWordsHaveAGuidanceOfTheirOwn() {
    String words =
        "guidance: 2\n    guidance_by_word: {fog: 1, night: 1.5}\n    cond_tags: [{name: mood, first: 900, values: [day, night, fog]}]\n    cond_stage_key";
    SamplingConfig sampling =
        ((Net2NetConfig) parse(SFLCKR.replace("cond_stage_key", words))).sampling();
    assertThat(sampling.told(List.of("day")).guidance()).isEqualTo(2);
    assertThat(sampling.told(List.of("night")).guidance()).isEqualTo(1.5);
    assertThat(sampling.told(List.of("scene", "fog", "night")).guidance()).isEqualTo(1);
    assertThat(sampling.told(List.of()).guidance()).isEqualTo(2);
    assertThatThrownBy(
            () -> parse(SFLCKR.replace("cond_stage_key", words.replace("fog: 1", "mist: 1"))))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("guidance_by_word")
        .hasMessageContaining("mist");
  }

  @Test
  void missingAndSenselessValuesAreNamed() {
    assertThatThrownBy(() -> parse(SFLCKR.replace("n_layer: 24, ", "")))
        .hasMessageContaining("n_layer");
    assertThatThrownBy(() -> parse(SFLCKR.replace("n_head: 16", "n_head: 15")))
        .hasMessageContaining("n_embd");
    assertThatThrownBy(() -> parse(SFLCKR.replace("vocab_size: 1024", "vocab_size: many")))
        .hasMessageContaining("vocab_size");
    assertThatThrownBy(
            () -> parse(SFLCKR.replace("cond_stage_key", "guidance: 21\n    cond_stage_key")))
        .hasMessageContaining("guidance");
    assertThatThrownBy(() -> parse("just a text")).isInstanceOf(InputException.class);
  }
}
