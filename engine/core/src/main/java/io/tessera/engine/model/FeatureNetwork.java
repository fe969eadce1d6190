package io.tessera.engine.model;

import io.tessera.api.fault.InputException;
import io.tessera.api.image.RgbImage;
import io.tessera.engine.torch.Device;
import io.tessera.engine.torch.HostTensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * A network of the user's that tells what pictures are like, as a TorchScript archive: Inception
 * (Szegedy et al. 2016), whose pooled features the FID is measured in, or another. Pictures [1, 3,
 * H, W] in float32, whole numbers from 0 to 255; features [1, D], or [1, D, 1, 1], come back. One
 * thread uses it; it owns its native memory.
 */
public final class FeatureNetwork implements AutoCloseable {
  private final UserNetwork network;

  private FeatureNetwork(UserNetwork network) {
    this.network = network;
  }

  /**
   * @throws InputException if the file is no TorchScript archive
   */
  public static FeatureNetwork open(Path file, Device device) {
    return new FeatureNetwork(UserNetwork.open(file, device));
  }

  /**
   * Features of a picture, as many for every one.
   *
   * @throws InputException if the network takes no such pictures, or what comes back are no
   *     features
   */
  public float[] of(RgbImage picture) {
    int plane = picture.width() * picture.height();
    float[] x = new float[3 * plane];
    for (int i = 0; i < plane; i++) {
      for (int c = 0; c < 3; c++) {
        x[c * plane + i] = picture.rgb()[i * 3 + c] & 0xff;
      }
    }
    HostTensor.Floats out =
        network.run(new HostTensor.Floats(x, 1, 3, picture.height(), picture.width()), "features");
    long[] shape = out.shape();
    if (shape.length < 2 || shape[0] != 1 || shape[1] != out.data().length) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "%s gives back a tensor of shape %s, but features are [1, D]: one row of numbers a picture",
              network.file(),
              Arrays.toString(shape)));
    }
    return out.data();
  }

  @Override
  public void close() {
    network.close();
  }
}
