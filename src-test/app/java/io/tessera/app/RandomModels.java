package io.tessera.app;

import io.tessera.engine.checkpoint.ModelConfig;
import io.tessera.engine.checkpoint.SafetensorsWriter;
import io.tessera.engine.checkpoint.TensorType;
import io.tessera.engine.checkpoint.Yaml;
import io.tessera.engine.model.ModelBundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/** Tiny models with random weights that are told other things than layouts. */
public final class RandomModels {
  public static final String DEPTH = "tiny-depth";
  public static final String EDGES = "tiny-edges";
  public static final String POSE = "tiny-pose";
  public static final String CLASS = "tiny-class";
  public static final String UNCONDITIONAL = "tiny-unconditional";

  /** Layouts of ADE20K's 151 labels. */
  public static final String ADE20K = "tiny-ade20k";

  public static final String BOXES = "tiny-boxes";

  private static final String FIRST_STAGE =
      """
      %starget: taming.models.vqgan.VQModel
      %sparams: {embed_dim: 8, n_embed: 24, image_key: %s, lossconfig: {target: none},
      %s  ddconfig: {double_z: false, z_channels: 16, resolution: 64, in_channels: %d, out_ch: %d, ch: 32,
      %s  ch_mult: [1, 1], num_res_blocks: 1, attn_resolutions: [], dropout: 0.0}}
      """;

  private RandomModels() {}

  /** Writes all of them into a folder of models. */
  public static void write(Path folder) {
    write(folder, DEPTH, 1, "depth", encoded(stage("depth", 1)));
    write(folder, EDGES, 1, "edges", encoded(stage("edges", 1)));
    String pose =
        stage("pose", 18)
            .replace("vqgan.VQModel", "vqgan.VQSegmentationModel")
            .replace("image_key", "n_labels: 18, image_key");
    write(folder, POSE, 1, "pose", encoded(pose));
    String ade =
        stage("segmentation", 151)
            .replace("vqgan.VQModel", "vqgan.VQSegmentationModel")
            .replace("image_key", "n_labels: 151, image_key");
    write(folder, ADE20K, 1, "segmentation", encoded(ade));
    write(
        folder,
        CLASS,
        0,
        "class_label",
        "    cond_stage_config: {target: taming.modules.util.Labelator, params: {n_classes: 20}}\n");
    write(folder, UNCONDITIONAL, 0, "none", "    cond_stage_config: __is_unconditional__\n");
    write(
        folder,
        BOXES,
        0,
        "objects_bbox",
        "    cond_stage_config: {target: taming.models.dummy_cond_stage.DummyCondStage, params: {}}\n");
  }

  private static String stage(String key, int channels) {
    String indent = "      ";
    return FIRST_STAGE.formatted(indent, indent, key, indent, channels, channels, indent);
  }

  private static String encoded(String stage) {
    return "    cond_stage_config:\n" + stage;
  }

  private static void write(Path folder, String name, int grids, String key, String condition) {
    // Windows of 4 × 4 tokens.
    // Boxes: room for two objects and the crop, of three tokens and two.
    int block = grids == 1 ? 32 : name.equals(BOXES) ? 72 : 16;
    String first = stage("image", 3);
    String yaml =
        """
        model:
          target: taming.models.cond_transformer.Net2NetTransformer
          params:
            cond_stage_key: %s
            transformer_config:
              target: taming.modules.transformer.mingpt.GPT
              params: {vocab_size: 24, block_size: %d, n_layer: 1, n_head: 2, n_embd: 16}
            first_stage_config:
        %s%s"""
            .formatted(
                key,
                block,
                name.equals(BOXES) ? first.replace("resolution: 64", "resolution: 16") : first,
                condition);
    try {
      Path model = Files.createDirectories(folder.resolve(name));
      Path file = Files.writeString(model.resolve("model.yaml"), yaml);
      SafetensorsWriter out = new SafetensorsWriter();
      Random random = new Random(name.hashCode());
      ModelBundle.shapes(ModelConfig.of(Yaml.read(file)))
          .forEach(
              (tensor, shape) -> {
                float[] values = new float[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
                double fanIn = Math.max(1, values.length / Math.max(1, shape[0]));
                for (int i = 0; i < values.length; i++) {
                  values[i] = (float) (random.nextGaussian() / Math.sqrt(fanIn));
                }
                out.floats(tensor, TensorType.F32, shape, values);
              });
      out.write(model.resolve("model.safetensors"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
