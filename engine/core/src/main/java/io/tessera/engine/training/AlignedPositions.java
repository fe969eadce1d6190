package io.tessera.engine.training;

import io.tessera.api.SlidingWindow;
import io.tessera.engine.checkpoint.GptConfig;
import io.tessera.engine.torch.HostTensor;
import java.util.Map;

/**
 * First values for a transformer whose sequence is a window of condition tokens and the same window
 * of picture tokens. The position that predicts a cell and the condition token of that cell start
 * with the same embedding (sines of row and column), one in the first half of the dimensions, the
 * other in the second; queries of the first layer read the one half, keys the other, so attention
 * begins by looking at the cell's own condition. Without it each of the 256 pairings has to be
 * found by itself, which takes a small model longer than all the rest.
 */
final class AlignedPositions {
  private static final double AMPLITUDE = 0.05;

  /** Makes the attention to the own cell about e^5 times that to its neighbours. */
  private static final double SHARPNESS = 0.13;

  private AlignedPositions() {}

  /**
   * @param words tokens before the window's condition
   */
  static Map<String, HostTensor> of(GptConfig config, int words, Initializer init) {
    int window = SlidingWindow.largest(config.blockSize(), words, true);
    int cells = window * window;
    int width = config.nEmbd();
    int half = width / 2;
    float[] positions = new float[config.blockSize() * width];
    for (int c = 0; c < Math.min(config.blockSize() - words, 2 * cells - 1); c++) {
      int p = words + c;
      boolean condition = c < cells - 1;
      // Position cells + j - 1 predicts cell j; the last condition token predicts the first cell.
      int predicted = c - cells + 1;
      if (predicted >= 0) {
        embed(positions, p * width, half, predicted / window, predicted % window, window);
      }
      if (condition || predicted == 0) {
        embed(positions, p * width + half, half, c / window, c % window, window);
      }
    }
    float[] read = init.normal(new long[] {width, half}, 0, SHARPNESS).floats();
    return Map.of(
        "pos_emb", new HostTensor.Floats(positions, 1, config.blockSize(), width),
        "blocks.0.attn.query.weight", matrix(read, width, 0),
        "blocks.0.attn.key.weight", matrix(read, width, half));
  }

  /** A square matrix that reads half of its inputs, from {@code offset} on. */
  private static HostTensor matrix(float[] read, int width, int offset) {
    int half = width / 2;
    float[] out = new float[width * width];
    for (int row = 0; row < width; row++) {
      System.arraycopy(read, row * half, out, row * width + offset, half);
    }
    return new HostTensor.Floats(out, width, width);
  }

  /** Sine and cosine of row and column, from one period in two cells to one in two windows. */
  private static void embed(float[] out, int offset, int width, int row, int column, int window) {
    int frequencies = width / 4;
    for (int k = 0; k < frequencies; k++) {
      double period = 2 * Math.pow(window, (double) k / Math.max(1, frequencies - 1));
      double a = 2 * Math.PI * row / period;
      double b = 2 * Math.PI * column / period;
      out[offset + 4 * k] = (float) (AMPLITUDE * Math.sin(a));
      out[offset + 4 * k + 1] = (float) (AMPLITUDE * Math.cos(a));
      out[offset + 4 * k + 2] = (float) (AMPLITUDE * Math.sin(b));
      out[offset + 4 * k + 3] = (float) (AMPLITUDE * Math.cos(b));
    }
  }
}
