package io.tessera.engine.checkpoint;

import java.util.List;

/**
 * A segmenter, which tells what a picture shows: it measures how well pictures follow their
 * layouts, and makes none. Not in the original.
 *
 * @param labels it tells apart, from 0 on
 * @param ch channels, a multiple of 4
 * @param chMult channels of each level of a U-Net as a multiple of {@code ch}, every level half the
 *     size of the one before; empty for a small network of one level
 * @param pretrained whether it is a pyramid over pretrained features (Lin et al. 2017) instead
 * @param spread whether it sees every picture a second time, spread to a deviation of its own: what
 *     is dim or in fog differs by a few grey values only
 */
public record SegmenterConfig(
    int labels, int ch, List<Integer> chMult, boolean spread, boolean pretrained)
    implements ModelConfig {
  static final String TARGET = "tessera.Segmenter";

  /** Channels that it sees of every pixel. */
  public int inputs() {
    return spread ? 6 : 3;
  }

  static SegmenterConfig of(ConfigNode p) {
    ConfigNode levels = p.get("ch_mult");
    SegmenterConfig c =
        new SegmenterConfig(
            p.get("labels").positive(),
            p.get("ch").positive(),
            levels.isPresent() ? levels.integers() : List.of(),
            p.get("spread").flag(false),
            p.get("pretrained").flag(false));
    if (c.pretrained && (c.spread || !c.chMult.isEmpty())) {
      throw p.get("pretrained").fault("goes with neither ch_mult nor spread");
    }
    if (levels.isPresent()
        && (c.chMult.isEmpty()
            || c.chMult.size() > 6
            || c.chMult.stream().anyMatch(m -> m < 1 || m > 64))) {
      throw levels.fault("should list one multiple of ch for each of at most 6 levels");
    }
    if (c.ch % 4 != 0) {
      throw p.get("ch").fault("should be a multiple of 4, not " + c.ch);
    }
    if (c.labels > 254) {
      throw p.get("labels").fault("should be at most 254, not " + c.labels);
    }
    return c;
  }
}
