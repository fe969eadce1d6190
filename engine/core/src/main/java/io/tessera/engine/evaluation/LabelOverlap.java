package io.tessera.engine.evaluation;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Intersection over union of label maps, pixel by pixel over all of them together. */
public final class LabelOverlap {
  private final long[] both;
  private final long[] wanted;
  private final long[] found;

  public LabelOverlap(int labels) {
    this.both = new long[labels];
    this.wanted = new long[labels];
    this.found = new long[labels];
  }

  /**
   * @param want labels that should be there; others than 0 to the number of labels count for
   *     nothing
   * @param find labels that are there
   */
  public void count(byte[] want, byte[] find) {
    for (int i = 0; i < want.length; i++) {
      int a = want[i] & 0xff;
      int b = find[i] & 0xff;
      if (a < both.length) {
        wanted[a]++;
        if (b < both.length) {
          found[b]++;
        }
        both[a] += a == b ? 1 : 0;
      }
    }
  }

  /** Share of the pixels that should have a label and have it, 0..1. */
  public double accuracy() {
    long all = Arrays.stream(wanted).sum();
    return all == 0 ? 0 : (double) Arrays.stream(both).sum() / all;
  }

  /** By label, for those that should be somewhere. */
  public Map<Integer, Double> byLabel() {
    Map<Integer, Double> out = new TreeMap<>();
    for (int k = 0; k < both.length; k++) {
      if (wanted[k] > 0) {
        out.put(k, (double) both[k] / (wanted[k] + found[k] - both[k]));
      }
    }
    return out;
  }

  /** The same by the label's number in two digits, so that names sort as numbers do. */
  public Map<String, Double> byName() {
    Map<String, Double> out = new TreeMap<>();
    byLabel().forEach((label, iou) -> out.put(String.format(Locale.ROOT, "%02d", label), iou));
    return out;
  }

  /** Mean over the labels that should be somewhere, 0..1. */
  public double mean() {
    return byLabel().values().stream().mapToDouble(x -> x).average().orElse(0);
  }
}
