package io.tessera.engine.evaluation;

import io.tessera.engine.torch.Device;
import io.tessera.engine.torch.HostTensor;
import io.tessera.engine.torch.ScriptModule;
import java.util.List;

/**
 * How far the pictures of one collection are from those of another: the Fréchet distance of
 * Gaussians laid about their features. With Inception's features it is the FID (Heusel et al.
 * 2017). 0 for equal collections; small ones seem farther apart than they are. Owns its native
 * memory; one thread uses it.
 */
final class FrechetDistance implements AutoCloseable {
  private final ScriptModule script = ScriptModule.load(Device.CPU, "Frechet", "frechet.py");

  /**
   * @param a features of the pictures of one collection, of at least two
   * @param b the same of the other, of as many features each
   */
  double between(List<float[]> a, List<float[]> b) {
    if (a.size() < 2 || b.size() < 2) {
      throw new IllegalArgumentException("a distance needs two pictures on each side at least");
    }
    return script.call("distance", matrix(a), matrix(b)).getFirst().floats()[0];
  }

  private static HostTensor.Floats matrix(List<float[]> rows) {
    int width = rows.getFirst().length;
    float[] all = new float[rows.size() * width];
    for (int i = 0; i < rows.size(); i++) {
      System.arraycopy(rows.get(i), 0, all, i * width, width);
    }
    return new HostTensor.Floats(all, rows.size(), width);
  }

  @Override
  public void close() {
    script.close();
  }
}
