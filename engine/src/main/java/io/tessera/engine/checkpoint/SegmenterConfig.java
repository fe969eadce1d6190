package io.tessera.engine.checkpoint;

/**
 * A small segmenter, which tells what a picture shows: it measures how well pictures follow their
 * layouts, and makes none. Not in the original.
 *
 * @param labels it tells apart, from 0 on
 * @param ch channels, a multiple of 4
 */
public record SegmenterConfig(int labels, int ch) implements ModelConfig {
  static final String TARGET = "tessera.Segmenter";

  static SegmenterConfig of(ConfigNode p) {
    SegmenterConfig c = new SegmenterConfig(p.get("labels").positive(), p.get("ch").positive());
    if (c.ch % 4 != 0) {
      throw p.get("ch").fault("should be a multiple of 4, not " + c.ch);
    }
    if (c.labels > 254) {
      throw p.get("labels").fault("should be at most 254, not " + c.labels);
    }
    return c;
  }
}
