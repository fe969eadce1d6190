package io.tessera.engine.model;

import io.tessera.api.fault.InputException;
import io.tessera.api.image.DepthMap;
import io.tessera.api.image.RgbImage;
import io.tessera.engine.torch.Device;
import io.tessera.engine.torch.HostTensor;
import java.nio.file.Path;

/**
 * A network of the user's that tells depth from a photograph, as a TorchScript archive: MiDaS
 * (Ranftl et al. 2020, which made the depth of the original's D-RIN), Depth Anything, or another of
 * the same manners: pictures [1, 3, H, W] with ImageNet's mean and deviation taken off, sides
 * multiples of 32; nearness [1, H, W] or [1, 1, H, W] of any scale comes back. One thread uses it;
 * it owns its native memory.
 */
public final class DepthNetwork implements AutoCloseable {
  /** Pixels of the longer side that such networks were trained on. */
  private static final int SIDE = 384;

  private static final int MULTIPLE = 32;
  private static final double[] MEAN = {0.485, 0.456, 0.406};
  private static final double[] DEVIATION = {0.229, 0.224, 0.225};

  private final UserNetwork network;

  private DepthNetwork(UserNetwork network) {
    this.network = network;
  }

  /**
   * @throws InputException if the file is no TorchScript archive
   */
  public static DepthNetwork open(Path file, Device device) {
    return new DepthNetwork(UserNetwork.open(file, device));
  }

  /**
   * Depth of a photograph, of its size, near for high.
   *
   * @throws InputException if the network takes no such pictures, or what comes back is no depth
   */
  public DepthMap depth(RgbImage photograph) {
    double scale = (double) SIDE / Math.max(photograph.width(), photograph.height());
    int w = multiple(photograph.width() * scale);
    int h = multiple(photograph.height() * scale);
    HostTensor.Floats depth = network.run(input(photograph.resized(w, h)), "depth");
    return map(depth).resized(photograph.width(), photograph.height());
  }

  private static int multiple(double pixels) {
    return Math.max(1, (int) Math.round(pixels / MULTIPLE)) * MULTIPLE;
  }

  private static HostTensor.Floats input(RgbImage image) {
    int plane = image.width() * image.height();
    float[] x = new float[3 * plane];
    for (int i = 0; i < plane; i++) {
      for (int c = 0; c < 3; c++) {
        double value = (image.rgb()[i * 3 + c] & 0xff) / 255.0;
        x[c * plane + i] = (float) ((value - MEAN[c]) / DEVIATION[c]);
      }
    }
    return new HostTensor.Floats(x, 1, 3, image.height(), image.width());
  }

  private DepthMap map(HostTensor.Floats depth) {
    long[] shape = depth.shape();
    int n = shape.length;
    if (n < 2 || shape[n - 1] * shape[n - 2] != depth.data().length) {
      throw new InputException(
          network.file()
              + " gives back a tensor of shape "
              + java.util.Arrays.toString(shape)
              + ", but depth is one number a pixel");
    }
    return new DepthMap((int) shape[n - 1], (int) shape[n - 2], depth.data());
  }

  @Override
  public void close() {
    network.close();
  }
}
