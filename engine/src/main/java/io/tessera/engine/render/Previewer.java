package io.tessera.engine.render;

import io.tessera.engine.image.RgbImage;
import io.tessera.engine.model.FirstStage;
import io.tessera.engine.model.TokenGrid;
import io.tessera.engine.sampling.SampledToken;
import io.tessera.engine.torch.HostTensor;

/**
 * Decodes what changed, with some cells around it, and takes no more than a share of the time for
 * it.
 */
final class Previewer {
  /** Cells around a change that are decoded with it, because convolutions and norms look there. */
  private static final int MARGIN = 4;

  /** Largest share of the time that goes into previews. */
  private static final double SHARE = 0.15;

  private final FirstStage firstStage;
  private int top = Integer.MAX_VALUE;
  private int bottom = -1;
  private int left = Integer.MAX_VALUE;
  private int right = -1;
  private long due = System.nanoTime() + 150_000_000L;

  Previewer(FirstStage firstStage) {
    this.firstStage = firstStage;
  }

  void changed(SampledToken token) {
    top = Math.min(top, token.row());
    bottom = Math.max(bottom, token.row());
    left = Math.min(left, token.column());
    right = Math.max(right, token.column());
  }

  boolean isDue() {
    return bottom >= 0 && System.nanoTime() >= due;
  }

  /** Decodes the cells that changed since the last preview. */
  RenderEvent.Preview decode(TokenGrid grid) {
    long began = System.nanoTime();
    int t = Math.max(0, top - MARGIN);
    int b = Math.min(grid.rows() - 1, bottom + 1);
    int l = Math.max(0, left - MARGIN);
    int r = Math.min(grid.columns() - 1, right + MARGIN);
    HostTensor x = firstStage.decode(filled(grid, t, b, l, r));
    int f = firstStage.factor();
    RgbImage part =
        RgbImage.fromNetwork(
            x.floats(), (int) x.shape()[1], (int) x.shape()[3], (int) x.shape()[2]);
    RgbImage pixels =
        part.crop((left - l) * f, (top - t) * f, (right - left + 1) * f, (bottom - top + 1) * f);
    RenderEvent.Preview preview = new RenderEvent.Preview(left * f, top * f, pixels);
    top = left = Integer.MAX_VALUE;
    bottom = right = -1;
    long took = System.nanoTime() - began;
    due = System.nanoTime() + Math.max(80_000_000L, (long) (took * (1 / SHARE - 1)));
    return preview;
  }

  /** The cells of a rectangle; unknown ones repeat what is known to their left, else above them. */
  private static TokenGrid filled(TokenGrid grid, int t, int b, int l, int r) {
    int w = r - l + 1;
    int[] tokens = new int[(b - t + 1) * w];
    for (int i = 0; i < tokens.length; i++) {
      int token = grid.at(t + i / w, l + i % w);
      if (token == TokenGrid.UNKNOWN) {
        token = i % w > 0 ? tokens[i - 1] : i >= w ? tokens[i - w] : 0;
      }
      tokens[i] = token;
    }
    return new TokenGrid(b - t + 1, w, tokens);
  }
}
