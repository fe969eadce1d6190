package io.tessera.engine.model;

import io.tessera.api.image.LabelMap;
import io.tessera.api.image.RgbImage;
import io.tessera.engine.torch.HostTensor;
import java.util.Arrays;

/**
 * The layout of a photograph: read at the size that the segmenter has learned from, as a whole,
 * since it looks at where in the picture a place lies; borders are drawn in the photograph's own
 * pixels.
 */
public final class PhotographLabels {
  /** Shorter side at which photographs are read, in pixels. */
  private static final int SHORT_SIDE = 512;

  /** Of panoramas, the longer one. */
  private static final int LONGEST = 1536;

  /** Sides are multiples of this. */
  private static final int CELL = 32;

  /** Areas under this share of the picture go to what surrounds them. */
  private static final double SMALLEST = 5e-4;

  private final Segmenter segmenter;

  /**
   * @param segmenter not closed here
   */
  public PhotographLabels(Segmenter segmenter) {
    this.segmenter = segmenter;
  }

  /** Labels of every pixel. */
  public LabelMap of(RgbImage photograph) {
    double scale =
        Math.min(
            (double) SHORT_SIDE / Math.min(photograph.width(), photograph.height()),
            (double) LONGEST / Math.max(photograph.width(), photograph.height()));
    int w = side(photograph.width() * scale);
    int h = side(photograph.height() * scale);
    HostTensor logits =
        segmenter.logits(new HostTensor.Floats(photograph.resized(w, h).toNetwork(), 1, 3, h, w));
    int labels = (int) logits.shape()[1];
    LabelMap map =
        new LabelMap(
            photograph.width(),
            photograph.height(),
            likeliest(logits.floats(), labels, w, h, photograph.width(), photograph.height()));
    return withoutSpecks(map);
  }

  private static int side(double pixels) {
    return Math.max(1, (int) Math.round(pixels / CELL)) * CELL;
  }

  /** The label of the largest logit at every pixel of another size, bilinear between logits. */
  private static byte[] likeliest(float[] logits, int labels, int w, int h, int width, int height) {
    byte[] out = new byte[width * height];
    float[] best = new float[width];
    for (int y = 0; y < height; y++) {
      Arrays.fill(best, Float.NEGATIVE_INFINITY);
      float sy = Math.clamp((y + 0.5f) * h / height - 0.5f, 0f, h - 1f);
      int y0 = (int) sy;
      int y1 = Math.min(h - 1, y0 + 1);
      for (int label = 0; label < labels; label++) {
        int plane = label * w * h;
        for (int x = 0; x < width; x++) {
          float sx = Math.clamp((x + 0.5f) * w / width - 0.5f, 0f, w - 1f);
          int x0 = (int) sx;
          int x1 = Math.min(w - 1, x0 + 1);
          float top = mix(logits[plane + y0 * w + x0], logits[plane + y0 * w + x1], sx - x0);
          float bottom = mix(logits[plane + y1 * w + x0], logits[plane + y1 * w + x1], sx - x0);
          float value = mix(top, bottom, sy - y0);
          if (value > best[x]) {
            best[x] = value;
            out[y * width + x] = (byte) label;
          }
        }
      }
    }
    return out;
  }

  private static float mix(float a, float b, float t) {
    return a + (b - a) * t;
  }

  /** Small areas take the label that most of their border has. */
  static LabelMap withoutSpecks(LabelMap map) {
    int w = map.width();
    int h = map.height();
    byte[] labels = map.labels().clone();
    int smallest = (int) (SMALLEST * w * h);
    boolean[] seen = new boolean[labels.length];
    int[] area = new int[labels.length];
    for (int start = 0; start < labels.length; start++) {
      if (!seen[start]) {
        int[] around = new int[256];
        int size = flood(labels, w, h, start, seen, area, around);
        int most = 0;
        for (int k = 1; k < around.length; k++) {
          most = around[k] > around[most] ? k : most;
        }
        if (size < smallest && around[most] > 0) {
          for (int k = 0; k < size; k++) {
            labels[area[k]] = (byte) most;
          }
        }
      }
    }
    return new LabelMap(w, h, labels);
  }

  /**
   * One connected area.
   *
   * @param area takes its pixels
   * @param around counts the labels at its border
   * @return how many pixels it has
   */
  private static int flood(
      byte[] labels, int w, int h, int start, boolean[] seen, int[] area, int[] around) {
    int size = 1;
    area[0] = start;
    seen[start] = true;
    for (int k = 0; k < size; k++) {
      int x = area[k] % w;
      int y = area[k] / w;
      for (int side = 0; side < 4; side++) {
        int u = x + (side == 0 ? -1 : side == 1 ? 1 : 0);
        int v = y + (side == 2 ? -1 : side == 3 ? 1 : 0);
        if (u < 0 || v < 0 || u >= w || v >= h) {
          continue;
        }
        int next = v * w + u;
        if (labels[next] != labels[start]) {
          around[labels[next] & 0xff]++;
        } else if (!seen[next]) {
          seen[next] = true;
          area[size++] = next;
        }
      }
    }
    return size;
  }
}
