package io.tessera.engine.training;

import io.tessera.engine.checkpoint.GptConfig;
import io.tessera.engine.torch.HostTensor;
import java.util.Map;

/**
 * First values for a transformer whose sequence is a window of condition tokens and the same window
 * of picture tokens: the position that predicts a cell starts with the same embedding as the
 * condition token of that cell (sines of row and column), and the first layer's queries equal its
 * keys, so that attention begins by looking there. Without it each of the 256 pairings has to be
 * found by itself, which takes a small model longer than all the rest.
 */
final class AlignedPositions {
  private static final double AMPLITUDE = 0.05;

  private AlignedPositions() {}

  static Map<String, HostTensor> of(GptConfig config, Initializer init) {
    int window = (int) Math.sqrt(config.blockSize() / 2.0);
    int cells = window * window;
    int width = config.nEmbd();
    float[] positions = new float[config.blockSize() * width];
    for (int p = 0; p < Math.min(config.blockSize(), 2 * cells - 1); p++) {
      // Position cells + j - 1 predicts cell j.
      int cell = p < cells ? p : p - cells + 1;
      embed(positions, p * width, width, cell / window, cell % window, window);
    }
    HostTensor queries = init.normal(new long[] {width, width}, 0, 0.04);
    return Map.of(
        "pos_emb", new HostTensor.Floats(positions, 1, config.blockSize(), width),
        "blocks.0.attn.query.weight", queries,
        "blocks.0.attn.key.weight", queries);
  }

  /** Sine and cosine of row and column, from one period in two cells to one in two windows. */
  private static void embed(
      float[] out, int offset, int width, int row, int column, int window) {
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
