package io.tessera.api.image;

import io.tessera.api.fault.InputException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Line drawings as maps of 1 on a line and 0 elsewhere, drawn by people or found in photographs
 * (Canny, A Computational Approach to Edge Detection, 1986).
 */
public final class LineDrawing {
  /** Least standard deviation of the blur before gradients are taken, in pixels. */
  private static final double SIGMA = 1.4;

  /**
   * The same as a share of the shorter side: leaves and blades of grass are no outlines, whatever
   * size the picture has.
   */
  private static final double SIGMA_OF_SIDE = 1 / 256.0;

  /** Lines that reach less far than this share of the shorter side are dropped. */
  private static final double SHORTEST = 1 / 24.0;

  /** Standard deviation of the soft line that networks are given, in pixels. */
  private static final float SOFT = 2;

  /** Share of the pixels whose gradient is too small to begin a line. */
  private static final double BEGINS = 0.93;

  /** A line goes on where the gradient is this share of what begins one. */
  private static final float GOES_ON = 0.4f;

  /** Gradients below this begin no line even in the flattest picture; grey values are 0..255. */
  private static final float FAINTEST = 6;

  /** Share of a drawing's pixels that are nearly ink or nearly paper. */
  private static final double TWO_TONES = 0.9;

  private LineDrawing() {}

  /**
   * A drawing from a file: dark on light or light on dark. A photograph's lines are found.
   *
   * @param notices takes a line where it was a photograph
   * @throws InputException if the file is no picture
   */
  public static DepthMap read(Path file, Consumer<String> notices) {
    RgbImage picture = PictureFile.read(file);
    if (!isDrawing(picture)) {
      notices.accept(file.getFileName() + " is no line drawing; its lines were found");
      return of(picture);
    }
    return drawn(picture);
  }

  /**
   * What networks are given: 1 on a line, falling off to -1 beside it. Of lines a pixel wide, an
   * autoencoder that learns by absolute differences would give back none: most pixels are paper.
   */
  public static float[] signal(DepthMap lines) {
    int w = lines.width();
    int h = lines.height();
    float[] soft = new float[w * h];
    for (int i = 0; i < soft.length; i++) {
      float v = lines.depth()[i];
      if (!Float.isFinite(v)) {
        throw new InputException("the line drawing holds values that are no numbers");
      }
      soft[i] = Math.clamp(v, 0f, 1f);
    }
    // The largest of what lines near by leave here; a Gaussian is one along x, then one along y.
    soft = spread(spread(soft, w, h, 1, w), h, w, w, 1);
    for (int i = 0; i < soft.length; i++) {
      soft[i] = 2 * soft[i] - 1;
    }
    return soft;
  }

  /**
   * @param length pixels along the direction in which values spread
   * @param step from one of them to the next
   * @param stride from one row across to the next
   */
  private static float[] spread(float[] x, int length, int rows, int step, int stride) {
    int reach = (int) (3 * SOFT);
    float[] left = new float[reach + 1];
    for (int k = 0; k <= reach; k++) {
      left[k] = (float) Math.exp(-k * k / (2 * SOFT * SOFT));
    }
    float[] out = x.clone();
    for (int row = 0; row < rows; row++) {
      for (int u = 0; u < length; u++) {
        float v = x[row * stride + u * step];
        for (int k = -reach; v > 0 && k <= reach; k++) {
          if (u + k >= 0 && u + k < length) {
            int to = row * stride + (u + k) * step;
            out[to] = Math.max(out[to], v * left[Math.abs(k)]);
          }
        }
      }
    }
    return out;
  }

  /**
   * Another size; a line is kept however much smaller the drawing becomes: a pixel has the most of
   * those that it covers.
   */
  public static DepthMap resized(DepthMap lines, int w, int h) {
    float[] out = new float[w * h];
    for (int y = 0; y < h; y++) {
      int top = (int) ((long) y * lines.height() / h);
      int bottom = Math.max(top + 1, (int) Math.ceilDiv((y + 1L) * lines.height(), h));
      for (int x = 0; x < w; x++) {
        int left = (int) ((long) x * lines.width() / w);
        int right = Math.max(left + 1, (int) Math.ceilDiv((x + 1L) * lines.width(), w));
        float most = Float.NEGATIVE_INFINITY;
        for (int v = top; v < bottom; v++) {
          for (int u = left; u < right; u++) {
            most = Math.max(most, lines.at(u, v));
          }
        }
        out[y * w + x] = most;
      }
    }
    return new DepthMap(w, h, out);
  }

  /** Whether a picture has hardly more than ink and paper, and more paper than ink. */
  public static boolean isDrawing(RgbImage picture) {
    float[] grey = grey(picture);
    long dark = count(grey, 0, 64);
    long light = count(grey, 192, 256);
    return dark + light >= TWO_TONES * grey.length && Math.min(dark, light) < 0.35 * grey.length;
  }

  private static long count(float[] grey, float from, float to) {
    long n = 0;
    for (float g : grey) {
      n += g >= from && g < to ? 1 : 0;
    }
    return n;
  }

  private static DepthMap drawn(RgbImage picture) {
    float[] grey = grey(picture);
    boolean lightPaper = count(grey, 128, 256) > grey.length / 2;
    float[] lines = new float[grey.length];
    for (int i = 0; i < lines.length; i++) {
      lines[i] = lightPaper ? 1 - grey[i] / 255 : grey[i] / 255;
    }
    return new DepthMap(picture.width(), picture.height(), lines);
  }

  /** The lines of a photograph, one pixel wide. */
  public static DepthMap of(RgbImage picture) {
    int w = picture.width();
    int h = picture.height();
    double sigma = Math.max(SIGMA, SIGMA_OF_SIDE * Math.min(w, h));
    float[] grey = blurred(grey(picture), w, h, sigma);
    float[] strength = new float[w * h];
    byte[] direction = new byte[w * h];
    gradients(grey, w, h, strength, direction);
    float[] thin = thinned(strength, direction, w, h);
    float[] sorted = thin.clone();
    Arrays.sort(sorted);
    float begins = Math.max(FAINTEST, sorted[(int) (BEGINS * (sorted.length - 1))]);
    int shortest = (int) (SHORTEST * Math.min(w, h));
    return new DepthMap(w, h, followed(thin, w, h, begins, shortest));
  }

  private static float[] grey(RgbImage picture) {
    byte[] rgb = picture.rgb();
    float[] grey = new float[rgb.length / 3];
    for (int i = 0; i < grey.length; i++) {
      grey[i] =
          0.299f * (rgb[3 * i] & 0xff)
              + 0.587f * (rgb[3 * i + 1] & 0xff)
              + 0.114f * (rgb[3 * i + 2] & 0xff);
    }
    return grey;
  }

  private static float[] blurred(float[] x, int w, int h, double sigma) {
    int reach = (int) Math.ceil(3 * sigma);
    float[] kernel = new float[2 * reach + 1];
    float sum = 0;
    for (int k = -reach; k <= reach; k++) {
      kernel[k + reach] = (float) Math.exp(-k * k / (2 * sigma * sigma));
      sum += kernel[k + reach];
    }
    float[] rows = new float[x.length];
    float[] out = new float[x.length];
    for (int y = 0; y < h; y++) {
      for (int u = 0; u < w; u++) {
        float v = 0;
        for (int k = -reach; k <= reach; k++) {
          v += kernel[k + reach] * x[y * w + Math.clamp(u + k, 0, w - 1)];
        }
        rows[y * w + u] = v / sum;
      }
    }
    for (int y = 0; y < h; y++) {
      for (int u = 0; u < w; u++) {
        float v = 0;
        for (int k = -reach; k <= reach; k++) {
          v += kernel[k + reach] * rows[Math.clamp(y + k, 0, h - 1) * w + u];
        }
        out[y * w + u] = v / sum;
      }
    }
    return out;
  }

  /** Sobel's gradients; their direction in steps of 45 degrees, 0 for left to right. */
  private static void gradients(float[] x, int w, int h, float[] strength, byte[] direction) {
    for (int v = 1; v < h - 1; v++) {
      for (int u = 1; u < w - 1; u++) {
        int i = v * w + u;
        float gx =
            x[i - w + 1] - x[i - w - 1] + 2 * (x[i + 1] - x[i - 1]) + x[i + w + 1] - x[i + w - 1];
        float gy =
            x[i + w - 1] - x[i - w - 1] + 2 * (x[i + w] - x[i - w]) + x[i + w + 1] - x[i - w + 1];
        strength[i] = (float) Math.hypot(gx, gy);
        direction[i] = (byte) Math.floorMod(Math.round(Math.atan2(gy, gx) / (Math.PI / 4)), 4);
      }
    }
  }

  /** Keeps a pixel where the gradient is largest across the line. */
  private static float[] thinned(float[] strength, byte[] direction, int w, int h) {
    int[] across = {1, w + 1, w, w - 1};
    float[] out = new float[strength.length];
    for (int v = 1; v < h - 1; v++) {
      for (int u = 1; u < w - 1; u++) {
        int i = v * w + u;
        int step = across[direction[i]];
        // Of two alike one is kept, so that no line is two pixels wide.
        if (strength[i] > strength[i - step] && strength[i] >= strength[i + step]) {
          out[i] = strength[i];
        }
      }
    }
    return out;
  }

  /** From where a line begins along all that is strong enough to go on; short ones are left out. */
  private static float[] followed(float[] thin, int w, int h, float begins, int shortest) {
    float[] lines = new float[thin.length];
    boolean[] seen = new boolean[thin.length];
    int[] line = new int[thin.length];
    for (int i = 0; i < thin.length; i++) {
      if (thin[i] >= begins && !seen[i]) {
        int length = follow(thin, w, h, begins * GOES_ON, i, seen, line);
        boolean kept = extent(line, length, w) >= shortest;
        for (int k = 0; k < length && kept; k++) {
          lines[line[k]] = 1;
        }
      }
    }
    return lines;
  }

  /** The longer side of the box around a line: a small ring is no outline either. */
  private static int extent(int[] line, int length, int w) {
    int left = w;
    int right = 0;
    int top = Integer.MAX_VALUE;
    int bottom = 0;
    for (int k = 0; k < length; k++) {
      left = Math.min(left, line[k] % w);
      right = Math.max(right, line[k] % w);
      top = Math.min(top, line[k] / w);
      bottom = Math.max(bottom, line[k] / w);
    }
    return Math.max(right - left, bottom - top) + 1;
  }

  /**
   * @param line takes the pixels of the line
   * @return how many those are
   */
  private static int follow(
      float[] thin, int w, int h, float least, int start, boolean[] seen, int[] line) {
    int length = 1;
    line[0] = start;
    seen[start] = true;
    for (int k = 0; k < length; k++) {
      int u = line[k] % w;
      int v = line[k] / w;
      for (int y = Math.max(0, v - 1); y <= Math.min(h - 1, v + 1); y++) {
        for (int x = Math.max(0, u - 1); x <= Math.min(w - 1, u + 1); x++) {
          int j = y * w + x;
          if (!seen[j] && thin[j] >= least) {
            seen[j] = true;
            line[length++] = j;
          }
        }
      }
    }
    return length;
  }
}
