package io.tessera.engine.model;

import io.tessera.engine.checkpoint.Checkpoint;
import io.tessera.engine.torch.Device;
import io.tessera.engine.torch.HostTensor;
import io.tessera.engine.torch.ScriptModule;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What pictures look like to a network that was trained to tell things apart on ImageNet:
 * EfficientNet-Lite0 (Tan, Le 2019). For distances between pictures that follow the eye more than
 * pixels do. One thread uses it; it owns its native memory.
 */
public final class PretrainedFeatures implements AutoCloseable {
  /** Channels of the maps inside, the finest first. */
  static final int[] TAPS = {16, 24, 40, 112, 320};

  /** Of every stage: blocks, channels, side of the kernel, widening inside. */
  private static final int[][] STAGES = {
    {1, 16, 3, 1},
    {2, 24, 3, 6},
    {2, 40, 5, 6},
    {3, 80, 3, 6},
    {3, 112, 5, 6},
    {4, 192, 5, 6},
    {1, 320, 3, 6}
  };

  private static final int STEM = 32;

  private final ScriptModule script;

  private PretrainedFeatures(ScriptModule script) {
    this.script = script;
  }

  /**
   * @param weights the network's tensors, batch norms folded in
   * @throws io.tessera.api.fault.InputException if the file is none
   */
  public static PretrainedFeatures open(Path weights, Device device) {
    ScriptModule script =
        ScriptModule.load(device, "Pretrained", "features.py", "projected.py", "pretrained.py");
    try (Checkpoint file = Checkpoint.open(weights)) {
      file.tensors()
          .forEach((name, tensor) -> script.call("put", name, Weights.hostTensor(tensor)));
      return new PretrainedFeatures(script);
    } catch (RuntimeException e) {
      script.close();
      throw e;
    }
  }

  /** Every weight up to the last map, with its shape (Tan, Le 2019, table 1, the lite variant). */
  static Map<String, long[]> shapes() {
    Map<String, long[]> s = new LinkedHashMap<>();
    conv(s, "stem", 3, STEM, 3);
    int in = STEM;
    int block = 0;
    for (int[] stage : STAGES) {
      for (int n = 0; n < stage[0]; n++) {
        String p = "blocks." + block;
        int inside = in * stage[3];
        if (stage[3] > 1) {
          conv(s, p + ".expand", in, inside, 1);
        }
        conv(s, p + ".depthwise", 1, inside, stage[2]);
        conv(s, p + ".project", inside, stage[1], 1);
        in = stage[1];
        block++;
      }
    }
    return s;
  }

  private static void conv(Map<String, long[]> s, String p, int in, int out, int kernel) {
    s.put(p + ".weight", new long[] {out, in, kernel, kernel});
    s.put(p + ".bias", new long[] {out});
  }

  /**
   * Maps inside the network, the finest first.
   *
   * @param x [B, 3, H, W] in [-1, 1]
   * @return 16, 24, 40, 112 and 320 channels at strides 2, 4, 8, 16 and 32
   */
  public List<HostTensor> taps(HostTensor x) {
    return script.call("taps", x);
  }

  /**
   * One row of 1280 numbers a picture, for the kernel distance.
   *
   * @param x [B, 3, H, W] in [-1, 1]
   * @return [B, 1280]
   */
  public HostTensor pooled(HostTensor x) {
    return script.call("pooled", x).getFirst();
  }

  /**
   * Mean difference of two pictures' maps, each channel over its root mean square in the first, as
   * {@code tessera.losses.ProjectedLoss} has it.
   *
   * @param x [1, 3, H, W] in [-1, 1]
   * @param y of the same shape
   */
  public double distance(HostTensor x, HostTensor y) {
    return script.call("distance", x, y).getFirst().floats()[0];
  }

  @Override
  public void close() {
    script.close();
  }
}
