package io.tessera.api.image;

import io.tessera.api.fault.InputException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * Line drawings as maps of 1 on a line and 0 elsewhere, drawn by people or found in photographs
 * (Canny, A Computational Approach to Edge Detection, 1986).
 */
public final class LineDrawing {
  /** Standard deviation of the blur before gradients are taken, in pixels. */
  private static final double SIGMA = 1.4;

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

  /** What networks are given: -1 on paper, 1 on a line. */
  public static float[] signal(DepthMap lines) {
    float[] out = new float[lines.depth().length];
    for (int i = 0; i < out.length; i++) {
      float v = lines.depth()[i];
      if (!Float.isFinite(v)) {
        throw new InputException("the line drawing holds values that are no numbers");
      }
      out[i] = 2 * Math.clamp(v, 0f, 1f) - 1;
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
    float[] grey = blurred(grey(picture), w, h);
    float[] strength = new float[w * h];
    byte[] direction = new byte[w * h];
    gradients(grey, w, h, strength, direction);
    float[] thin = thinned(strength, direction, w, h);
    float[] sorted = thin.clone();
    Arrays.sort(sorted);
    float begins = Math.max(FAINTEST, sorted[(int) (BEGINS * (sorted.length - 1))]);
    return new DepthMap(w, h, followed(thin, w, h, begins));
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

  private static float[] blurred(float[] x, int w, int h) {
    int reach = (int) Math.ceil(3 * SIGMA);
    float[] kernel = new float[2 * reach + 1];
    float sum = 0;
    for (int k = -reach; k <= reach; k++) {
      kernel[k + reach] = (float) Math.exp(-k * k / (2 * SIGMA * SIGMA));
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

  /** From where a line begins along all that is strong enough to go on. */
  private static float[] followed(float[] thin, int w, int h, float begins) {
    float[] lines = new float[thin.length];
    Deque<Integer> open = new ArrayDeque<>();
    for (int i = 0; i < thin.length; i++) {
      if (thin[i] >= begins) {
        lines[i] = 1;
        open.push(i);
      }
    }
    while (!open.isEmpty()) {
      int i = open.pop();
      int u = i % w;
      int v = i / w;
      for (int y = Math.max(0, v - 1); y <= Math.min(h - 1, v + 1); y++) {
        for (int x = Math.max(0, u - 1); x <= Math.min(w - 1, u + 1); x++) {
          int j = y * w + x;
          if (lines[j] == 0 && thin[j] >= begins * GOES_ON) {
            lines[j] = 1;
            open.push(j);
          }
        }
      }
    }
    return lines;
  }
}
