package io.tessera.engine.checkpoint;

import java.util.List;

/**
 * The {@code ddconfig} of a VQGAN: the shape of encoder and decoder.
 *
 * @param resolution nominal picture size, in pixels; only decides at which levels attention stands
 * @param chMult channels of each level as a multiple of {@code ch}; every level but the last halves
 *     the size
 * @param attnResolutions nominal sizes at which attention follows every block
 * @param numGroups groups of the group norms: 32 in the original, which narrow networks may lower
 *     ({@code num_groups}, an addition of ours: with one channel a group a norm takes a picture's
 *     colours away)
 * @param patch side of the squares of pixels that the network takes as one place with patch² times
 *     the channels; 1 in the original ({@code patch}, an addition of ours: most of the work is done
 *     where the picture is largest)
 * @param subpixel whether the decoder doubles the size by sub-pixel convolution (Shi et al. 2016)
 *     instead of repeating pixels ({@code upsample: subpixel}, an addition of ours)
 * @param texture channels of the network that tells how much texture the decoder has left out, so
 *     that it can be drawn; 0 for none, as in the original ({@code texture}, an addition of ours)
 * @param detail channels of the network that adds the detail which the decoder has left out, an
 *     even number; 0 for none, as in the original ({@code detail}, an addition of ours); not with
 *     {@code texture}
 * @param border cells around a picture that are decoded with it, each as the nearest of the
 *     picture, and cut off again; 0 in the original ({@code border}, an addition of ours: a decoder
 *     that learned from crops may draw at the borders of a picture what it does nowhere else)
 */
public record DdConfig(
    boolean doubleZ,
    int zChannels,
    int resolution,
    int inChannels,
    int outCh,
    int ch,
    List<Integer> chMult,
    int numResBlocks,
    List<Integer> attnResolutions,
    int numGroups,
    int patch,
    boolean subpixel,
    int texture,
    int detail,
    int border) {
  /** Without a border. */
  public DdConfig(
      boolean doubleZ,
      int zChannels,
      int resolution,
      int inChannels,
      int outCh,
      int ch,
      List<Integer> chMult,
      int numResBlocks,
      List<Integer> attnResolutions,
      int numGroups,
      int patch,
      boolean subpixel,
      int texture,
      int detail) {
    this(
        doubleZ,
        zChannels,
        resolution,
        inChannels,
        outCh,
        ch,
        chMult,
        numResBlocks,
        attnResolutions,
        numGroups,
        patch,
        subpixel,
        texture,
        detail,
        0);
  }

  static DdConfig of(ConfigNode n) {
    DdConfig c =
        new DdConfig(
            n.get("double_z").flag(true),
            n.get("z_channels").positive(),
            n.get("resolution").positive(),
            n.get("in_channels").positive(),
            n.get("out_ch").positive(),
            n.get("ch").positive(),
            n.get("ch_mult").isPresent() ? n.get("ch_mult").integers() : List.of(1, 2, 4, 8),
            n.get("num_res_blocks").positive(),
            n.get("attn_resolutions").required().integers(),
            n.get("num_groups").isPresent() ? n.get("num_groups").positive() : 32,
            n.get("patch").isPresent() ? n.get("patch").positive() : 1,
            subpixel(n.get("upsample")),
            n.get("texture").isPresent() ? n.get("texture").positive() : 0,
            n.get("detail").isPresent() ? n.get("detail").positive() : 0,
            n.get("border").integer(0));
    if (c.border < 0 || c.border > 8) {
      throw n.get("border").fault("should be 0 to 8 cells, not " + c.border);
    }
    for (String extra : List.of("texture", "detail")) {
      if (n.get(extra).isPresent() && (c.outCh != 3 || c.factor() < 4)) {
        throw n.get(extra).fault("is for colour pictures of at least 4 pixels a token");
      }
    }
    if (c.detail > 0 && (c.texture > 0 || c.detail % 2 != 0)) {
      throw n.get("detail")
          .fault("should be an even number of channels, and stands in the place of texture");
    }
    if (Integer.bitCount(c.patch) != 1 || c.patch > 8) {
      throw n.get("patch").fault("should be 1, 2, 4 or 8, not " + c.patch);
    }
    if (c.chMult.isEmpty()
        || c.chMult.size() > 12
        || c.chMult.stream().anyMatch(m -> m < 1 || m > 64)) {
      throw n.get("ch_mult")
          .fault("should list one multiple of ch for every level, not " + c.chMult);
    }
    if (c.chMult.stream().anyMatch(m -> c.ch * m % c.numGroups != 0)) {
      throw n.get("ch")
          .fault(
              "times every ch_mult should be a multiple of "
                  + c.numGroups
                  + " (group norm), not "
                  + c.ch
                  + " × "
                  + c.chMult);
    }
    return c;
  }

  private static boolean subpixel(ConfigNode n) {
    return switch (n.text("nearest")) {
      case "nearest" -> false;
      case "subpixel" -> true;
      default -> throw n.fault("should be nearest or subpixel, not '" + n.text() + "'");
    };
  }

  /** Whether something is drawn over what was decoded. */
  public boolean drawsOver() {
    return texture > 0 || detail > 0;
  }

  /** Pixels per token along each side: the patch, and 2 for every level but the last. */
  public int factor() {
    return patch << (chMult.size() - 1);
  }
}
