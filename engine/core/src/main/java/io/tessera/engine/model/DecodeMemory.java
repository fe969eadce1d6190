package io.tessera.engine.model;

import io.tessera.api.fault.InputException;
import io.tessera.engine.checkpoint.DdConfig;
import io.tessera.engine.checkpoint.FirstStageConfig;
import io.tessera.engine.torch.Precision;
import java.util.Locale;

/**
 * What a decode takes beside the weights, estimated from the largest maps that are in memory at the
 * same time: a block's input and what becomes of it, or the small map and the doubled one.
 *
 * @param fast bytes of a decode that keeps two maps
 * @param frugal bytes of one that keeps a single map where it can, and works a third longer
 */
public record DecodeMemory(long fast, long frugal) {
  /**
   * Bytes of a fast decode above which it is done with a single map. Fixed, because the two ways
   * differ in the last digits: pixels must not depend on how much memory happens to be free.
   */
  private static final long FAST_UP_TO = 2_000_000_000L;

  /** Bands, their norms and products under way: so many bands' worth of numbers. */
  private static final int BANDS = 7;

  /** The picture as floats: in libtorch, on the way, in the heap; and as bytes. */
  private static final int PICTURE_BYTES = 3 * 3 * 4 + 3;

  /** A second picture: the one with what is drawn over. */
  private static final int DRAWN_BYTES = 3 * 4;

  /** Maps of detail under way, eight bands large: so many bands' worth of numbers. */
  private static final int DETAIL_BANDS = 5 * 8;

  static DecodeMemory of(
      FirstStageConfig config, Precision precision, int rows, int columns, long band) {
    DdConfig dd = config.dd();
    int levels = dd.chMult().size();
    long fast = 0;
    long frugal = 0;
    long inside = dd.ch() * (long) dd.chMult().getLast();
    for (int l = levels - 1; l >= 0; l--) {
      long places = (long) rows * columns << 2 * (levels - 1 - l);
      long out = dd.ch() * (long) dd.chMult().get(l);
      boolean changes = inside != out;
      fast = Math.max(fast, places * (changes ? inside + 2 * out : 2 * out));
      frugal = Math.max(frugal, places * (changes ? inside + 2 * out : out));
      if (l > 0) {
        fast = Math.max(fast, places * out * 5);
        frugal = Math.max(frugal, places * out * 5);
      }
      inside = out;
    }
    long pixels = (long) rows * columns * config.factor() * config.factor();
    long drawn = dd.drawsOver() ? pixels * DRAWN_BYTES : 0;
    int bands = BANDS + (dd.detail() > 0 ? DETAIL_BANDS : 0);
    long rest = drawn + bands * band * precision.bytes() + pixels * PICTURE_BYTES;
    return new DecodeMemory(fast * precision.bytes() + rest, frugal * precision.bytes() + rest);
  }

  /** Whether the decode keeps a single map; a matter of the picture's size alone. */
  public boolean isFrugal() {
    return fast > FAST_UP_TO;
  }

  /** Bytes that the decode takes. */
  public long bytes() {
    return isFrugal() ? frugal : fast;
  }

  /**
   * @param budget bytes that the decode may take
   * @throws InputException if that is not enough
   */
  public void check(long budget) {
    if (bytes() > budget) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "decoding a picture of this size takes about %.1f GB of memory beside the model, and"
                  + " %.1f GB may be used; make the picture smaller, close other programs or raise"
                  + " the memory budget",
              bytes() / 1e9,
              budget / 1e9));
    }
  }
}
