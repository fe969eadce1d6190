package io.tessera.engine.checkpoint;

import io.tessera.api.ConditionKind;
import io.tessera.api.image.PoseRaster;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A first stage: VQGAN, segmentation VQGAN or Gumbel VQGAN, as {@code taming.models.vqgan} names
 * them.
 *
 * @param kind which of them
 * @param labels number of labels of a segmentation first stage, else 0
 * @param unlabelled label that stands for "anything", where the model was trained with one; an
 *     addition of ours
 * @param imageKey what it encodes: {@code image}, {@code segmentation}, {@code depth}, or {@code
 *     edges} or {@code pose}, additions of ours
 * @param colorize whether the weights hold the original's random colours for label maps
 * @param remap file of used indices, where only part of the codebook is in use
 * @param unknownIndex what stands for an index that is not in {@code remap}: random, extra, or a
 *     number
 */
public record FirstStageConfig(
    String target,
    Kind kind,
    DdConfig dd,
    int nEmbed,
    int embedDim,
    int labels,
    OptionalInt unlabelled,
    String imageKey,
    boolean colorize,
    Optional<Path> remap,
    String unknownIndex)
    implements ModelConfig {

  /**
   * The quantiser and what is encoded. The last two, ancestors of the VQGAN, have no codes: they
   * are trained to be compared with, and feed no transformer.
   */
  public enum Kind {
    VECTOR_QUANTIZED,
    SEGMENTATION,
    GUMBEL,
    /** VAE: a Gaussian posterior (Kingma, Welling 2014). */
    VARIATIONAL,
    /** Nothing between encoder and decoder. */
    AUTOENCODER;

    /** Whether the nearest of its codebook's entries stands for what is encoded. */
    public boolean isVectorQuantized() {
      return this == VECTOR_QUANTIZED || this == SEGMENTATION;
    }

    /** Whether pictures become tokens. */
    public boolean hasCodes() {
      return isVectorQuantized() || this == GUMBEL;
    }
  }

  static boolean isTarget(String target) {
    return target.startsWith("taming.models.vqgan.")
        || target.startsWith("ldm.models.autoencoder.")
        || target.startsWith("tessera.");
  }

  static FirstStageConfig of(String target, ConfigNode p) {
    Kind kind =
        switch (target) {
          case "taming.models.vqgan.VQModel",
              "taming.models.vqgan.VQNoDiscModel",
              "taming.models.vqgan.EMAVQ",
              "ldm.models.autoencoder.VQModel",
              "ldm.models.autoencoder.VQModelInterface" ->
              Kind.VECTOR_QUANTIZED;
          case "taming.models.vqgan.VQSegmentationModel" -> Kind.SEGMENTATION;
          case "taming.models.vqgan.GumbelVQ" -> Kind.GUMBEL;
          case "tessera.VAE", "ldm.models.autoencoder.AutoencoderKL" -> Kind.VARIATIONAL;
          case "tessera.Autoencoder" -> Kind.AUTOENCODER;
          default -> throw p.fault("has the unknown first stage '" + target + "'");
        };
    DdConfig dd = DdConfig.of(p.get("ddconfig").required());
    int labels = kind == Kind.SEGMENTATION ? p.get("n_labels").positive() : 0;
    // One channel is depth, as in the original, unless the file says that it is grey pictures.
    String imageKey =
        p.get("image_key")
            .text(
                kind == Kind.SEGMENTATION
                    ? "segmentation"
                    : dd.inChannels() == 1 ? "depth" : "image");
    int colours = p.get("colorize_nlabels").integer(0);
    FirstStageConfig config =
        new FirstStageConfig(
            target,
            kind,
            dd,
            kind.hasCodes() ? p.get("n_embed").positive() : 0,
            p.get("embed_dim").positive(),
            labels > 0 ? labels : imageKey.equals("segmentation") ? dd.inChannels() : 0,
            p.get("unlabelled").isPresent()
                ? OptionalInt.of(p.get("unlabelled").integer())
                : OptionalInt.empty(),
            imageKey,
            kind == Kind.SEGMENTATION || colours > 0,
            p.get("remap").isPresent()
                ? Optional.of(sibling(p.file(), p.get("remap").text()))
                : Optional.empty(),
            p.get("unknown_index").text("random"));
    if (config.isSegmentation() && dd.patch() > 1) {
      throw p.get("ddconfig").get("patch").fault("is not supported for label maps; leave it at 1");
    }
    if (dd.drawsOver() && (config.isSegmentation() || !kind.hasCodes())) {
      throw p.get("ddconfig")
          .get(dd.texture() > 0 ? "texture" : "detail")
          .fault("is for pictures of tokens; leave it out");
    }
    if (imageKey.equals("pose") && labels != PoseRaster.LABELS) {
      throw p.get("n_labels")
          .fault(
              "should be "
                  + PoseRaster.LABELS
                  + " for poses, as figures are drawn with one label a limb");
    }
    if (kind == Kind.VARIATIONAL != dd.doubleZ()) {
      throw p.get("ddconfig")
          .get("double_z")
          .fault("should be true for a VAE, which needs mean and variance, and false otherwise");
    }
    if (kind == Kind.GUMBEL && dd.zChannels() != config.embedDim) {
      throw p.get("embed_dim")
          .fault("should equal z_channels for GumbelVQ, as the original's does");
    }
    if (config.unlabelled.isPresent()
        && (config.unlabelled.getAsInt() < 0 || config.unlabelled.getAsInt() >= config.labels)) {
      throw p.get("unlabelled").fault("should be one of the labels 0 to " + (config.labels - 1));
    }
    if (!List.of("random", "extra").contains(config.unknownIndex)
        && !config.unknownIndex.matches("\\d{1,7}")) {
      throw p.get("unknown_index").fault("should be random, extra or an index");
    }
    return config;
  }

  private static Path sibling(Path file, String name) {
    Path given = Path.of(name);
    return given.isAbsolute() ? given : file.toAbsolutePath().resolveSibling(given);
  }

  /** Pixels per token along each side. */
  public int factor() {
    return dd.factor();
  }

  /** Whether it encodes label maps, given as one-hot channels. */
  public boolean isSegmentation() {
    return labels > 0;
  }

  /** What it encodes; {@link ConditionKind#NONE} for pictures. */
  public ConditionKind encodes() {
    if (imageKey.equals("pose")) {
      return ConditionKind.POSE;
    }
    if (isSegmentation()) {
      return ConditionKind.LAYOUT;
    }
    return dd.inChannels() != 1 || imageKey.equals("image")
        ? ConditionKind.NONE
        : ConditionKind.plane(imageKey).orElse(ConditionKind.DEPTH);
  }
}
