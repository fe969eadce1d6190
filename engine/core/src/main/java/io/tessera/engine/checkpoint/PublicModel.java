package io.tessera.engine.checkpoint;

import io.tessera.api.fault.InputException;
import java.util.Locale;

/**
 * The published checkpoints of the original, as far as their configurations are known; see
 * docs/models.md for where to get them. The configurations here are for rehearsals with random
 * weights: a published model brings its own.
 */
public enum PublicModel {
  SFLCKR(layout("VQModel", 182, 1024), 1024, 512, 24, 16, 1024, 1024),
  ADE20K(layout("VQSegmentationModel", 151, 1024), 4096, 512, 28, 16, 1024, 4096),
  COCO(layout("VQSegmentationModel", 183, 1024), 8192, 512, 32, 16, 1280, 8192),
  DRIN(depth(), 1024, 512, 24, 16, 1024, 1024),
  FACESHQ(
      "{target: taming.modules.misc.coord.CoordStage, params: {n_embed: 1024, down_factor: 16}}",
      1024,
      512,
      24,
      16,
      1024,
      1024),
  CELEBAHQ("__is_unconditional__", 1024, 256, 24, 16, 1664, 1024),
  FFHQ("__is_unconditional__", 1024, 256, 24, 16, 1664, 1024),
  CIN(
      "{target: taming.modules.util.Labelator, params: {n_classes: 1000}}",
      16384,
      257,
      48,
      24,
      1536,
      16384),
  COCO_SCENES(boxes(), 8192, 348, 40, 16, 1408, 8192),
  OPEN_IMAGES_SCENES(boxes(), 8192, 348, 36, 16, 1536, 8192),
  F16_1024(f16("VQModel", 3, 1024, "image", "")),
  F16_16384(f16("VQModel", 3, 16384, "image", "")),
  GUMBEL_F8(
      f16("GumbelVQ", 3, 8192, "image", "kl_weight: 1.0e-08, ")
          .replace("[1, 1, 2, 2, 4]", "[1, 1, 2, 4]")
          .replace("attn_resolutions: [16]", "attn_resolutions: [32]"));

  private final String model;

  PublicModel(String model) {
    this.model = model;
  }

  PublicModel(
      String condition, int vocabulary, int block, int layers, int heads, int width, int entries) {
    this(
        String.format(
            Locale.ROOT,
            """
        {target: taming.models.cond_transformer.Net2NetTransformer, params: {
          cond_stage_key: %s,
          transformer_config: {target: taming.modules.transformer.mingpt.GPT, params: {
            vocab_size: %d, block_size: %d, n_layer: %d, n_head: %d, n_embd: %d}},
          first_stage_config: %s,
          cond_stage_config: %s}}""",
            key(condition),
            vocabulary,
            block,
            layers,
            heads,
            width,
            f16("VQModel", 3, entries, "image", ""),
            condition));
  }

  private static String key(String condition) {
    return condition.contains("n_labels") || condition.contains("segmentation")
        ? "segmentation"
        : condition.contains("depth")
            ? "depth"
            : condition.contains("CoordStage")
                ? "coord"
                : condition.contains("objects_bbox") ? "objects_bbox" : "class_label";
  }

  private static String layout(String target, int labels, int entries) {
    String more = target.equals("VQModel") ? "" : "n_labels: " + labels + ", ";
    return f16(target, labels, entries, "segmentation", more);
  }

  private static String boxes() {
    return "{target: taming.models.dummy_cond_stage.DummyCondStage, params: {conditional_key: objects_bbox}}";
  }

  private static String depth() {
    return f16("VQModel", 1, 1024, "depth", "");
  }

  /** A first stage of the original's usual shape. */
  private static String f16(
      String target, int channels, int entries, String imageKey, String more) {
    return String.format(
        Locale.ROOT,
        """
        {target: taming.models.vqgan.%s, params: {
          embed_dim: 256, n_embed: %d, image_key: %s, %slossconfig: {target: none},
          ddconfig: {double_z: false, z_channels: 256, resolution: 256, in_channels: %d, out_ch: %d, ch: 128,
            ch_mult: [1, 1, 2, 2, 4], num_res_blocks: 2, attn_resolutions: [16], dropout: 0.0}}}""",
        target,
        entries,
        imageKey,
        more,
        channels,
        channels);
  }

  /** The name used on the command line. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * @throws InputException if there is none of that name
   */
  public static PublicModel of(String id) {
    for (PublicModel m : values()) {
      if (m.id().equals(id)) {
        return m;
      }
    }
    throw new InputException(
        "there is no public model '"
            + id
            + "'; use "
            + String.join(", ", java.util.Arrays.stream(values()).map(PublicModel::id).toList()));
  }

  /** The configuration, in the original's schema. */
  public String yaml() {
    return "model: " + model + "\n";
  }
}
